"""``fleet prompt``: the compiled system prompt of one persona, on stdout and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from fleet.cli.known import AudienceName
from fleet.cli.options import (
    AccountOption,
    AssignedOption,
    AudienceOption,
    CompanyOption,
    FactOption,
    JsonOption,
    LibraryOption,
    NobodyOption,
    PersonaArgument,
    ProductOption,
    StageOption,
)
from fleet.cli.shapes import PromptFormat, format_of
from fleet.cli.wanted import WantedPrompt


def prompt_command(
    persona: PersonaArgument,
    *,
    company: CompanyOption = None,
    product: ProductOption = None,
    var: Annotated[
        list[str] | None,
        typer.Option("--var", metavar="NAME=VALUE", show_default=False, help="Value of any variable; may be repeated."),
    ] = None,
    account: AccountOption = None,
    stage: StageOption = None,
    audience: AudienceOption = AudienceName.customer,
    assigned: AssignedOption = None,
    nobody_assigned: NobodyOption = False,
    fact: FactOption = None,
    library: LibraryOption = None,
    format_: Annotated[PromptFormat, typer.Option("--format", help="How it is written.")] = PromptFormat.markdown,
    json: JsonOption = False,
) -> int:
    """Compile the system prompt of one persona.

    What is known about the work stands last in it, and only if an option says something about it.
    """
    return WantedPrompt(
        persona,
        company=company,
        product=product,
        var=tuple(var or ()),
        account=account,
        stage=stage,
        audience=audience,
        assigned=tuple(assigned or ()),
        nobody_assigned=nobody_assigned,
        fact=tuple(fact or ()),
        library=library,
        format=format_of(format_, json=json),
    ).printed()
