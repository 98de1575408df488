"""A mail that does not arrive: tried while that may help, and known where it matters."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from portal.cases.queries import case_for_citizen
from portal.cases.status import CaseAction
from portal.errors import PortalError
from portal.integrations.smtp import SmtpMailer
from portal.notifications.deliveries import mail_figures
from portal.notifications.mailer import MailNotAccepted
from portal.notifications.outbox import DELIVER_MAIL
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.follow_ups import FOLLOW_UPS
from portal.workflow.mails import (
    address_refused_on,
    deliver_mail,
    look_after_mails,
    take_bounce,
    told_in_case,
)
from portal.workflow.retention import erase_what_is_over
from portal.workflow.services import Services
from tests.support.applications import Citizen
from tests.support.bounce_reports import OURS, a_report
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.mail_server import mail_server
from tests.support.post_office import PostOffice, receiving


def by_smtp(town_hall: TownHall, url: str) -> Services:
    return replace(town_hall.services, mailer=SmtpMailer(url, "rathaus@portal.example"))


async def the_mail(database: Database) -> OutgoingMail:
    async with database.transaction(system_scope()) as session:
        query = select(OutgoingMail).order_by(col(OutgoingMail.created_at).desc()).limit(1)
        return (await session.scalars(query)).one()


async def wait_again(database: Database) -> dict[str, str]:
    """As if the newest mail had not been tried yet."""
    mail = await the_mail(database)
    async with database.transaction(system_scope()) as session:
        row = await session.get_one(OutgoingMail, mail.id)
        row.sent_at, row.body = None, "Guten Tag,\n\nes gibt Neues.\n\nIhr Rathaus\n"
    return {"mail_id": str(mail.id)}


async def test_a_refused_address_is_tried_once_and_both_sides_learn_it(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    desk = await somebody_at_the_desk(database)
    office = PostOffice()
    office.unknown.add(citizen.email)
    async with receiving(office) as url:
        services = by_smtp(town_hall, url)
        arguments = await wait_again(database)
        for _ in range(2):
            await deliver_mail(services, arguments)
    assert (office.tries, office.received) == (1, [])
    mail = await the_mail(database)
    assert (mail.problem, mail.body, mail.sent_at) == ("550", "", None)

    told = await told_in_case(services, desk, case.reference)
    assert [(one.kind, one.state, one.problem) for one in told.deliveries] == [
        ("opened", "failed", "550")
    ]
    today = clock.long_date(clock.today())
    assert told.refused_on == today
    assert await address_refused_on(services, citizen.id) == today
    view = await town_hall.seen_by(desk, case.reference)
    assert "E-Mail kam nicht an" in [entry.words for entry in view.timeline]
    async with database.transaction(citizen.scope) as session:
        own = await case_for_citizen(session, citizen.id, case.reference)
    assert "E-Mail kam nicht an" not in [entry.words for entry in own.timeline]


async def test_the_next_mail_that_arrives_ends_the_alarm(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    desk = await somebody_at_the_desk(database)
    office = PostOffice()
    office.unknown.add(citizen.email)
    async with receiving(office) as url:
        await deliver_mail(by_smtp(town_hall, url), await wait_again(database))
    await town_hall.write(desk, case.reference, "Bitte melden Sie sich.")
    told = await told_in_case(town_hall.services, desk, case.reference)
    assert [one.state for one in told.deliveries] == ["sent", "failed"]
    assert told.refused_on == ""


async def test_a_server_that_is_down_for_a_day_loses_nothing(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    await town_hall.opened_case(citizen)
    arguments = await wait_again(database)
    office = PostOffice()
    async with receiving(office) as url:
        services = by_smtp(town_hall, url)
        office.is_open = False
        with pytest.raises(MailNotAccepted):
            await deliver_mail(services, arguments)
        await look_after_mails(services)
        await town_hall.follow_ups.run_waiting(services)  # nothing: it is being tried
        office.is_open = True
        with clock.pretend(clock.now() + timedelta(hours=25)):
            for _ in range(2):
                await look_after_mails(services)
                await town_hall.follow_ups.run_waiting(services)
    assert len(office.received) == 1
    assert (await the_mail(database)).sent_at is not None


async def test_what_was_told_while_the_mail_server_lay_dead_for_a_day_arrives_once(
    database: Database, citizen: Citizen, desk: Scope, tmp_path: Path
) -> None:
    hall = TownHall(database, FollowUpsAtOnce(FOLLOW_UPS.keys() - {DELIVER_MAIL}))
    with mail_server(tmp_path / "mails") as server:
        by_mail = by_smtp(hall, server.url)
        reference = (await hall.opened_case(citizen)).reference
        await look_after_mails_of_yesterday(by_mail)
        server.kill()
        await hall.act(desk, reference, CaseAction.TAKE_ON)
        await hall.act(desk, reference, CaseAction.ASK, "Wann?")
        for _ in range(2):
            with pytest.raises(MailNotAccepted):
                await look_after_mails_of_yesterday(by_mail)
        server.start()
        for _ in range(2):
            await look_after_mails_of_yesterday(by_mail)
        subjects = server.subjects()
    assert subjects == [
        f"Ihr Antrag {reference} ist eingegangen",
        f"Ihr Antrag {reference} ist in Bearbeitung",
        f"Rückfrage zu {reference}",
    ]


async def look_after_mails_of_yesterday(services: Services) -> None:
    """A night later, with all that this night's round begins."""
    with clock.pretend(clock.now() + timedelta(hours=25)):
        await look_after_mails(replace(services, follow_ups=(fresh := FollowUpsAtOnce())))
        await fresh.run_waiting(services)


async def test_after_five_days_the_mail_counts_as_not_delivered(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    await town_hall.opened_case(citizen)
    await wait_again(database)
    async with database.transaction(system_scope()) as session:
        assert (await mail_figures(session)).waiting == 1
    with clock.pretend(clock.now() + timedelta(days=6)):
        await look_after_mails(town_hall.services)
        async with database.transaction(system_scope()) as session:
            figures = await mail_figures(session)
    assert (figures.waiting, figures.oldest_seconds, figures.failed) == (0, 0.0, 1)
    assert (await the_mail(database)).problem == "expired"


async def test_another_desk_learns_nothing_of_the_mails(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    elsewhere = await somebody_at_the_desk(database, "leer")
    for scope in (elsewhere, citizen.scope, Scope("staff", None, "papenburg")):
        with pytest.raises(PortalError) as fault:
            await told_in_case(town_hall.services, scope, case.reference)
        assert type(fault.value).__name__ in {"NotFound", "NotAllowed", "SignInRequired"}
    async with database.transaction(await somebody_at_the_desk(database)) as session:
        assert (await session.execute(text("SELECT count(*) FROM outgoing_mail"))).scalar() == 0


async def test_a_month_later_the_case_knows_that_but_not_where_its_owner_was_told(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    await town_hall.opened_case(citizen)
    with clock.pretend(clock.now() + timedelta(days=31)):
        await erase_what_is_over(town_hall.services)
    mail = await the_mail(database)
    assert (mail.kind, mail.to_address) == ("opened", "")
    assert mail.sent_at is not None


async def test_a_mail_that_comes_back_later_has_failed_although_it_was_sent(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    desk = await somebody_at_the_desk(database)
    mail = await the_mail(database)
    assert not await take_bounce(town_hall.services, a_report())  # of no mail of ours
    report = a_report().replace(OURS.encode(), mail.message_id.encode())
    for _ in range(2):
        assert await take_bounce(town_hall.services, report)
    told = await told_in_case(town_hall.services, desk, case.reference)
    assert [(one.state, one.problem) for one in told.deliveries] == [("failed", "5.1.1")]
    assert told.refused_on
    view = await town_hall.seen_by(desk, case.reference)
    assert [entry.words for entry in view.timeline].count("E-Mail kam nicht an") == 1
