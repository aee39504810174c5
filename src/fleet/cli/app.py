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
    """A word of the command line, or two of them, and the function behind it as ``module:function``."""

    name: str
    home: str

    @property
    def group(self) -> str:
        """The first of two words; empty where there is one."""
        return self.name.rpartition(" ")[0]

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
    Verb("report", "reporting:report_command"),
    Verb("explain", "explain:explain_command"),
    Verb("page", "page:page_command"),
    Verb("site", "site:site_command"),
    Verb("chat", "chat:chat_command"),
    Verb("mcp", "serving:mcp_command"),
    Verb("serve", "serve:serve_command"),
    Verb("demo", "demo:demo_command"),
    Verb("audit verify", "verifying:verify_command"),
    Verb("audit show", "extracting:extract_command"),
    Verb("audit summary", "summing:summary_command"),
    Verb("audit settle", "settling:settle_command"),
    Verb("audit erase", "erasing:erase_command"),
    Verb("memory show", "memory:show_command"),
    Verb("memory export", "memory:export_command"),
    Verb("memory erase", "memory:erase_command"),
)
"""Every verb, in the order that the help lists them."""

GROUPS = {
    "audit": "Read the record of a guard. Verify it, show it, sum it up, settle calls in doubt, erase texts.",
    "memory": "Read what personas remember of an account. Show it, export it, erase it.",
}
"""What the verbs of a group have in common."""

_COMPLETING = "_FLEET_COMPLETE"


def run(words: Sequence[str]) -> int:
    """Run the command that `words` name and return its exit code."""
    return guarded(lambda: _exit_code(words))


def _exit_code(words: Sequence[str]) -> int:
    _known(words)
    try:
        code = get_command(assembled(words)).main(args=list(words), prog_name="fleet", standalone_mode=False)
    except SystemExit as end:  # a shell that completes
        code = end.code
    except MISUSE as error:
        print(misuse_text(error), file=sys.stderr)
        return USAGE
    return code if isinstance(code, int) else int(code is not None)


def _known(words: Sequence[str]) -> None:
    """Refuse a word, or a second word of a group, that no verb has."""
    said = list(words[:2]) if words[:1] and words[0] in GROUPS else list(words[:1])
    names = dict.fromkeys(verb.group or verb.name for verb in VERBS)
    if len(said) == 2:
        names = dict.fromkeys(verb.name for verb in VERBS if verb.group == said[0])
    if said and not said[-1].startswith("-") and " ".join(said) not in names:
        raise UnknownNameError(kind="command", name=" ".join(said), choices=names)


def assembled(words: Sequence[str]) -> typer.Typer:
    """An application with the verb or the group that comes first in `words`; with all verbs if none does."""
    app = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Personas with lanes: one spec, compiled into prompts, enforced by a guard, tested in CI.",
        epilog="Exit codes: 0 fine, 1 findings, 2 usage, 3 anything but allow, or the fallback.",
    )
    app.callback()(_fleet)
    first = [verb for verb in VERBS if words and words[0] in (verb.name, verb.group) and _COMPLETING not in os.environ]
    groups: dict[str, typer.Typer] = {}
    for verb in first or VERBS:
        if verb.group and verb.group not in groups:
            groups[verb.group] = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help=GROUPS[verb.group])
            app.add_typer(groups[verb.group], name=verb.group)
        groups.get(verb.group, app).command(verb.name.split()[-1])(_finished(verb.function()))
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
