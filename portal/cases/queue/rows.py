"""A case as a line of the queue, in words."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.cases.access import Actor
from portal.cases.due import due_in_words, urgency_of
from portal.cases.queries import name_of_other
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.tables import Case, CaseEvent
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope

_CAME_BACK: dict[str, str] = {
    CaseAction.ANSWER: "Rückfrage beantwortet",
    CaseAction.SEND_CORRECTION: "Korrektur eingegangen",
}


@dataclass(frozen=True)
class QueueRow:
    """One case in the queue. `urgency` is overdue, soon, later or none (nothing is due);
    `delegated_by` names another municipality whose case it is; `has_news` means that a message of
    the citizen has not been read, `stands_in` that the reader does it for who is away;
    `forwarded_to` names the authority that works on it now, where the reader's gave it away."""

    id: UUID
    reference: str
    title: str
    applicant_name: str
    status: CaseStatus
    status_words: str
    due_on: date
    due_words: str
    urgency: str
    assignee_name: str
    assigned_to_me: bool
    opened_at: datetime
    delegated_by: str = ""
    has_news: bool = False
    stands_in: bool = False
    assignee_id: UUID | None = None
    forwarded_to: str = ""


def row_of(
    case: Case, moved: CaseEvent | None, actor: Actor, scope: Scope, *, has_news: bool = False
) -> QueueRow:
    """`moved` is the newest entry of the case's history."""
    if not actor.works_on(case):
        return replace(_row_of(case, moved, actor, scope), **_lies_elsewhere(case))
    return replace(_row_of(case, moved, actor, scope), has_news=has_news)


def _lies_elsewhere(case: Case) -> dict[str, Any]:
    """Its deadline and its messages are others' to see to."""
    name = municipality_by_slug(case.authority).full_name
    return {"due_words": "–", "urgency": "none", "delegated_by": "", "forwarded_to": name}


def _row_of(case: Case, moved: CaseEvent | None, actor: Actor, scope: Scope) -> QueueRow:
    return QueueRow(
        id=case.id,
        reference=case.reference,
        title=case.title,
        applicant_name=case.applicant_name,
        status=CaseStatus(case.status),
        status_words=_status_for_staff(case, moved),
        due_on=case.due_on,
        due_words=due_in_words(case),
        urgency=urgency_of(case),
        assignee_name=case.assignee_name,
        assigned_to_me=case.assignee_id == actor.id,
        opened_at=case.opened_at,
        delegated_by=name_of_other(case, scope),
        assignee_id=case.assignee_id,
        stands_in=case.assignee_id in actor.stands_in_for,
    )


def _status_for_staff(case: Case, moved: CaseEvent | None) -> str:
    status = CaseStatus(case.status)
    if status is CaseStatus.IN_PROGRESS and moved and moved.kind in _CAME_BACK:
        return _CAME_BACK[moved.kind]
    return {
        CaseStatus.RECEIVED: "Neu",
        CaseStatus.INQUIRY: "Wartet auf Antwort",
    }.get(status, status.words)
