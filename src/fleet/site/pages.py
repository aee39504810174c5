"""All files of a site: path and content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fleet.checks import check
from fleet.diagnostics import Diagnostic
from fleet.library import Library
from fleet.library.collector import paused
from fleet.plan import Plan
from fleet.prompts import values_for
from fleet.site.assets import assets
from fleet.site.changes import add_changes
from fleet.site.domains import add_domains
from fleet.site.files import add_files
from fleet.site.findings import add_findings
from fleet.site.lanes import add_lanes
from fleet.site.layout import Link, layout_of
from fleet.site.listings import add_listings
from fleet.site.overview import add_overview
from fleet.site.parties import add_parties
from fleet.site.personas import add_personas
from fleet.site.places import Places
from fleet.site.results import add_results
from fleet.site.search import add_search
from fleet.site.specs import Specs
from fleet.site.subject import Subject
from fleet.testing.report import Report


def pages(
    library: Library,
    *,
    results: Report | None = None,
    plan: Plan | None = None,
    extra: Sequence[Link] = (),
    variables: Mapping[str, str] | None = None,
    findings: Sequence[Diagnostic] | None = None,
) -> Mapping[str, bytes]:
    """Return every file of the site of a library: the same bytes for the same library.

    Args:
        library: whose site it is.
        results: what agents did at its boundaries.
        plan: what changed from an earlier version of it to this one.
        extra: more entries for the navigation; their pages are somebody else's.
        variables: values for the variables of its texts, such as the company.
        findings: what is said about it; None is what `fleet.check` finds.

    Raises:
        UnknownNameError: for a variable that the library does not have.
        PromptError: for a value that cannot stand in a prompt.

    >>> import fleet
    >>> "index.html" in pages(fleet.load())
    True
    """
    specs = Specs(library)
    values = values_for(library, variables or {})
    layout = layout_of(library, results=results is not None, changes=plan is not None, extra=extra)
    subject = Subject(library, layout, specs, Places(library, specs, values), values, results, dict(assets()))
    findings = check(library) if findings is None else findings
    with paused():
        add_overview(subject, len(findings))
        add_listings(subject)
        add_domains(subject)
        add_personas(subject)
        add_parties(subject)
        add_lanes(subject)
        add_files(subject)
        add_findings(subject, findings)
        if results is not None:
            add_results(subject, results)
        if plan is not None:
            add_changes(subject, plan)
        add_search(subject)
    return subject.found
