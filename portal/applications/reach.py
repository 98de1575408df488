"""How far a form was filled in: kept on the draft, counted by the database (migration 0240).

`place` counts the steps of the whole form from 1, also those not asked; the review comes last.
Whoever skips a step has got as far as it: so the counts only fall from place to place.
"""

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application
from portal.catalogue import ServiceDefinition
from portal.errors import NotFound
from portal.forms import Form
from portal.shared import clock


def place_of(form: Form, step_id: str) -> int:
    """Where the step stands in the form; a page that is none of them is the review."""
    ids = [step.id for step in form.steps]
    return ids.index(step_id) + 1 if step_id in ids else len(ids) + 1


async def note_reached(
    session: AsyncSession, draft: Application, definition: ServiceDefinition, step_id: str
) -> None:
    """The page of this step is shown. Only what is further than ever is written, and counted.

    Raises NotFound for a service without a form.
    """
    if definition.form is None:
        raise NotFound
    place, version = place_of(definition.form, step_id), definition.version
    if draft.reached_version == version and draft.reached >= place:
        return
    further = or_(col(Application.reached_version) != version, col(Application.reached) < place)
    await session.execute(
        update(Application)
        .where(col(Application.id) == draft.id, col(Application.status) == "draft", further)
        .values(reached=place, reached_version=version, reached_on=clock.today())
        .execution_options(synchronize_session=False)
    )
