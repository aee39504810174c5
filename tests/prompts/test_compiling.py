import re

import pytest

import fleet
from fleet.prompts import Prompt
from fleet.spec import Assist, Duty

CLASSES = sorted(fleet.load())
SECTIONS = (
    "Your work",
    "What you may help with",
    "What is not yours",
    "Handing over",
    "How you work",
    "This conversation",
)
ALWAYS_ALLOWED = (
    "acknowledge it",
    "say whose it is and hand it over",
    "pass a message on to its owner",
    "repeat what is public",
    "report what the owner did",
    "ask what is needed to hand over well",
    "decline",
)


def section(prompt: Prompt, title: str) -> str:
    return prompt.text.split(f"\n## {title}\n\n", 1)[1].split("\n## ", 1)[0].strip("\n")


def folded(text: str, **values: str) -> str:
    for name, value in values.items():
        text = text.replace("{{ " + name + " }}", value)
    return " ".join(text.split())


@pytest.mark.parametrize("class_", CLASSES)
def test_sections_stand_in_their_order(library, headings, class_):
    found = headings(fleet.compile_prompt(library, class_, context=fleet.Context()).text)
    assert found[0][0] == "h1"
    assert found[0][2].startswith(f"You are the {library[class_].title} of ")
    assert [(tag, title) for tag, _, title in found[1:]] == [("h2", title) for title in SECTIONS]


@pytest.mark.parametrize("class_", CLASSES)
def test_duties_are_said_with_lane_and_content(library, class_):
    prompt = fleet.compile_prompt(library, class_, company="Acme", product="Rocket")
    for duty in library[class_].mandate:
        (block,) = [block for block in prompt.blocks if block.element == f"mandate/{duty.lane}"]
        assert folded(duty.duty, product="Rocket") in block.text
        assert folded(duty.about, product="Rocket") in block.text
        assert f"(`{duty.lane}`)" in block.text
        assert all(stage in block.text for stage in duty.stages or ())
        for lane, text in duty.not_.items():
            assert f"{text} (`{lane}`)" in block.text


@pytest.mark.parametrize("class_", CLASSES)
def test_boundaries_say_rule_reason_and_owner_and_nothing_else_stands_there(library, class_):
    values = {"company": "Acme", "product": "Rocket"}
    prompt = fleet.compile_prompt(library, class_, **values)
    told = [block for block in prompt.blocks if block.partial == "boundary"]
    assert section(prompt, "What is not yours") == "".join(block.text for block in told).strip("\n")
    assert {block.element for block in told} == {f"boundaries/{one.id}" for one in library[class_].boundaries}
    for block in told:
        boundary = library[class_].boundary(block.element.removeprefix("boundaries/"))
        assert folded(boundary.rule, **values) in block.text
        assert folded(boundary.because, **values) in block.text
        assert f"hand over to `{boundary.owner}`, {library.title_of(boundary.owner)}." in block.text


@pytest.mark.parametrize("class_", CLASSES)
def test_the_severest_boundaries_come_first(library, class_):
    prompt = fleet.compile_prompt(library, class_)
    ids = [block.element.removeprefix("boundaries/") for block in prompt.blocks if block.partial == "boundary"]
    ranks = [("critical", "high", "low").index(library[class_].boundary(id_).severity) for id_ in ids]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("class_", CLASSES)
def test_every_lane_of_somebody_else_is_listed_once_with_its_owner(library, class_):
    prompt = fleet.compile_prompt(library, class_)
    listed = {}
    for block in prompt.blocks:
        if block.partial == "owner":
            owner, lanes = re.fullmatch(r"- `([a-z-]+)`, (?:.+?): (.+)\n*", block.text).groups()
            assert block.text.startswith(f"- `{owner}`, {library.title_of(owner)}: ")
            listed |= dict.fromkeys(re.findall(r"(?:^|; )`([a-z-]+)`", lanes), owner)
    assert listed == {lane: owner for lane, owner in library.owners.items() if owner != class_}


@pytest.mark.parametrize("class_", CLASSES)
def test_the_fallback_takes_the_rest(library, class_):
    assert "- `triage`, Front desk, takes the rest: " in section(fleet.compile_prompt(library, class_), "Handing over")


@pytest.mark.parametrize("class_", CLASSES)
def test_what_is_always_allowed_is_said_once(library, class_):
    text = section(fleet.compile_prompt(library, class_), "Handing over")
    (line,) = [line for line in text.splitlines() if line.startswith("With work that is not yours you may always")]
    assert all(move in line for move in ALWAYS_ALLOWED)


@pytest.mark.parametrize("class_", CLASSES)
def test_assists_are_said_with_their_condition(library, class_):
    prompt = fleet.compile_prompt(library, class_)
    told = [block for block in prompt.blocks if block.partial == "assist"]
    assert len(told) == len(library[class_].assists)
    for assist in library[class_].assists:
        condition = f", {fleet.relation.condition_words(library, assist.when)}" if assist.when else ""
        assert any(block.text.startswith(f"- `{assist.lane}`{condition}: ") for block in told)


def test_assists_without_a_condition_stand_apart(library):
    text = section(fleet.compile_prompt(library, "senior-support-agent"), "What you may help with")
    always, conditional = text.split("You may work in these lanes only while the condition holds.")
    about = library.lanes["ticket-resolution"].about
    assert f"- `ticket-resolution`: get what is broken working again ({about})." in always
    assert "`technical-guidance`, when no Technical Account Manager" in conditional


def test_parts_of_a_lane_are_said_in_words(library):
    told = fleet.compile_prompt(library, "technical-account-manager").text
    assert re.search(r"`deal-negotiation`, when .*; no offer, promise or change\.", told)
    told = fleet.compile_prompt(library, "account-manager").text
    assert re.search(r"`quotes-and-invoices`, when .*You may write, but nothing that commits the company\.", told)


@pytest.mark.parametrize("class_", CLASSES)
def test_conduct_of_all_levels_comes_along(library, class_):
    persona = library[class_]
    prompt = fleet.compile_prompt(library, class_, product="Rocket")
    told = folded(section(prompt, "How you work"))
    texts = [*persona.voices, *persona.expertise, *(library.traits[name].text for name in persona.traits)]
    assert all(folded(text, product="Rocket") in told for text in texts)
    own = [told.index(folded(text, product="Rocket")) for text in persona.voices]
    assert own == sorted(own)
    assert ("the levels of your ladder" in told) == (len(persona.voices) > 1)


@pytest.mark.parametrize("class_", CLASSES)
def test_notes_are_never_compiled(library, patched, class_):
    odd = patched(library, class_, notes="SECRETNOTE of the team")
    assert fleet.compile_prompt(odd, class_).text == fleet.compile_prompt(library, class_).text
    assert "SECRETNOTE" not in fleet.compile_prompt(odd, class_).text


def test_level_and_scope_are_said(library):
    text = section(fleet.compile_prompt(library, "technical-account-architect"), "How you work")
    assert "- level: L3\n- horizon: a sales quarter\n- radius: " in text


def test_a_scope_without_a_level_and_a_level_without_a_scope(library, patched):
    scope = library["technical-account-architect"].scope
    for fields, there, missing in (
        ({"scope": scope, "level": None}, "- horizon: ", "- level: "),
        ({"scope": None, "level": "L9"}, "- level: L9\n", "- horizon: "),
    ):
        text = fleet.compile_prompt(patched(library, "account-manager", **fields), "account-manager").text
        assert there in text
        assert missing not in text


def test_memory_is_said_in_one_sentence(library):
    assert "You start every conversation fresh" in fleet.compile_prompt(library, "support-agent").text
    assert "from one conversation to the next" in fleet.compile_prompt(library, "account-manager").text


def test_records_to_look_at_are_named(library):
    text = section(fleet.compile_prompt(library, "support-agent"), "What you may help with")
    lanes = ", ".join(f"`{lane}`" for lane in library["support-agent"].reads)
    assert f"without working in them: {lanes}." in text


def test_sections_that_have_nothing_to_say_are_left_out(library, patched, headings):
    empty = {"mandate": (), "assists": (), "reads": (), "boundaries": (), "traits": (), "expertise": ()}
    found = headings(fleet.compile_prompt(patched(library, "support-agent", **empty), "support-agent").text)
    assert [title for _, _, title in found[1:]] == ["Handing over", "How you work"]


def test_a_duty_for_teammates_only_says_so(library, patched):
    duty = Duty(lane="sales-mentoring", duty="Coach.", about="coaching", audience="teammate")
    text = fleet.compile_prompt(patched(library, "account-manager", mandate=(duty,)), "account-manager").text
    assert "- Coach (`sales-mentoring`): coaching. Only when a teammate reads the answer.\n" in text


def test_an_assist_in_part_of_a_lane_needs_no_condition(library, patched):
    assist = Assist(lane="renewal", how="Reminds people.", only="inform")
    prompt = fleet.compile_prompt(patched(library, "account-manager", assists=(assist,)), "account-manager")
    (block,) = [block for block in prompt.blocks if block.partial == "assist"]
    only = "Explain, repeat and look up what stands; no offer, promise or change."
    assert block.text.strip() == f"- `renewal`: reminds people. {only} Only at stage customer."


def test_the_same_input_gives_the_same_prompt(library):
    one = fleet.compile_prompt(library, "solutions-architect", company="Acme")
    assert one == fleet.compile_prompt(fleet.load(), "solutions-architect", company="Acme")


def test_prompts_do_not_shout(library):
    for class_ in library:
        text = fleet.compile_prompt(library, class_).text
        assert "!" not in text
        assert not re.search(r"\b(?:NEVER|ALWAYS|MUST|NOT|IMPORTANT|DO)\b", text)
        assert "\n\n\n" not in text
        assert text.endswith(".\n")


def test_an_unknown_persona_is_a_mistake_of_the_host(library):
    with pytest.raises(fleet.UnknownNameError, match="no persona is named `suport-agent`; did you mean"):
        fleet.compile_prompt(library, "suport-agent")
