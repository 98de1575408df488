"""People who have an account at the running portal already, made without its pages.

Each browser test is somebody of its own, so that it meets no draft, case or basket of another
test that runs at the same time. How one registers and signs in is a story by itself, told in
tests/e2e/test_birth_certificate.py and tests/e2e/test_identity.py.
"""

from uuid import uuid4

from sqlalchemy import select
from sqlmodel import col

from portal.applications import begin_or_resume, mark_submitted, put_into_basket, set_answers
from portal.applications.tables import Application
from portal.cases.tables import Case
from portal.catalogue import service_by_slug
from portal.identity import TrustLevel, account_by_email, create_account, start_session
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.cases import open_case
from portal.workflow.demo_stories import BIRTH, Story, answers_for
from tests.support.cases import TownHall
from tests.support.portal_process import RunningPortal

OWN_PASSWORD = "ein Satz nur für mich 47"
NAME = "Zoë Łukasiewicz"


async def move_in(
    portal: RunningPortal, level: TrustLevel = TrustLevel.BASIC, name: str = NAME
) -> str:
    """Make a citizen's account, confirmed, with OWN_PASSWORD; its address."""
    email = f"test-{uuid4().hex[:10]}@buerger.example"
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    async with database.transaction(system_scope()) as session:
        await create_account(
            session,
            kind="citizen",
            email=email,
            display_name=name,
            password=OWN_PASSWORD,
            trust_level=level,
            confirmed=True,
        )
    await database.close()
    return email


async def open_session(portal: RunningPortal, email: str, municipality: str) -> str:
    """Sign in somebody, citizen or staff, at that municipality's host; the cookie's value."""
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    async with database.transaction(system_scope()) as session:
        account = await account_by_email(session, email)
        assert account is not None, f"nobody has the address {email}"
        begun = await start_session(session, municipality, account_id=account.id)
    await database.close()
    return begun.token


async def lay_into_basket(
    portal: RunningPortal,
    email: str,
    host: str,
    *municipalities: str,
    service: str = BIRTH,
    name: str = NAME,
    **answers: str,
) -> None:
    """The service of each municipality in somebody's basket at `host`, filled in before."""
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    for municipality in municipalities or (host,):
        async with database.transaction(system_scope()) as session:
            account = await account_by_email(session, email)
            assert account is not None, f"nobody has the address {email}"
        citizen = Scope("citizen", account.id, host, TrustLevel.SUBSTANTIAL)
        filled = answers_for(Story(0, email, service, answers=answers), name)
        async with database.transaction(citizen) as session:
            draft = await begin_or_resume(
                session, citizen, municipality, host, service_by_slug(service)
            )
            await set_answers(session, draft.id, filled)
            await put_into_basket(session, account.id, draft.id)
    await database.close()


async def open_a_case(
    portal: RunningPortal,
    email: str,
    host: str,
    service: str = BIRTH,
    name: str = NAME,
    **answers: str,
) -> str:
    """What somebody with an empty basket has sent; the case's reference.

    Nothing is paid for it: how one pays is told elsewhere.
    """
    await lay_into_basket(portal, email, host, service=service, name=name, **answers)
    database = Database(portal.owner_url(), pool_size=1, keys=portal.keys())
    async with database.transaction(system_scope()) as session:
        account = await account_by_email(session, email)
        assert account is not None, f"nobody has the address {email}"
        query = select(Application).where(
            col(Application.account_id) == account.id, col(Application.status) == "in_basket"
        )
        application = (await session.scalars(query)).one()
        assert application.current_submission_id is not None
        await mark_submitted(session, application.id, application.current_submission_id)
    hall = TownHall(database)
    arguments = {"application_id": str(application.id), "municipality": host}
    await open_case(hall.services, arguments)
    await hall.follow_ups.run_waiting(hall.services)
    async with database.transaction(system_scope()) as session:
        found = select(col(Case.reference)).where(col(Case.application_id) == application.id)
        reference = (await session.scalars(found)).one()
    await database.close()
    return reference
