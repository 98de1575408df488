"""Cases as pages show them: to the citizen, or to staff."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.appointments import AppointmentView
from portal.cases.correction_queries import CorrectionView
from portal.cases.fee_views import FeesView
from portal.cases.notice_views import NoticeView
from portal.cases.status import CaseStatus, Transition
from portal.cases.timeline import TimelineEntry


@dataclass(frozen=True)
class CaseSummary:
    """A line of "Meine Vorgänge". `when` says when it last moved on, in words; `owed_cents` is to
    be paid now."""

    id: UUID
    reference: str
    title: str
    service: str
    municipality: str
    municipality_name: str
    status: CaseStatus
    status_words: str
    opened_at: datetime
    when: str
    needs_answer: bool
    owed_cents: int = 0
    unread: int = 0


@dataclass(frozen=True)
class CaseFile:
    """A file that belongs to the case."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int


@dataclass(frozen=True)
class Message:
    """A message of the conversation; `own` is seen from the reader's side.

    `read` says when the other side has opened it; `is_new` was not opened by the reader's side.
    """

    author: str
    body: str
    when: str
    own: bool
    read: str = ""
    is_new: bool = False
    files: tuple[CaseFile, ...] = ()
    id: UUID | None = None


@dataclass(frozen=True)
class CaseView:
    """One case as its page shows it, to the citizen or to staff.

    `actions` are the rows of the status table that the reader may apply now, with `revision`.
    `review` and `fee_lines` are the snapshot's; `total_cents` in integer cents. `fees` came later,
    and `why_not_issued` says what of them is still to come before staff may issue anything.
    `authority` is whose desk it lies on, `municipality_name` that desk's name.
    """

    id: UUID
    reference: str
    title: str
    service: str
    municipality: str
    municipality_name: str
    status: CaseStatus
    status_words: str
    status_text: str
    question: str
    revision: int
    opened_at: datetime
    due_on: date
    due_words: str
    assignee_name: str
    timeline: tuple[TimelineEntry, ...]
    messages: tuple[Message, ...]
    files: tuple[CaseFile, ...]
    actions: tuple[Transition, ...]
    may_write: bool
    review: list[Any]
    fee_lines: list[Any]
    total_cents: int
    appointment: AppointmentView | None = None
    paid_on_site: str = ""
    fees: FeesView = field(default_factory=FeesView)
    why_not_issued: str = ""
    corrections: tuple[CorrectionView, ...] = ()
    is_paused: bool = False
    notices: tuple[NoticeView, ...] = ()
    consents_to_inbox: bool = False
    authority: str = ""

    @property
    def asked_to_correct(self) -> CorrectionView | None:
        """The request that waits for the citizen, if any."""
        return next((one for one in self.corrections if one.status == "open"), None)


@dataclass(frozen=True)
class StaffCaseView:
    """What staff sees beside the case itself; `delegated_by` names another municipality whose
    case it is, `urgency` how it stands to its deadline (cases/due.py). Of a forwarded case: to
    which authority it went, whom the fee was paid to, and whether the reader's desk only reads it
    since."""

    case: CaseView
    applicant_name: str
    trust_level: str
    urgency: str
    urgency_words: str
    assigned_to_me: bool
    delegated_by: str = ""
    markable: frozenset[str] = frozenset()
    reads_only: bool = False
    forwarded_to: str = ""
    paid_to: str = ""
