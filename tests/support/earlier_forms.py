"""Drafts that were begun with a form of an earlier day."""

from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import col

from portal.applications.tables import Application, DefinitionVersion
from portal.catalogue import service_by_slug
from portal.forms import Question, questions_of
from portal.identity import account_by_email
from portal.persistence.database import Database, system_scope
from tests.support.portal_process import RunningPortal

OLD_QUESTION = Question("Was wir früher fragten", "text", "old")


async def let_the_form_have_changed(
    portal: RunningPortal, email: str, service: str, new_question: str
) -> None:
    """As if their draft had been begun with a form that asked something else instead of
    `new_question`, and they had answered it."""
    form = service_by_slug(service).form
    assert form is not None
    earlier = questions_of(form) | {"what_we_asked": OLD_QUESTION}
    del earlier[new_question]
    digest = sha256(email.encode()).hexdigest()
    asked = {place: asdict(question) for place, question in earlier.items()}
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    async with database.transaction(system_scope()) as session:
        account = await account_by_email(session, email)
        assert account is not None, f"nobody has the address {email}"
        session.add(DefinitionVersion(service=service, digest=digest, version=1, questions=asked))
        drafts = select(Application).where(
            col(Application.account_id) == account.id, col(Application.status) == "draft"
        )
        for draft in await session.scalars(drafts):
            draft.definition_digest = digest
            draft.answers = draft.answers | {"what_we_asked": "Ein Wort"}
    await database.close()
