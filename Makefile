# make demo · make test: everything else is set up by them, in .venv
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := $(shell find src personas prompts -type f -not -name '*.pyc') pyproject.toml README.md LICENSE NOTICE
WORKERS ?= auto
unexport PYTHONDONTWRITEBYTECODE # a process that finds no bytecode compiles all it imports
SECONDS ?= 60
INTEGRATIONS := $(patsubst tests/integrations_%/requirements.txt,%,$(wildcard tests/integrations_*/requirements.txt))

.PHONY: help demo test quick test-integrations $(INTEGRATIONS:%=test-integrations-%) long fuzz mutants lint format pages docs bench learned encoder clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 19

demo: $(VENV)/.runs  ## eleven personas checked, compiled, held to their lanes, and at work on LangGraph
	@$(BIN)/fleet demo

test: $(VENV)/.tests  ## all tests against the built wheel, with branch coverage; what asks in bulk is not traced
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

quick: $(VENV)/.tests  ## the tests without coverage
	$(BIN)/python -m pytest -n $(WORKERS) -q

test-integrations: $(INTEGRATIONS:%=test-integrations-%)  ## with the real packages of other frameworks, each in an environment of its own

$(INTEGRATIONS:%=test-integrations-%): test-integrations-%: $(VENV)/.integrations-%
	$(VENV)/integrations-$*/bin/python -m pytest -q tests/integrations_$*

long: $(VENV)/.tests  ## what is slow: many more random cases, every Python that is here, hash seeds, fuzzing, mutants
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n $(WORKERS) -m "long or not long" -q
	sh tools/pythons.sh
	$(MAKE) fuzz
	$(MAKE) mutants

fuzz: $(VENV)/.fuzz  ## put made-up bytes to what reads libraries, cases and arguments, a minute each
	@if $(BIN)/python -c "import atheris" 2>/dev/null; then \
		for target in loader cases arguments; do \
			$(BIN)/python tests/fuzz/$$target.py --seconds $(SECONDS) || exit 1; \
		done; \
	else echo "fuzz: skipped; atheris cannot be installed here ($$($(BIN)/python --version), $$(uname -sm))"; fi

mutants: $(VENV)/.mutation  ## break relation and guard in thousands of small ways; red if tests notice fewer than 95 %
	$(BIN)/python tools/mutants.py

lint: $(VENV)/.lint  ## style, types, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(VENV)/.lint  ## put the code into one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pages: $(VENV)/.tests  ## write what is generated: compiled prompts, LIBRARY.md, schemas, the one form of files
	$(BIN)/fleet fmt personas examples/four-roles
	$(BIN)/fleet schema --library personas --out personas/schemas
	$(BIN)/fleet schema --library examples/four-roles --out examples/four-roles/schemas
	$(BIN)/fleet compile --library personas --out prompts/compiled
	$(BIN)/fleet page LIBRARY.md --library personas
	$(BIN)/python tools/diagnostics_page.py docs/diagnostics.md
	$(BIN)/python tools/reference_pages.py docs/reference
	$(BIN)/python tools/picture.py docs/pictures/demo.svg $(BIN)/fleet demo
	$(BIN)/python tools/picture.py docs/pictures/fleet.svg \
		$(BIN)/fleet route "Deployments fail with a 500 since last night" --stage customer \
		--then $(BIN)/fleet decide support-agent discounts.grant --args '{"account": "acme", "percent": 10}' --account acme \
		--then $(BIN)/fleet test

docs: $(VENV)/.docs  ## build the documentation into build/docs-site; a link or an anchor that leads nowhere is an error
	$(BIN)/python tools/docs_site.py stage build/docs
	$(BIN)/zensical build --clean --strict
	$(BIN)/python tools/docs_site.py check build/docs-site

bench: $(VENV)/.tests  ## measure the library; results go into docs/benchmarks.md by hand
	$(BIN)/python benchmarks/library.py
	$(BIN)/python benchmarks/inbox.py
	$(BIN)/python benchmarks/fleets.py
	$(BIN)/python benchmarks/site.py
	$(BIN)/python benchmarks/serve.py

learned: $(VENV)/.tests  ## learn the shipped library anew, for its router, after its examples changed
	$(VENV)/encoder/bin/python tools/learned.py

encoder: $(VENV)/.encoder  ## make every file of the router from the published weights and the corpus; over an hour
	$(VENV)/encoder/bin/python tools/corpus.py
	$(VENV)/encoder/bin/python tools/tuned.py --out build/tuned
	$(VENV)/encoder/bin/python tools/encoder.py --tuned build/tuned --out src/fleet/routing/weights
	$(VENV)/encoder/bin/python tools/learned.py
	$(VENV)/encoder/bin/python tools/splitting.py
	$(VENV)/encoder/bin/python tools/sentences.py

clean:  ## remove what was made
	rm -rf $(VENV) dist build .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

dist/.built: $(SOURCES) | $(BIN)/python
	rm -rf dist
	$(PIP) wheel --no-deps --wheel-dir dist .
	touch dist/.built

# our own wheel is installed twice: with what it needs, and again where another of the same version was there before
, := ,
INSTALL = $(PIP) install "$$(ls dist/*.whl)$(1)" && $(PIP) install --force-reinstall --no-deps dist/*.whl

$(VENV)/.runs: dist/.built
	$(call INSTALL,[langgraph])
	touch $@

$(VENV)/.tests: dist/.built
	$(call INSTALL,[test])
	touch $(VENV)/.runs $@

$(VENV)/.docs: pyproject.toml | $(VENV)/.tests
	$(PIP) install "$$(ls dist/*.whl)[docs]"
	touch $@

$(VENV)/.fuzz: $(VENV)/.tests
	@$(PIP) install --only-binary atheris "$$(ls dist/*.whl)[fuzz]" && touch $@ || true

$(VENV)/.mutation: $(VENV)/.tests
	$(PIP) install "$$(ls dist/*.whl)[mutation]"
	touch $@

$(VENV)/.integrations-%: tests/integrations_%/requirements.txt dist/.built
	$(PYTHON) -m venv $(VENV)/integrations-$*
	$(VENV)/integrations-$*/bin/python -m pip --quiet --quiet uninstall --yes fleet-personas # pip will not mix two of one version
	$(VENV)/integrations-$*/bin/python -m pip --disable-pip-version-check --quiet install \
		--find-links dist "$$(ls dist/*.whl)[test]" -r $<
	$(VENV)/integrations-$*/bin/python -m pip --disable-pip-version-check --quiet install \
		--force-reinstall --no-deps dist/*.whl
	touch $@

$(VENV)/.encoder: | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/encoder
	$(VENV)/encoder/bin/python -m pip --disable-pip-version-check --quiet install -r tools/encoder.txt -e .
	touch $@

$(VENV)/.lint: dist/.built
	$(call INSTALL,[test$(,)lint])
	touch $(VENV)/.runs $(VENV)/.tests $@
