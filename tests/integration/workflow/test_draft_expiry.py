"""A draft of an account ends after 90 untouched days: announced a week before, and only once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.applications import (
    ApplicationStatus,
    begin_or_resume,
    find_application,
    open_drafts,
    save_answers,
)
from portal.applications.tables import Application
from portal.catalogue import service_by_slug
from portal.files.local_store import LocalFileStore
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.evidence import Sent, add_evidence
from portal.workflow.services import Services
from portal.workflow.tidying import tidy_up
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    PAPENBURG,
    Citizen,
    a_certificate_in_the_basket,
    a_citizen,
    a_draft,
)
from tests.support.cases import TownHall
from tests.support.uploads import JPEG, streamed


@pytest.fixture
def services(town_hall: TownHall, tmp_path: Path) -> Services:
    """The town hall with a file store of its own."""
    return replace(town_hall.services, file_store=LocalFileStore(tmp_path / "files", b"k" * 32))


@pytest.fixture
async def zoe(services: Services) -> Citizen:
    return await a_citizen(services.database)


@contextmanager
def after(days: int) -> Iterator[None]:
    """Some days later."""
    with clock.pretend(clock.now() + timedelta(days=days)):
        yield


async def a_draft_with_a_file(services: Services, zoe: Citizen) -> Application:
    draft = await a_draft(services.database, zoe.scope, CERTIFICATE_FOR_MYSELF)
    sent = Sent(name="Ausweis.jpg", size_bytes=len(JPEG), chunks=streamed(JPEG))
    await add_evidence(services, zoe.scope, draft.id, "identity_proof", sent)
    return draft


async def night(services: Services, town_hall: TownHall) -> list[str]:
    """One night's tidying, the worker being killed and doing it again; the subjects so far."""
    await tidy_up(services, {})
    await tidy_up(services, {})
    await town_hall.follow_ups.run_waiting(services)
    return await town_hall.subjects()


async def stored(services: Services, draft: Application) -> Application:
    async with services.database.transaction(system_scope()) as session:
        return await find_application(session, draft.id)


def files_in(folder: Path) -> int:
    return sum(1 for path in (folder / "files").rglob("*") if path.is_file())


async def test_the_owner_is_warned_once_and_a_week_later_all_is_forgotten(
    services: Services, town_hall: TownHall, zoe: Citizen, tmp_path: Path
) -> None:
    draft = await a_draft_with_a_file(services, zoe)
    with after(82):
        assert await night(services, town_hall) == []
    with after(84):
        told = ["Ein Entwurf von Ihnen wird bald gelöscht"]
        assert await night(services, town_hall) == told
    with after(89):
        assert await night(services, town_hall) == told
    assert (await stored(services, draft)).status == ApplicationStatus.DRAFT
    with after(92):
        assert await night(services, town_hall) == told
    ended = await stored(services, draft)
    assert (ended.status, ended.answers) == (ApplicationStatus.DISCARDED, {})
    assert files_in(tmp_path) == 0


async def test_the_mail_says_what_when_and_where_and_nothing_of_the_person(
    services: Services, town_hall: TownHall, zoe: Citizen
) -> None:
    await a_draft(services.database, zoe.scope, CERTIFICATE_FOR_MYSELF)
    with after(84):
        day = clock.long_date(clock.today() + timedelta(days=7))
        await night(services, town_hall)
    (mail,) = await town_hall.mails()
    assert "http://papenburg.localhost:3000/antrag/geburtsurkunde/" in mail.body
    assert any(clock.long_date(clock.today() + timedelta(days=n)) in mail.body for n in (90, 91))
    assert day in mail.body
    assert "Łuczak" not in mail.body + mail.subject


async def test_who_opens_or_changes_the_draft_keeps_it(
    services: Services, town_hall: TownHall, zoe: Citizen
) -> None:
    draft = await a_draft(services.database, zoe.scope, CERTIFICATE_FOR_MYSELF)
    with after(84):
        await night(services, town_hall)
        async with services.database.transaction(zoe.scope) as session:
            await begin_or_resume(
                session, zoe.scope, PAPENBURG, PAPENBURG, service_by_slug("geburtsurkunde")
            )
    with after(160):
        assert len(await night(services, town_hall)) == 1
        async with services.database.transaction(zoe.scope) as session:
            await save_answers(session, draft.id, {"birth_name": "Ada"})
    with after(240):
        assert len(await night(services, town_hall)) == 1
    assert (await stored(services, draft)).answers["birth_name"] == "Ada"
    with after(245):
        assert len(await night(services, town_hall)) == 2


async def test_where_nobody_could_be_warned_in_time_the_week_still_counts(
    services: Services, town_hall: TownHall, zoe: Citizen
) -> None:
    draft = await a_draft(services.database, zoe.scope, CERTIFICATE_FOR_MYSELF)
    with after(200):
        await night(services, town_hall)
    assert (await stored(services, draft)).status == ApplicationStatus.DRAFT
    with after(208):
        await night(services, town_hall)
    assert (await stored(services, draft)).status == ApplicationStatus.DISCARDED


async def test_what_was_left_in_the_basket_ends_as_well(
    services: Services, town_hall: TownHall, zoe: Citizen
) -> None:
    await a_certificate_in_the_basket(services.database, zoe)
    with after(84):
        await night(services, town_hall)
    assert "/warenkorb/" in (await town_hall.mails())[0].body


async def test_the_list_of_drafts_knows_when_each_ends(services: Services, zoe: Citizen) -> None:
    await a_draft(services.database, zoe.scope, CERTIFICATE_FOR_MYSELF)
    async with services.database.transaction(zoe.scope) as session:
        (draft,) = await open_drafts(session, zoe.scope, PAPENBURG)
    assert draft.end_announced_at is None
    assert clock.now() - draft.touched_at < timedelta(minutes=1)
