"""The story of a case as its page tells it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from portal.cases.service import MESSAGE, OPENED, PAID
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.tables import CaseEvent
from portal.cases.timeline import tell_story

EVENING = datetime(2026, 11, 20, 20, 14, tzinfo=UTC)
MORNING = EVENING + timedelta(hours=11)


def happened(
    kind: str, at: datetime = EVENING, to: CaseStatus | str = "", detail: str = ""
) -> CaseEvent:
    return CaseEvent(
        case_id=uuid4(),
        municipality="papenburg",
        account_id=uuid4(),
        at=at,
        kind=kind,
        to_status=to,
        actor_kind="system",
        detail=detail,
    )


OPENED_AND_PAID = (
    happened(PAID, detail="22,50 € mit PayPal bezahlt"),
    happened(OPENED, to=CaseStatus.RECEIVED),
)


def test_arrival_then_payment_then_what_comes_next() -> None:
    story = tell_story(OPENED_AND_PAID, CaseStatus.RECEIVED, CaseStatus.POSTED)
    assert [(entry.words, entry.state) for entry in story] == [
        ("Antrag eingegangen", "now"),
        ("22,50 € mit PayPal bezahlt", "done"),
        ("In Bearbeitung", "next"),
        ("Auf dem Postweg", "next"),
    ]
    assert story[0].when.startswith("Freitag, 20. November")
    assert story[0].when.endswith("21:14 Uhr")


def test_where_it_stands_is_what_moved_it_last() -> None:
    events = (*OPENED_AND_PAID, happened(CaseAction.TAKE_ON, MORNING, CaseStatus.IN_PROGRESS))
    story = tell_story(events, CaseStatus.IN_PROGRESS, CaseStatus.PROVIDED)
    assert [entry.words for entry in story if entry.state == "now"] == ["In Bearbeitung"]
    assert [entry.words for entry in story if entry.state == "next"] == ["Bereitgestellt"]


def test_messages_stand_in_the_conversation_not_in_the_story() -> None:
    events = (*OPENED_AND_PAID, happened(MESSAGE, MORNING))
    story = tell_story(events, CaseStatus.RECEIVED, CaseStatus.POSTED)
    assert MESSAGE not in [entry.kind for entry in story]
    assert story[0].state == "now"


def test_a_refusal_gives_its_reasons_and_promises_nothing_more() -> None:
    refused = happened(CaseAction.REJECT, MORNING, CaseStatus.REJECTED, "Nicht hier beurkundet.")
    story = tell_story((*OPENED_AND_PAID, refused), CaseStatus.REJECTED, CaseStatus.POSTED)
    assert (story[-1].words, story[-1].detail) == ("Abgelehnt", "Nicht hier beurkundet.")
