"""What the files say, as frozen values: personas, boundaries, assists, tools, parties, examples, and the context."""

from fleet.spec.assist import Assist, Condition
from fleet.spec.boundary import Boundary, Severity
from fleet.spec.context import STAGES, Audience, Context, Stage
from fleet.spec.duty import Duty
from fleet.spec.examples import BoundaryExamples, Examples, LaneExamples, PartyExamples
from fleet.spec.frozen import SLUG_PATTERN, FrozenMapping
from fleet.spec.manifest import Fact, Manifest, Party
from fleet.spec.persona import Persona, Scope
from fleet.spec.schema import schema_faults, schema_types
from fleet.spec.tool import Effect, Limit, Tool
from fleet.spec.trait import Trait
from fleet.spec.variable import fill, template_faults, variables_in

__all__ = [
    "SLUG_PATTERN",
    "STAGES",
    "Assist",
    "Audience",
    "Boundary",
    "BoundaryExamples",
    "Condition",
    "Context",
    "Duty",
    "Effect",
    "Examples",
    "Fact",
    "FrozenMapping",
    "LaneExamples",
    "Limit",
    "Manifest",
    "Party",
    "PartyExamples",
    "Persona",
    "Scope",
    "Severity",
    "Stage",
    "Tool",
    "Trait",
    "fill",
    "schema_faults",
    "schema_types",
    "template_faults",
    "variables_in",
]
