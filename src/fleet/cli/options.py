"""The options that several verbs share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.completing import facts, lanes, personas, tools
from fleet.cli.known import AudienceName, StageName

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        "-L",
        metavar="PATH",
        show_default=False,
        help="Folder of a library, or `shipped`. Else FLEET_HOME, else the nearest library.yaml, else shipped.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

PersonaArgument = Annotated[str, typer.Argument(metavar="PERSONA", autocompletion=personas, help="Class of a persona.")]
OptionalPersona = Annotated[
    str | None,
    typer.Argument(metavar="PERSONA", autocompletion=personas, show_default=False, help="Class of a persona."),
]
OptionalTool = Annotated[
    str | None, typer.Argument(metavar="TOOL", autocompletion=tools, show_default=False, help="Name of a tool.")
]
LaneOption = Annotated[
    str | None,
    typer.Option("--lane", metavar="LANE", autocompletion=lanes, show_default=False, help="Lane of the work."),
]

CompanyOption = Annotated[
    str | None,
    typer.Option("--company", metavar="NAME", show_default=False, help="Your company, in place of the default."),
]
ProductOption = Annotated[
    str | None,
    typer.Option("--product", metavar="NAME", show_default=False, help="Your product, in place of the default."),
]

BarOption = Annotated[float, typer.Option("--bar", metavar="RATE", help="The rate each boundary must reach.")]
ExactOption = Annotated[
    bool, typer.Option("--exact", help="Only what is proved: lanes that sound alike are not looked for.")
]

AccountOption = Annotated[
    str | None, typer.Option("--account", metavar="ID", show_default=False, help="Account the work is about.")
]
StageOption = Annotated[
    StageName | None, typer.Option("--stage", show_default=False, help="Stage of the account; left out, it is unknown.")
]
AudienceOption = Annotated[AudienceName, typer.Option("--audience", help="Who reads the answer.")]
AssignedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--assigned",
        metavar="PERSONA",
        autocompletion=personas,
        show_default=False,
        help="Class assigned to the account; may be repeated; left out, it is unknown.",
    ),
]
NobodyOption = Annotated[bool, typer.Option("--nobody-assigned", help="Nobody is assigned to the account.")]
FactOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fact",
        metavar="FACT",
        autocompletion=facts,
        show_default=False,
        help="Declared fact that holds; may be repeated.",
    ),
]
CurrentOption = Annotated[
    str | None,
    typer.Option(
        "--current",
        metavar="PERSONA",
        autocompletion=personas,
        show_default=False,
        help="Persona that has the work now.",
    ),
]


def named(company: str | None, product: str | None) -> dict[str, str]:
    """The variables that these two options give a value."""
    return {name: value for name, value in (("company", company), ("product", product)) if value is not None}
