"""What is wrong, where, why it matters and what to type: findings as values that render to any surface."""

from fleet.diagnostics.code import CODES, Code, code_named
from fleet.diagnostics.diagnostic import Diagnostic, Label, Severity
from fleet.diagnostics.render import to_github, to_json, to_plain, to_text
from fleet.diagnostics.span import Span
from fleet.diagnostics.suggestion import choice, closest, listed, suggestion
from fleet.diagnostics.visible import hidden_characters, quoted, visible

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "Label",
    "Severity",
    "Span",
    "choice",
    "closest",
    "code_named",
    "hidden_characters",
    "listed",
    "quoted",
    "suggestion",
    "to_github",
    "to_json",
    "to_plain",
    "to_text",
    "visible",
]
