"""Drafts: begin, fill in, attach evidence, discard.

Each function runs in the caller's transaction; row-level security makes it the owner's draft or
none at all. How a draft is checked, priced and sent stands in `service.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.answers import changed_names, noted, refuse_oversized, refuse_stale
from portal.applications.evidence import with_file, without_file
from portal.applications.lifetime import touch, touch_by_opening
from portal.applications.offering import orderable_offer
from portal.applications.queries import (
    form_context,
    form_of,
    lock_application,
    newest_draft,
)
from portal.applications.status import ApplicationStatus, require_status
from portal.applications.tables import Application
from portal.applications.versions import bring_up_to_date, keep_definition
from portal.catalogue import ServiceDefinition, service_by_slug
from portal.errors import SignInRequired
from portal.forms import (
    Form,
    FormContext,
    RawAnswers,
    add_item,
    digest_of,
    merge_raw,
    merge_step,
    remove_item,
    with_step,
)
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.shared import clock

NewAnswers = Callable[[Form, RawAnswers, FormContext], RawAnswers]


@dataclass(frozen=True)
class Saved:
    """A draft's revision, and when it was last saved (UTC)."""

    revision: int
    saved_at: datetime


async def begin_or_resume(
    session: AsyncSession,
    owner: Scope,
    municipality: str,
    host_municipality: str,
    definition: ServiceDefinition,
) -> Application:
    """The owner's newest open draft of this service on this host, or else a new one.

    `owner` is a visitor's or citizen's scope, `municipality` the one responsible. A draft begun
    with another form is brought up to date, with a note to the citizen. Raises SignInRequired for
    any other owner, NotOrderable (a NotFound) where the service cannot be had.
    """
    _actor_of(owner)
    orderable_offer(host_municipality, definition.slug, municipality)
    await _one_at_a_time(session, owner, municipality, host_municipality, definition.slug)
    draft = await newest_draft(session, owner, municipality, host_municipality, definition.slug)
    if draft is None:
        draft = _new_draft(owner, municipality, host_municipality, definition)
        draft.definition_digest = await keep_definition(session, definition)
        session.add(draft)
    else:
        draft = await _resume(session, draft, definition)
    await session.flush()
    return draft


async def save_answers(
    session: AsyncSession,
    application_id: UUID,
    changes: Mapping[str, str | list[str]],
    revision: int | None = None,
    page: str = "",
) -> Saved:
    """Take over answers as typed, finished or not; names the form does not know are left out.

    `revision` is the one the page was shown with, `page` an id of that very page: its own saves
    never clash with each other. Raises AnswersChangedElsewhere (a Conflict) where another page
    changed the same answers since, ApplicationElsewhere (a Conflict) unless it is a draft,
    InvalidInput where it is far too much, NotFound.
    """
    return await _change(
        session,
        application_id,
        lambda form, raw, context: merge_raw(form, raw, changes, context),
        revision,
        page,
    )


async def save_step(
    session: AsyncSession,
    application_id: UUID,
    step_id: str,
    changes: Mapping[str, str | list[str]],
    revision: int | None = None,
    *,
    page: str = "",
) -> Saved:
    """As `save_answers` for a whole step that was sent: boxes left unticked are emptied."""
    return await _change(
        session,
        application_id,
        lambda form, raw, context: merge_step(form, step_id, raw, changes, context),
        revision,
        page,
    )


async def set_answers(
    session: AsyncSession,
    application_id: UUID,
    raw: RawAnswers,
    revision: int | None = None,
    page: str = "",
) -> Saved:
    """Replace all answers by ones made by portal.forms. Raises as `save_answers`."""
    return await _change(session, application_id, lambda *_: raw, revision, page)


async def request_step(session: AsyncSession, application_id: UUID, step_id: str) -> Saved:
    """Have a step asked that is `on_request`. Raises InvalidInput where there is no such step,
    else as `save_answers`."""
    return await _change(
        session, application_id, lambda form, raw, _context: with_step(form, raw, step_id)
    )


async def add_group_item(session: AsyncSession, application_id: UUID, group_path: str) -> Saved:
    """One more item of a repeating group. Raises InvalidInput where no more are allowed."""
    return await _change(
        session,
        application_id,
        lambda form, raw, context: add_item(form, raw, group_path, context),
    )


async def remove_group_item(
    session: AsyncSession, application_id: UUID, group_path: str, index: int
) -> Saved:
    """One item less, `index` counted from 0. Raises InvalidInput where it must stay."""
    return await _change(
        session,
        application_id,
        lambda form, raw, context: remove_item(form, raw, group_path, index, context),
    )


async def attach_file(
    session: AsyncSession, application_id: UUID, path: str, file_id: UUID
) -> Saved:
    """Add a stored file of this application to the upload field at `path`.

    Raises InvalidInput where nothing or nothing more is uploaded there, NotFound for a file of
    another application, else as `save_answers`.
    """
    return await _change(
        session,
        application_id,
        lambda form, raw, context: with_file(form, raw, path, str(file_id), context),
    )


async def detach_file(
    session: AsyncSession, application_id: UUID, path: str, file_id: UUID
) -> Saved:
    """Take a file out of the answer at `path`; to remove the file is portal.files' part."""
    return await _change(
        session, application_id, lambda _form, raw, _context: without_file(raw, path, str(file_id))
    )


async def discard(session: AsyncSession, application_id: UUID) -> Application:
    """Give up a draft or what lies in the basket; its answers are forgotten at once.

    Raises ApplicationElsewhere once it is submitted, NotFound.
    """
    application = await lock_application(session, application_id)
    require_status(application.status, ApplicationStatus.DRAFT, ApplicationStatus.IN_BASKET)
    application.status = ApplicationStatus.DISCARDED
    application.answers, application.answer_changes, application.change_note = {}, {}, {}
    application.proven_names = []
    await announce_change(session, application)
    return application


async def close_note(session: AsyncSession, application_id: UUID) -> None:
    """The citizen has read what changed: what was set aside is forgotten. Raises NotFound."""
    application = await lock_application(session, application_id)
    application.change_note = {}
    await session.flush()


async def announce_change(session: AsyncSession, application: Application) -> None:
    """Tell open pages that this application, and what its owner has, changed."""
    await session.flush()
    await announce(session, f"draft:{application.id}")
    if application.account_id is not None:
        await announce(session, f"account:{application.account_id}")


async def _resume(
    session: AsyncSession, draft: Application, definition: ServiceDefinition
) -> Application:
    touch_by_opening(draft)
    if draft.definition_digest != _digest(definition):
        draft = await lock_application(session, draft.id)
        if await bring_up_to_date(session, draft, definition):
            await announce_change(session, draft)
    return draft


async def _change(
    session: AsyncSession,
    application_id: UUID,
    answers_from: NewAnswers,
    seen: int | None = None,
    page: str = "",
) -> Saved:
    draft = await lock_application(session, application_id)
    require_status(draft.status, ApplicationStatus.DRAFT)
    await bring_up_to_date(session, draft, service_by_slug(draft.service))
    context = await form_context(session, draft)
    answers = answers_from(form_of(draft), draft.answers, context)
    answers = answers | {name: draft.answers[name] for name in draft.proven_names}
    names = changed_names(draft.answers, answers)
    if names:
        refuse_oversized(answers)
        if seen is not None:
            refuse_stale(draft.answer_changes, names, seen, page)
        await _keep(session, draft, answers, names, page)
    return Saved(draft.revision, draft.saved_at)


async def _keep(
    session: AsyncSession, draft: Application, answers: RawAnswers, names: set[str], page: str
) -> None:
    draft.revision += 1
    draft.answers = answers
    draft.answer_changes = noted(draft.answer_changes, names, draft.revision, page)
    draft.saved_at = clock.now()
    touch(draft)
    await session.flush()
    await announce(session, f"draft:{draft.id}")


def _new_draft(
    owner: Scope, municipality: str, host_municipality: str, definition: ServiceDefinition
) -> Application:
    return Application(
        municipality=municipality,
        host_municipality=host_municipality,
        service=definition.slug,
        definition_version=definition.version,
        visitor_id=_actor_of(owner),
        account_id=owner.actor_id if owner.actor_kind == "citizen" else None,
    )


def _digest(definition: ServiceDefinition) -> str:
    return digest_of(definition.form) if definition.form is not None else ""


def _actor_of(owner: Scope) -> UUID:
    if owner.actor_kind not in ("visitor", "citizen") or owner.actor_id is None:
        raise SignInRequired
    return owner.actor_id


async def _one_at_a_time(session: AsyncSession, owner: Scope, *draft_of: str) -> None:
    """Two taps on "Online beantragen" begin one draft, not two."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"begin {owner.actor_id} {' '.join(draft_of)}"},
    )
