"""The status table: what a case can be, who may move it where, and what the citizen is told.

Everything that may happen to a case's status stands in TRANSITIONS; cases/service.py is the one
place that applies it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from portal.shared.language import N_, _

Role = Literal["citizen", "staff"]


class CaseStatus(StrEnum):
    """The status of a case; `words` are what the citizen reads."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    INQUIRY = "inquiry"
    POSTED = "posted"
    PROVIDED = "provided"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """The status in the language spoken."""
        return _(_WORDS[self])

    @property
    def explanation(self) -> str:
        """What the status means for the citizen, in a sentence or two."""
        return _(_EXPLANATIONS[self])

    @property
    def final(self) -> bool:
        """Whether nothing more happens to the case, unless its decision is revoked."""
        return self in {CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.WITHDRAWN}


_WORDS = {
    CaseStatus.RECEIVED: N_("Eingegangen"),
    CaseStatus.IN_PROGRESS: N_("In Bearbeitung"),
    CaseStatus.INQUIRY: N_("Rückfrage an Sie"),
    CaseStatus.POSTED: N_("Auf dem Postweg"),
    CaseStatus.PROVIDED: N_("Bereitgestellt"),
    CaseStatus.CLOSED: N_("Abgeschlossen"),
    CaseStatus.REJECTED: N_("Abgelehnt"),
    CaseStatus.WITHDRAWN: N_("Zurückgezogen"),
}

_EXPLANATIONS = {
    CaseStatus.RECEIVED: N_("Ihr Antrag ist bei uns angekommen. Wir kümmern uns darum."),
    CaseStatus.IN_PROGRESS: N_("Ihr Antrag wird gerade bearbeitet. Sie müssen nichts weiter tun."),
    CaseStatus.INQUIRY: N_("Wir brauchen noch eine Auskunft von Ihnen. Bitte antworten Sie unten."),
    CaseStatus.POSTED: N_(
        "Wir haben Ihre Unterlagen mit der Post an Sie geschickt. Sie kommen in den nächsten Tagen"
        " bei Ihnen an."
    ),
    CaseStatus.PROVIDED: N_("Das Ergebnis liegt für Sie bereit."),
    CaseStatus.CLOSED: N_("Ihr Antrag ist erledigt."),
    CaseStatus.REJECTED: N_("Ihr Antrag wurde abgelehnt. Die Gründe lesen Sie im Verlauf."),
    CaseStatus.WITHDRAWN: N_(
        "Sie haben Ihren Antrag zurückgezogen. Er wird nicht weiter bearbeitet."
    ),
}


class CaseAction(StrEnum):
    """What somebody can do to a case."""

    TAKE_ON = "take_on"
    ASK = "ask"
    ANSWER = "answer"
    REQUEST_CORRECTION = "request_correction"
    SEND_CORRECTION = "send_correction"
    MARK_POSTED = "mark_posted"
    PROVIDE = "provide"
    CLOSE = "close"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    FORWARD = "forward"
    GRANT = "grant"
    GRANT_PARTLY = "grant_partly"
    REVOKE = "revoke"


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `label` is the button; `text_label` names the text the action needs, if it needs one;
    `mail` is the kind of e-mail the citizen gets (notifications/kinds/cases.py), if any. What
    `needs_fees` waits until every fee is decided and paid (portal/cases/fees.py). What is done
    `apart` needs more than a text and has a function of its own.
    """

    sources: frozenset[CaseStatus]
    action: CaseAction
    label: str
    target: CaseStatus
    role: Role
    mail: str = ""
    text_label: str = ""
    needs_fees: bool = False
    apart: bool = False


_S, _A = CaseStatus, CaseAction
_OPEN = frozenset({_S.RECEIVED, _S.IN_PROGRESS, _S.INQUIRY})
_WORKED_ON = frozenset({_S.IN_PROGRESS})

TRANSITIONS = (
    Transition(
        frozenset({_S.RECEIVED, _S.INQUIRY}),
        _A.TAKE_ON, "Übernehmen", _S.IN_PROGRESS, "staff", "in_progress",
    ),
    Transition(
        _WORKED_ON, _A.ASK, "Rückfrage stellen", _S.INQUIRY, "staff", "inquiry", "Ihre Frage"
    ),
    Transition(
        frozenset({_S.INQUIRY}),
        _A.ANSWER, "Antwort senden", _S.IN_PROGRESS, "citizen", "", "Ihre Antwort",
    ),
    # portal/cases/corrections.py
    Transition(
        _WORKED_ON, _A.REQUEST_CORRECTION, "Korrektur anfordern", _S.INQUIRY, "staff", "correction",
        apart=True,
    ),
    Transition(
        frozenset({_S.INQUIRY}),
        _A.SEND_CORRECTION, "Korrektur absenden", _S.IN_PROGRESS, "citizen", "correction_sent",
        apart=True,
    ),
    Transition(
        _WORKED_ON, _A.MARK_POSTED, "Als versendet markieren", _S.POSTED, "staff", "posted",
        needs_fees=True,
    ),
    Transition(
        _WORKED_ON, _A.PROVIDE, "Bereitstellen", _S.PROVIDED, "staff", "provided",
        needs_fees=True,
    ),
    Transition(
        frozenset({_S.IN_PROGRESS, _S.POSTED, _S.PROVIDED}),
        _A.CLOSE, "Abschließen", _S.CLOSED, "staff", "closed", needs_fees=True,
    ),
    # Decisions by notice: workflow/notices.py. Revoked are issued ones (VwVfG §§ 48, 49).
    Transition(
        _WORKED_ON, _A.GRANT, "Bewilligen", _S.PROVIDED, "staff", "provided",
        needs_fees=True, apart=True,
    ),
    Transition(
        _WORKED_ON, _A.GRANT_PARTLY, "Teilweise bewilligen", _S.PROVIDED, "staff", "provided",
        needs_fees=True, apart=True,
    ),
    Transition(
        frozenset({_S.IN_PROGRESS, _S.POSTED, _S.PROVIDED, _S.CLOSED, _S.REJECTED}),
        _A.REVOKE, "Bescheid aufheben", _S.IN_PROGRESS, "staff", "revoked", apart=True,
    ),
    # A refusal states its reasons (VwVfG § 39 Abs. 1).
    Transition(
        frozenset({_S.IN_PROGRESS, _S.INQUIRY}),
        _A.REJECT, "Ablehnen", _S.REJECTED, "staff", "rejected", "Begründung",
    ),
    # portal/cases/forwarding.py
    Transition(
        _OPEN, _A.FORWARD, "An zuständige Stelle weiterleiten", _S.RECEIVED, "staff", "forwarded",
        "Grund", apart=True,
    ),
    Transition(
        _OPEN, _A.WITHDRAW, "Antrag zurückziehen", _S.WITHDRAWN, "citizen", "withdrawn"
    ),
    # By letter, by telephone, at the counter: the town hall notes it.
    Transition(
        _OPEN, _A.WITHDRAW, "Als zurückgezogen vermerken", _S.WITHDRAWN, "staff", "withdrawn",
        "Wie und wann wurde der Antrag zurückgezogen?",
    ),
)  # fmt: skip


def find_transition(status: CaseStatus, action: CaseAction, role: Role) -> Transition | None:
    """The row for this action by this role in this status; None where the table has none."""
    fitting = (t for t in actions_open_to(role, status) if t.action is action)
    return next(fitting, None)


def actions_open_to(role: Role, status: CaseStatus) -> tuple[Transition, ...]:
    """What this role may do to a case in this status, in the order of the table."""
    return tuple(t for t in TRANSITIONS if t.role == role and status in t.sources)
