"""Correction requests: the desk marks single answers, the citizen mends exactly these.

Which answers may be written is decided here, from the marks in the database and the form of the
snapshot they are of; no page and no call can widen it. Decision 0038 tells the rules.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.answers import refuse_oversized
from portal.applications.corrections import (
    context_of_sent,
    fee_of,
    form_sent,
    snapshot_corrected,
)
from portal.applications.queries import lock_application
from portal.applications.tables import Application, Submission
from portal.cases.access import identify_actor, require_case_worker
from portal.cases.changing import lock_case
from portal.cases.correction_queries import Change, Mark, changes_between, open_correction
from portal.cases.correction_tables import CorrectionRequest
from portal.cases.service import move, require_transition
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.errors import Conflict, InvalidInput, NotFound
from portal.fees import FeeUndecided
from portal.forms import FieldError, Form, FormContext, RawAnswers, in_snapshot, review
from portal.forms.correcting import (
    Corrected,
    CorrectionStep,
    correct,
    markable_paths,
    mistakes,
    steps_to_correct,
    take_over,
)
from portal.persistence.database import Scope
from portal.persistence.follow_ups import FollowUps
from portal.persistence.sealed_columns import is_readable
from portal.shared import clock
from portal.shared.language import N_, _

SETTLE_CORRECTION = "settle_correction"
LONGEST_REMARK = 500
MOST_MARKS = 100


class NothingToCorrect(NotFound):
    """Nobody asks for a correction of this case, or not any more."""

    message = N_("Hier gibt es nichts (mehr) zu korrigieren.")


class CorrectionWrong(InvalidInput):
    """Something is missing or wrong; `errors` says what and where."""

    message = N_("Es fehlt noch etwas. Bitte sehen Sie Ihre Angaben noch einmal durch.")

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True)
class OpenCorrection:
    """A request with all that its page needs. Cents: the fee as it was and as it would be (None
    while answers it needs are missing)."""

    request: CorrectionRequest
    application: Application
    sent: Submission
    form: Form
    context: FormContext
    corrected: Corrected
    old_cents: int
    new_cents: int | None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is to be mended."""
        return tuple(Mark(**mark) for mark in self.request.marks)

    def steps(self, errors: Sequence[FieldError] = ()) -> tuple[CorrectionStep, ...]:
        """The fields that may be written, ready to be drawn."""
        remarks = {mark.path: mark.remark for mark in self.marks}
        return steps_to_correct(self.form, self.corrected, self.context, errors, remarks)

    def changes(self) -> tuple[Change, ...]:
        """What differs from what was sent, in words."""
        words = in_snapshot(review(self.form, self.corrected.answers, self.context))
        return changes_between(self.sent.review, words)

    def mistakes(self) -> tuple[FieldError, ...]:
        """What is wrong with them."""
        return mistakes(self.form, self.sent.answers, self.corrected, self.context)


async def request_correction(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    reference: str,
    remarks: Mapping[str, str],
    *,
    revision: int,
    text: str = "",
) -> CorrectionRequest:
    """Ask for the answers at the places `remarks` names to be mended; a remark may be "".

    Raises SignInRequired, NotAllowed (the status table says no), NotFound, Conflict (somebody was
    faster), InvalidInput (nothing marked, a place that cannot be, a remark too long).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    _require_same(case, revision)
    transition = require_transition(case, actor, CaseAction.REQUEST_CORRECTION)
    asked = CorrectionRequest(
        case_id=case.id,
        municipality=case.municipality,
        account_id=case.account_id,
        number=await _next_number(session, case.id),
        submission_id=case.submission_id,
        marks=[asdict(mark) for mark in await _marks(session, case, remarks)],
        text=clean_text(text, "Ihre Nachricht") if text.strip() else "",
        asked_by=actor.id,
    )
    session.add(asked)
    await move(session, scope, follow_ups, case, transition=transition, actor=actor)
    return asked


async def markable_in(session: AsyncSession, case: Case) -> frozenset[str]:
    """The places of the case's answers that can be marked; none where they do not open."""
    application = await session.get_one(Application, case.application_id)
    sent = await session.get_one(Submission, case.submission_id)
    if not (is_readable(sent.answers) and is_readable(sent.review)):
        return frozenset()
    form, context = form_sent(sent), await context_of_sent(session, application, sent)
    return markable_paths(form, sent.answers, context, application.proven_names)


async def correction_to_answer(
    session: AsyncSession, scope: Scope, reference: str, *, lock: bool = False
) -> OpenCorrection:
    """The citizen's own open request. Raises SignInRequired, NotFound, NothingToCorrect."""
    actor = await identify_actor(session, scope)
    if actor.role != "citizen":
        raise NotFound
    case = await lock_case(session, actor, reference)
    request = await open_correction(session, case.id, lock=lock)
    if request is None:
        raise NothingToCorrect(_(NothingToCorrect.message))
    return await _opened(session, case, request)


async def save_correction(
    session: AsyncSession,
    scope: Scope,
    reference: str,
    changes: Mapping[str, str | list[str]],
    *,
    whole: bool = False,
) -> int:
    """Keep what was typed, finished or not; the new revision. What may not be written is passed
    over. Raises as `correction_to_answer`, InvalidInput where it is far too much."""
    now = await correction_to_answer(session, scope, reference, lock=True)
    typed = take_over(
        now.form,
        now.sent.answers,
        now.request.typed,
        marked=_places(now.request),
        changes=changes,
        context=now.context,
        whole=whole,
    )
    return await _keep(session, now.request, typed)


async def set_correction_files(
    session: AsyncSession, now: OpenCorrection, path: str, file_ids: Sequence[str]
) -> int:
    """What is uploaded at `path`, which must be one of the places. Raises InvalidInput."""
    if path not in now.corrected.editable:
        raise InvalidInput(_("Hier können Sie nichts hochladen."))
    return await _keep(session, now.request, now.request.typed | {path: list(file_ids)})


async def send_correction(
    session: AsyncSession, scope: Scope, follow_ups: FollowUps, reference: str, *, agreed_cents: int
) -> Submission:
    """Send the corrected answers: they become the case's, the desk goes on, the clock runs again.

    `agreed_cents` is the new fee the citizen saw. What the fee is higher or lower is settled by
    itself (`workflow.corrections`). Raises as `correction_to_answer`, CorrectionWrong, Conflict
    (the fee is another one meanwhile, the status table says no).
    """
    now = await correction_to_answer(session, scope, reference, lock=True)
    if errors := now.mistakes():
        raise CorrectionWrong(errors)
    if now.new_cents != agreed_cents:
        raise Conflict(_("Die Gebühr hat sich geändert. Bitte sehen Sie noch einmal nach."))
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    transition = require_transition(case, actor, CaseAction.SEND_CORRECTION)
    application = await lock_application(session, case.application_id)
    submission = await snapshot_corrected(
        session, application, now.sent, now.corrected.answers, now.context
    )
    request = now.request
    request.status, request.ended_at = "answered", clock.now()
    request.corrected_id, request.typed = submission.id, {}
    case.submission_id, case.title = submission.id, submission.title
    await move(session, scope, follow_ups, case, transition=transition, actor=actor)
    if submission.total_cents != now.sent.total_cents:
        arguments = {"request_id": str(request.id)}
        await follow_ups.enqueue(session, SETTLE_CORRECTION, str(request.id), arguments)
    return submission


async def _opened(session: AsyncSession, case: Case, request: CorrectionRequest) -> OpenCorrection:
    application = await session.get_one(Application, case.application_id)
    sent = await session.get_one(Submission, request.submission_id)
    form, context = form_sent(sent), await context_of_sent(session, application, sent)
    now = correct(form, sent.answers, request.typed, _places(request), context)
    old, new = sent.total_cents, None
    with suppress(FeeUndecided):
        new = 0 if sent.relief else fee_of(sent, form, now.answers, context).total_cents
    return OpenCorrection(request, application, sent, form, context, now, old, new)


async def _keep(session: AsyncSession, request: CorrectionRequest, typed: RawAnswers) -> int:
    refuse_oversized(typed)
    request.typed, request.revision = typed, request.revision + 1
    await session.flush()
    return request.revision


async def _marks(session: AsyncSession, case: Case, remarks: Mapping[str, str]) -> tuple[Mark, ...]:
    if not remarks:
        raise InvalidInput("Bitte kreuzen Sie mindestens eine Angabe an.")
    possible = await markable_in(session, case)
    if len(remarks) > MOST_MARKS or not possible.issuperset(remarks):
        raise InvalidInput("Um die Korrektur dieser Angabe können Sie nicht bitten.")
    sent = await session.get_one(Submission, case.submission_id)
    rows = {row["path"]: row for part in sent.review for row in part["rows"]}
    return tuple(
        Mark(path, row["label"], row["text"], _remark(remarks[path], row["label"]))
        for path, row in rows.items()
        if path in remarks
    )


def _remark(text: str, label: str) -> str:
    words = clean_text(text, label) if text.strip() else ""
    if len(words) > LONGEST_REMARK:
        raise InvalidInput(f"{label}: Bitte kürzen Sie auf {LONGEST_REMARK} Zeichen.")
    return words


def _places(request: CorrectionRequest) -> frozenset[str]:
    return frozenset(str(mark["path"]) for mark in request.marks)


def _require_same(case: Case, revision: int) -> None:
    if case.revision != revision:
        raise Conflict(
            "Der Vorgang hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach."
        )


async def _next_number(session: AsyncSession, case_id: UUID) -> int:
    query = select(func.count()).where(col(CorrectionRequest.case_id) == case_id)
    return int(await session.scalar(query) or 0) + 1
