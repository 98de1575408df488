"""Only what was marked can be mended, and what it brings along."""

from portal.forms import RawAnswers
from portal.forms.correcting import (
    correct,
    markable_paths,
    mistakes,
    steps_to_correct,
    take_over,
)
from tests.support.forms import asking, form_of

FORM = form_of(
    {"id": "name", "kind": "text", "label": "Name"},
    {"id": "city", "kind": "text", "label": "Ort"},
    {
        "id": "kind",
        "kind": "radio",
        "label": "Art",
        "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
    },
    {
        "id": "why",
        "kind": "text",
        "label": "Warum B",
        "when": {"field": "kind", "equals": "b"},
    },
    {
        "id": "extras",
        "kind": "checkbox",
        "label": "Extras",
        "required": False,
        "options": [{"value": "x", "label": "X"}],
    },
)
SENT: RawAnswers = {"name": "Zoë", "city": "Leer", "kind": "a", "extras": ["x"]}
CONTEXT = asking()


def _typed(marked: set[str], **changes: str | list[str]) -> RawAnswers:
    return take_over(FORM, SENT, {}, marked=marked, changes=changes, context=CONTEXT)


def test_marking_two_of_five_makes_exactly_two_editable():
    now = correct(FORM, SENT, {}, {"name", "city"}, CONTEXT)
    [step] = steps_to_correct(FORM, now, CONTEXT)
    assert [line.path for line in step.fields] == ["name", "city"]
    assert markable_paths(FORM, SENT, CONTEXT) == {"name", "city", "kind", "extras"}


def test_a_hand_made_call_writes_nothing_else():
    typed = _typed({"name"}, name="Zoé", city="Emden", kind="b", unknown="x")
    assert typed == {"name": "Zoé"}
    smuggled = typed | {"city": "Emden"}
    assert correct(FORM, SENT, smuggled, {"name"}, CONTEXT).answers == SENT | {"name": "Zoé"}


def test_what_a_new_answer_asks_for_is_asked_too():
    typed = _typed({"kind"}, kind="b")
    now = correct(FORM, SENT, typed, {"kind"}, CONTEXT)
    assert now.editable == {"kind", "why"}
    assert [error.path for error in mistakes(FORM, SENT, now, CONTEXT)] == ["why"]
    typed = take_over(FORM, SENT, typed, marked={"kind"}, changes={"why": "darum"}, context=CONTEXT)
    now = correct(FORM, SENT, typed, {"kind"}, CONTEXT)
    assert now.answers["why"] == "darum"
    assert mistakes(FORM, SENT, now, CONTEXT) == ()


def test_what_is_no_longer_asked_is_no_longer_editable():
    typed: RawAnswers = {"kind": "a", "why": "darum"}
    now = correct(FORM, SENT, typed, {"kind"}, CONTEXT)
    assert now.editable == {"kind"}
    assert "why" not in now.answers


def test_an_unticked_box_is_empty_where_the_whole_page_was_sent():
    sent = take_over(FORM, SENT, {}, marked={"extras"}, changes={}, context=CONTEXT, whole=True)
    assert sent == {"extras": []}
    assert _typed({"extras"}) == {}


def test_what_was_wrong_before_and_is_not_to_be_mended_is_nobodys_mistake():
    broken = SENT | {"city": ""}
    now = correct(FORM, broken, {"name": "Zoé"}, {"name"}, CONTEXT)
    assert mistakes(FORM, broken, now, CONTEXT) == ()
    now = correct(FORM, broken, {"name": ""}, {"name"}, CONTEXT)
    assert [error.path for error in mistakes(FORM, broken, now, CONTEXT)] == ["name"]
