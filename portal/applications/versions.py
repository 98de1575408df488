"""A draft and the form it was begun with: kept, noticed when it changed, brought up to date."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.answers import changed_names, noted
from portal.applications.tables import Application, DefinitionVersion
from portal.catalogue import ServiceDefinition
from portal.forms import CarriedOver, Form, Question, SetAside, carry_over, digest_of, questions_of
from portal.shared import clock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChangeNote:
    """What a citizen is told of a change: the ids of steps to look at, what was set aside.

    `returned` says why it came back out of the basket ("" where it did not), the old sum in cents.
    """

    steps: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    returned: str = ""
    old_cents: int = 0


async def keep_definition(session: AsyncSession, definition: ServiceDefinition) -> str:
    """Remember the questions of a service's form; the form's digest, "" without a form."""
    form = definition.form
    if form is None:
        return ""
    digest = digest_of(form)
    key = (definition.slug, digest)
    if await session.get(DefinitionVersion, key) is None:
        asked = {place: asdict(question) for place, question in questions_of(form).items()}
        row = insert(DefinitionVersion).values(
            service=definition.slug,
            digest=digest,
            version=definition.version,
            questions=asked,
            first_seen_at=clock.now(),
        )
        await session.execute(row.on_conflict_do_nothing())
    return digest


async def keep_definitions(
    session: AsyncSession, definitions: Iterable[ServiceDefinition]
) -> tuple[str, ...]:
    """Remember all forms; the slugs of those that changed without a raised version, with a
    warning in the log for each."""
    unraised = []
    for definition in definitions:
        digest = await keep_definition(session, definition)
        if digest and await _other_form_of_this_version(session, definition, digest):
            unraised.append(definition.slug)
            log.warning(
                "The form of %s changed, its version is still %s: it counts as a new one",
                definition.slug,
                definition.version,
            )
    return tuple(unraised)


async def bring_up_to_date(
    session: AsyncSession, draft: Application, definition: ServiceDefinition
) -> bool:
    """Fit a locked draft's answers to the form as it is now; whether there is something to tell.

    Done once: afterwards the draft has the form's digest, whoever comes next finds it done.
    """
    form = definition.form
    if form is None or draft.definition_digest == digest_of(form):
        return False
    carried = await carried_over(session, draft, form)
    same_version = not draft.definition_digest and draft.definition_version == definition.version
    draft.definition_digest = await keep_definition(session, definition)
    draft.definition_version = definition.version
    if same_version or not carried.is_noteworthy:
        return False
    _take_over(draft, carried)
    await session.flush()
    return True


async def carried_over(session: AsyncSession, draft: Application, form: Form) -> CarriedOver:
    """What becomes of the draft's answers under `form`; changes nothing."""
    kept = await session.get(DefinitionVersion, (draft.service, draft.definition_digest))
    earlier = {
        place: Question(**question) for place, question in (kept.questions if kept else {}).items()
    }
    return carry_over(earlier, form, draft.answers)


def change_note(application: Application) -> ChangeNote | None:
    """What is still to be told, if anything."""
    note = application.change_note
    if not note:
        return None
    return ChangeNote(
        steps=tuple(note.get("steps", ())),
        set_aside=tuple(SetAside(*line) for line in note.get("set_aside", ())),
        returned=note.get("returned", ""),
        old_cents=note.get("old_cents", 0),
    )


def note_return(application: Application, why: str, old_cents: int) -> None:
    """Have the citizen told why the item came back out of the basket."""
    application.change_note = application.change_note | {"returned": why, "old_cents": old_cents}


def _take_over(draft: Application, carried: CarriedOver) -> None:
    names = changed_names(draft.answers, carried.answers)
    draft.revision += 1
    draft.answers = carried.answers
    # What a question means may have changed: it is proven anew when the form is next opened.
    draft.proven_names = []
    draft.answer_changes = noted(draft.answer_changes, names, draft.revision, "")
    draft.change_note = _added(draft.change_note, carried)


def _added(note: dict[str, Any], carried: CarriedOver) -> dict[str, Any]:
    """A second change before the first was read adds to it."""
    lines = [[line.label, line.text] for line in carried.set_aside]
    steps = dict.fromkeys((*note.get("steps", ()), *carried.steps))
    return note | {"steps": list(steps), "set_aside": [*note.get("set_aside", ()), *lines]}


async def _other_form_of_this_version(
    session: AsyncSession, definition: ServiceDefinition, digest: str
) -> bool:
    others = select(col(DefinitionVersion.digest)).where(
        col(DefinitionVersion.service) == definition.slug,
        col(DefinitionVersion.version) == definition.version,
        col(DefinitionVersion.digest) != digest,
    )
    return (await session.scalars(others.limit(1))).first() is not None
