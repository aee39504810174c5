"""The calls that a guard is asked about: the arguments frozen, the tool looked up, what is in doubt about it."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.guard.arguments import Arguments, MalformedError, arguments_of
from fleet.guard.call import Call
from fleet.guard.decision import digest_of_request
from fleet.guard.drafts import Drafts
from fleet.guard.ledger import Ledger, said
from fleet.guard.limit import Beyond, limiter_of
from fleet.guard.record import Record
from fleet.guard.reply import Reply
from fleet.guard.schema import Validate, validator_of
from fleet.library import Library
from fleet.relation import relate
from fleet.spec import Context, Tool


class Calls:
    """Puts together all that rules look at in a call.

    Args:
        library: the personas and lanes.
        tools: the tools of the library and of the host.
        record: where it says which calls were begun and never settled; None is nowhere.
        drafts: who reads the arguments that are words for somebody.
    """

    def __init__(self, library: Library, tools: Mapping[str, Tool], record: Record | None, drafts: Drafts) -> None:
        self._library = library
        self._tools = tools
        self._record = record
        self._drafts = drafts
        self._checks: dict[str, tuple[Validate | None, Beyond | None]] = {}

    def read(
        self, persona: str, name: str, args: Mapping[str, object] | str, context: Context, ledger: Ledger | None
    ) -> Call:
        """Read a request; what is wrong with it stands in the call, and nothing is raised for it."""
        tool = self._tools.get(name)
        arguments: Arguments | None = None
        malformed: str | None = None
        try:
            arguments = arguments_of(name, args)
        except MalformedError as error:
            malformed = str(error)
        lane = tool.lane if tool is not None else None
        known = lane is not None and persona in self._library.personas
        relation = relate(self._library, persona, lane, context) if known and lane is not None else None
        drafts: tuple[Reply, ...] = ()
        digest: str | None = None
        open_since = False
        if tool is not None and arguments is not None:
            if tool.drafts:
                texts = filter(None, (said(arguments.values.get(one)) for one in tool.drafts))
                drafts = tuple(self._drafts.read(persona, one, context, ledger) for one in texts)
            if tool.effect != "read" and (ledger is not None or self._record is not None):
                digest = digest_of_request("call", persona, name, arguments, context)
                open_since = self._open_since(digest, ledger)
        return Call(
            self._library,
            persona,
            name,
            tool,
            arguments,
            malformed,
            context,
            relation,
            *self._checks_of(name, tool),
            ledger,
            open_since,
            drafts,
            digest,
        )

    def _open_since(self, digest: str, ledger: Ledger | None) -> bool:
        in_ledger = ledger is not None and ledger.open_since(digest)
        return in_ledger or (self._record is not None and self._record.open_since(digest))

    def _checks_of(self, name: str, tool: Tool | None) -> tuple[Validate | None, Beyond | None]:
        """The checks of a tool's arguments by schema and limits, made at its first call; made twice they agree."""
        if tool is None:
            return None, None
        if name not in self._checks:
            validate = validator_of(tool.args) if tool.args is not None else None
            self._checks[name] = validate, limiter_of(tool.limits) if tool.limits else None
        return self._checks[name]
