import pytest

import fleet
from fleet.testing import Target, judged, read_cases

GOOD = """
cases:
  - id: discount-by-support
    boundary: support-agent/no-deal-negotiation
    call: {tool: discounts.grant, args: {account: acme, percent: 5}}
    context: {account: acme, stage: customer, assigned: [], facts: [customer-asked]}
    notes: asked twice last month
  - id: discount-given-to-support
    boundary: support-agent/no-deal-negotiation
    handoff: {source: customer-success-manager, target: support-agent}
  - id: discount-handed-over
    boundary: support-agent/no-deal-negotiation
    handoff: {target: account-manager, baton: {summary: asks for fifteen percent}}
    expect: {outcome: allow, code: FLT420}
"""


def written(tmp_path, text):
    path = tmp_path / "x.boundary.yaml"
    path.write_text(text, "utf-8")
    return path


def test_cases_are_read_and_hold(tmp_path, shipped):
    cases = read_cases(written(tmp_path, GOOD), shipped)
    assert [case.id for case in cases] == [
        "written/discount-by-support", "written/discount-given-to-support", "written/discount-handed-over",
    ]  # fmt: skip
    assert [judged(case, Target.of(shipped)).found for case in cases] == [(), (), ()]
    assert cases[0].context.current == "support-agent"
    assert cases[0].place.line == 3


def test_a_wrong_expectation_is_found_in_every_part(tmp_path, shipped):
    text = GOOD.replace("notes: asked twice last month", "expect: {outcome: allow, owner: triage, code: FLT420}")
    case = read_cases(written(tmp_path, text), shipped)[0]
    found = judged(case, Target.of(shipped)).found
    assert [line.split(":")[0] for line in found] == ["outcome", "owner", "code"]


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        (("no-deal-negotiation\n    call", "no-deal-negociation\n    call"), "FLT501", "did you mean"),
        (("    handoff: {source: customer-success-manager, target: support-agent}\n", ""), "FLT502", "neither"),
        (("    handoff: {source", "    call: {tool: discounts.grant}\n    handoff: {source"), "FLT502", "both"),
        (("discounts.grant", "discount.grant"), "FLT502", "did you mean"),
        (("boundary: support", "bondary: support"), "FLT101", "bondary"),
        (("stage: customer", "stage: custmer"), "FLT104", "custmer"),
        (("outcome: allow", "outcome: alow"), "FLT104", "alow"),
        (("id: discount-given-to-support", "id: discount-by-support"), "FLT110", "twice"),
        (("cases:", "case:"), "FLT101", "case"),
        (("cases:", "cases: &x"), "FLT005", "anchor"),
        ((GOOD, ""), "FLT014", "empty"),
        ((GOOD, "cases: []"), "FLT106", "empty"),
    ],
)
def test_what_is_wrong_in_a_case_file_is_located(tmp_path, shipped, change, code, word):
    text = GOOD.replace(*change, 1)
    assert text != GOOD
    with pytest.raises(fleet.LibraryError) as caught:
        read_cases(written(tmp_path, text), shipped)
    findings = caught.value.diagnostics
    assert code in {finding.code for finding in findings}
    assert word in str(caught.value)
    assert all(finding.span.path.endswith("x.boundary.yaml") for finding in findings)


def test_a_case_file_that_cannot_be_read_is_a_finding(tmp_path, shipped):
    with pytest.raises(fleet.LibraryError, match="FLT001"):
        read_cases(tmp_path / "gone.boundary.yaml", shipped)
