"""``fleet mcp``: serve a library to agents, as prompts, resources and tools of the Model Context Protocol."""

from __future__ import annotations

from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.known import AudienceName, context_of
from fleet.cli.options import (
    AccountOption,
    AssignedOption,
    AudienceOption,
    FactOption,
    LibraryOption,
    NobodyOption,
    StageOption,
)


def mcp_command(
    *,
    account: AccountOption = None,
    stage: StageOption = None,
    audience: AudienceOption = AudienceName.customer,
    assigned: AssignedOption = None,
    nobody_assigned: NobodyOption = False,
    fact: FactOption = None,
    library: LibraryOption = None,
) -> int:
    """Serve a library over standard input and output, as an MCP server. Needs the extra `mcp`."""
    from fleet.integrations.mcp import build_server  # noqa: PLC0415  an extra that no other verb needs

    context = context_of(
        account=account, stage=stage, audience=audience, assigned=assigned, nobody=nobody_assigned, facts=fact
    )
    build_server(opened(library, machine=True), context=context).run()
    return OK
