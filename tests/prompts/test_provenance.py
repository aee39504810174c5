from pathlib import Path

import pytest

import fleet
from fleet.library import shipped_folder

CLASSES = sorted(fleet.load())
PERSONAS = shipped_folder("personas")


def text_at(path: str, line: int) -> str:
    """The line and the one after it: a text in block style starts below its key."""
    file = shipped_folder("prompts").parent / path if path.startswith("prompts/") else PERSONAS / path
    return " ".join(file.read_text(encoding="utf-8").splitlines()[line - 1 : line + 1]).lower()


def first_words(block) -> str:
    """How the text of the spec starts, without what the partial puts before it."""
    text = block.text.strip()
    if block.partial == "assist":
        text = text.split(": ", 1)[1]
    if block.partial in ("owner", "rest"):
        text = text.split("`, ", 1)[1].split(": ", 1)[0].removesuffix(", takes the rest")
    if block.partial == "identity":
        text = text.removeprefix("# You are the ").removesuffix(" of {{ company }}")
    return " ".join(text.removeprefix("- ").split()[:3]).rstrip(":.,").lower()


@pytest.mark.parametrize("class_", CLASSES)
def test_every_block_names_a_file_and_a_line_that_exist(library, class_):
    for block in fleet.compile_prompt(library, class_).blocks:
        assert not Path(block.path).is_absolute()
        assert ".." not in block.path
        assert block.line >= 1
        assert text_at(block.path, block.line)


@pytest.mark.parametrize("class_", CLASSES)
def test_the_line_of_a_block_holds_how_its_text_starts(library, class_):
    quoting = ("identity", "duty", "assist", "boundary", "owner", "rest", "voice", "trait", "expertise", "persona")
    prompt = fleet.compile_prompt(library, class_, company="{{ company }}", product="{{ product }}")
    for block in prompt.blocks:
        if block.partial in quoting:
            assert first_words(block) in text_at(block.path, block.line), block


@pytest.mark.parametrize(
    ("partial", "key"),
    [("summary", "summary:"), ("reads", "reads:"), ("level", "level:"), ("memory", "persistent_persona:")],
)
def test_other_blocks_name_the_line_of_their_key(library, partial, key):
    prompt = fleet.compile_prompt(library, "technical-account-architect")
    (block,) = [block for block in prompt.blocks if block.partial == partial]
    assert block.path == "customer/technical-account-architect.yaml"
    assert text_at(block.path, block.line).startswith(key)


def test_what_came_along_a_ladder_is_found_on_the_level_that_says_it(library):
    blocks = {block.element: block for block in fleet.compile_prompt(library, "senior-support-agent").blocks}
    assert blocks["boundaries/no-deal-negotiation"].path == "support/support-agent.yaml"
    assert blocks["assists/ticket-resolution"].path == "support/support-agent.yaml"
    assert blocks["boundaries/no-adoption"].path == "support/senior-support-agent.yaml"
    voices = [block.path for block in fleet.compile_prompt(library, "senior-support-agent").blocks]
    assert "support/support-agent.yaml" in voices


def test_what_the_host_said_has_no_file(library):
    prompt = fleet.compile_prompt(library, "support-agent", context=fleet.Context(account="Acme"))
    assert [(block.partial, block.path, block.line) for block in prompt.blocks if block.changing] == [
        ("conversation", "", 0)
    ]


@pytest.fixture
def own_library(tmp_path):
    (tmp_path / "library.yaml").write_text("format: 1\nextends: shipped\n", encoding="utf-8")
    (tmp_path / "support").mkdir()
    patch = (
        "class: support-agent\nsummary: keeps the lights on\nboundaries:\n  - id: no-bug-triage\n    severity: low\n"
    )
    (tmp_path / "support" / "support-agent.yaml").write_text(patch, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("inside", [True, False])
def test_a_patch_is_told_from_the_library_underneath(own_library, monkeypatch, inside):
    if inside:
        monkeypatch.chdir(own_library)
    prompt = fleet.compile_prompt(fleet.load(own_library), "support-agent")
    blocks = {block.element: block for block in prompt.blocks}
    assert blocks["summary"][2:4] == ("support/support-agent.yaml", 2)
    assert blocks["title"].path == "shipped/support/support-agent.yaml"
    assert blocks["traits/team-player"].path == "shipped/traits/team-player.yaml"
    assert blocks["parties/triage"].path == "shipped/library.yaml"


def test_a_lane_that_changed_hands_still_compiles(tmp_path):
    manifest = "format: 1\nextends: shipped\nretire: [senior-support-agent]\nlanes:\n"
    lanes = ("escalated-support", "bug-triage", "support-enablement")
    manifest += "".join(f"  {lane}: support-agent\n" for lane in lanes)
    (tmp_path / "library.yaml").write_text(manifest, encoding="utf-8")
    prompt = fleet.compile_prompt(fleet.load(tmp_path), "support-agent")
    assert {f"mandate/{lane}" for lane in lanes} <= {block.element for block in prompt.blocks}
    assert all(block.line >= 1 for block in prompt.blocks)
