"""A case's story: what happened and when, where it stands, what comes next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from portal.cases import fee_relief, fees
from portal.cases.assignment import ASSIGNED, GIVEN_BACK
from portal.cases.service import MAIL_REFUSED, MESSAGE, OPENED, PAID
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.tables import CaseEvent
from portal.persistence.sealed_columns import or_plain_words
from portal.shared import clock
from portal.shared.language import GERMAN, N_, _, spoken

ESCALATED = "escalated"
_WORDS = {
    OPENED: N_("Antrag eingegangen"),
    CaseAction.ASK: N_("Rückfrage an Sie"),
    CaseAction.ANSWER: N_("Rückfrage beantwortet"),
    CaseAction.REQUEST_CORRECTION: N_("Um Korrektur gebeten"),
    CaseAction.SEND_CORRECTION: N_("Korrektur gesendet"),
    CaseAction.WITHDRAW: N_("Antrag zurückgezogen"),
    CaseAction.GRANT: N_("Bewilligt"),
    CaseAction.GRANT_PARTLY: N_("Zum Teil bewilligt"),
    CaseAction.REVOKE: N_("Bescheid aufgehoben"),
    CaseAction.FORWARD: N_("An die zuständige Stelle weitergeleitet"),
    "notice_issued": N_("Schreiben an Sie ist fertig"),
    "notice_provided": N_("Schreiben bereitgestellt"),
    "notice_retrieved": N_("Schreiben geöffnet"),
    "notice_ended": N_("Schreiben nicht geöffnet, liegt nicht mehr bereit"),
    "notice_posted": N_("Schreiben mit der Post verschickt"),
    "inbox_consent": N_("Eingewilligt: Schreiben im Postfach"),
    fee_relief.RELIEF_ASKED: N_("Ermäßigung der Gebühr beantragt"),
    fee_relief.RELIEF_GRANTED: N_("Ermäßigung bewilligt"),
    fee_relief.RELIEF_PARTLY: N_("Ermäßigung zum Teil bewilligt"),
    fee_relief.RELIEF_REFUSED: N_("Ermäßigung abgelehnt"),
    fees.FEE_CLAIMED: N_("Zahlung angefordert"),
    fees.FEE_PAID: N_("Gebühr bezahlt"),
    fees.FEE_WITHDRAWN: N_("Forderung zurückgenommen"),
    fees.FEE_REMINDED: N_("An die Zahlung erinnert"),
    fees.FEE_DEBITED: N_("Lastschrift läuft"),
    fees.FEE_REFUNDED: N_("Gebühr erstattet"),
    fees.FEE_DISPUTED: N_("Zahlung bei der Bank zurückgefordert"),
    fees.FEE_DISPUTE_OVER: N_("Zahlung wird nicht mehr zurückgefordert"),
    fees.FEE_LAPSED: N_("Zahlungsfrist abgelaufen"),
}
# What the town hall does within: the citizen's story never has it (cases/queries.py).
STAFF_ONLY = {
    ASSIGNED: "Zugewiesen an",
    GIVEN_BACK: "Zurückgegeben von",
    MAIL_REFUSED: "E-Mail kam nicht an",
    ESCALATED: "Frist überschritten, der Teamleitung gemeldet",
}
_ORDER_IN_ONE_MOMENT = {OPENED: 0, PAID: 1}


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the story; `at` (UTC) is None for what is still to come. `by` says which side
    did it, `by_id` which account: for the desk alone."""

    words: str
    state: Literal["done", "now", "next"]
    when: str
    at: datetime | None = None
    kind: str = ""
    detail: str = ""
    by: str = ""
    by_id: UUID | None = None


def tell_story(
    events: Sequence[CaseEvent], status: CaseStatus, result: CaseStatus
) -> tuple[TimelineEntry, ...]:
    """The entries from the first event to the step that usually brings the `result`."""
    shown = sorted((event for event in events if event.kind != MESSAGE), key=_order)
    last_move = max((i for i, event in enumerate(shown) if event.to_status), default=-1)
    past = [_entry(event, is_now=i == last_move) for i, event in enumerate(shown)]
    future = [TimelineEntry(s.words, "next", "", kind=s) for s in expected_next(status, result)]
    return (*past, *future)


def expected_next(status: CaseStatus, result: CaseStatus) -> tuple[CaseStatus, ...]:
    """The steps that usually follow."""
    match status:
        case CaseStatus.RECEIVED:
            return (CaseStatus.IN_PROGRESS, result)
        case CaseStatus.INQUIRY:
            return (CaseStatus.IN_PROGRESS, result)
        case CaseStatus.IN_PROGRESS:
            return (result,)
        case _:
            return ()


def _entry(event: CaseEvent, is_now: bool) -> TimelineEntry:
    return TimelineEntry(
        words=_words(event),
        state="now" if is_now else "done",
        when=clock.moment_in_words(event.at),
        at=event.at,
        kind=event.kind,
        detail="" if event.kind == PAID else or_plain_words(event.detail),
        by=event.actor_kind,
        by_id=event.actor_id,
    )


def _words(event: CaseEvent) -> str:
    if event.kind == PAID:
        return or_plain_words(event.detail) if spoken() == GERMAN else _("Gebühr bezahlt")
    if event.kind in STAFF_ONLY:
        return STAFF_ONLY[event.kind]
    known = _WORDS.get(event.kind)
    return _(known) if known else CaseStatus(event.to_status).words


def _order(event: CaseEvent) -> tuple[datetime, int]:
    return event.at, _ORDER_IN_ONE_MOMENT.get(event.kind, 2)
