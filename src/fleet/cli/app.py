"""Which verbs there are, and how words become one of them; a verb's module is loaded only when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from typing import Annotated, NamedTuple, ParamSpec

import typer
from typer.main import get_command

from fleet import __version__
from fleet.cli.ending import USAGE, guarded
from fleet.cli.misuse import MISUSE, misuse_text
from fleet.errors import UnknownNameError

P = ParamSpec("P")


class Verb(NamedTuple):
    """A word of the command line, and the function behind it as ``module:function``."""

    name: str
    home: str

    def function(self) -> Callable[..., int]:
        """Load the function."""
        module, _, name = self.home.partition(":")
        found: Callable[..., int] = getattr(import_module(f"fleet.cli.{module}"), name)
        return found


VERBS = (
    Verb("init", "starting:init_command"),
    Verb("new", "adding:new_command"),
    Verb("check", "check:check_command"),
    Verb("list", "catalogue:list_command"),
    Verb("show", "show:show_command"),
    Verb("fmt", "fmt:fmt_command"),
    Verb("schema", "schema:schema_command"),
    Verb("prompt", "prompt:prompt_command"),
    Verb("compile", "compiling:compile_command"),
    Verb("matrix", "matrix:matrix_command"),
    Verb("graph", "graph:graph_command"),
    Verb("route", "route:route_command"),
    Verb("decide", "decide:decide_command"),
    Verb("plan", "planning:plan_command"),
    Verb("test", "suite:test_command"),
    Verb("mutate", "mutating:mutate_command"),
    Verb("explain", "explain:explain_command"),
    Verb("page", "page:page_command"),
    Verb("demo", "demo:demo_command"),
)
"""Every verb, in the order that the help lists them."""

_COMPLETING = "_FLEET_COMPLETE"


def run(words: Sequence[str]) -> int:
    """Run the command that `words` name and return its exit code."""
    return guarded(lambda: _exit_code(words))


def _exit_code(words: Sequence[str]) -> int:
    names = [verb.name for verb in VERBS]
    if words and words[0] not in names and not words[0].startswith("-"):
        raise UnknownNameError(kind="command", name=words[0], choices=names)
    try:
        code = get_command(assembled(words)).main(args=list(words), prog_name="fleet", standalone_mode=False)
    except SystemExit as end:  # a shell that completes
        code = end.code
    except MISUSE as error:
        print(misuse_text(error), file=sys.stderr)
        return USAGE
    return code if isinstance(code, int) else int(code is not None)


def assembled(words: Sequence[str]) -> typer.Typer:
    """An application with the verb that comes first in `words`; with all verbs if none does."""
    app = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Personas with lanes: one spec, compiled into prompts, enforced by a guard, tested in CI.",
        epilog="Exit codes: 0 fine, 1 findings, 2 usage, 3 anything but allow, or the fallback.",
    )
    app.callback()(_fleet)
    first = [verb for verb in VERBS if words and verb.name == words[0] and _COMPLETING not in os.environ]
    for verb in first or VERBS:
        app.command(verb.name)(_finished(verb.function()))
    return app


def _finished(verb: Callable[P, int]) -> Callable[P, None]:
    """Wrap a verb that returns its exit code, so that Typer ends with that code."""

    @wraps(verb)
    def run_verb(*args: P.args, **kwargs: P.kwargs) -> None:
        raise typer.Exit(guarded(lambda: verb(*args, **kwargs)))

    return run_verb


def _version(asked: bool) -> None:
    if asked:
        print(f"fleet {__version__}")
        raise typer.Exit


def _fleet(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass
