"""What ``fleet prompt`` is asked for, however its words were read, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.known import AudienceName, StageName, context_of
from fleet.cli.plain import print_json
from fleet.cli.shapes import PromptFormat, data_of
from fleet.errors import FleetError
from fleet.prompts import compile_prompt
from fleet.spec import Context


@dataclass(frozen=True)
class WantedPrompt:
    """The values of the options; `var` holds ``NAME=VALUE`` texts."""

    persona: str
    company: str | None = None
    product: str | None = None
    var: tuple[str, ...] = ()
    account: str | None = None
    stage: StageName | None = None
    audience: AudienceName = AudienceName.customer
    assigned: tuple[str, ...] = ()
    nobody_assigned: bool = False
    fact: tuple[str, ...] = ()
    library: Path | None = None
    format: PromptFormat = PromptFormat.markdown

    def printed(self) -> int:
        """Compile the prompt and print it.

        Raises:
            FleetError: if the library, or anything asked of it, is not there.
        """
        context = context_of(
            account=self.account,
            stage=self.stage,
            audience=self.audience,
            assigned=self.assigned,
            nobody=self.nobody_assigned,
            facts=self.fact,
        )
        prompt = compile_prompt(
            opened(self.library, machine=True, examples=False),
            self.persona,
            company=self.company,
            product=self.product,
            variables=_variables(self.var),
            context=None if context == Context() else context,
        )
        data = data_of(prompt, self.format)
        if data is None:
            print(prompt.text.rstrip("\n"))
        else:
            print_json(data)
        return OK


def _variables(said: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for one in said:
        name, sign, value = one.partition("=")
        if not sign or not name:
            message = f"`--var` takes a name and a value, as in `--var {name or 'NAME'}=VALUE`"
            raise FleetError(message)
        values[name] = value
    return values
