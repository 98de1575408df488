"""E-mails: written once, delivered at least once, no more in them than needed."""

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.identity import note_language
from portal.identity.tables import Account
from portal.integrations.smtp import SmtpMailer
from portal.notifications.mailer import Mail, MailNotAccepted, MailRefused
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, system_scope
from portal.workflow.mails import deliver_mail
from tests.support.applications import Citizen
from tests.support.cases import TownHall
from tests.support.post_office import PostOffice, receiving

MAIL = Mail(
    message_id="<7b1c@papenburg.portal.example>",
    municipality="papenburg",
    sender_name="Stadt Jümme & Söhne",
    to_address="zoe@citizen.example",
    subject="Ihr Antrag PAP-2026-000123 ist eingegangen",
    body="Guten Tag Zoë <Łuczak>,\n\nhier ist Ihr Link:\nhttps://portal.example/?a=1&b=2\n",
)


async def test_a_mail_arrives_as_text_and_as_html() -> None:
    office = PostOffice()
    async with receiving(office) as url:
        await SmtpMailer(url, "rathaus@portal.example").deliver(MAIL)
    message = office.received[0]
    assert message["Message-ID"] == MAIL.message_id
    assert message["Subject"] == MAIL.subject
    assert message["From"].addresses[0].display_name == "Stadt Jümme & Söhne"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert text.get_content().splitlines() == MAIL.body.splitlines()
    assert html is not None
    assert "Zoë &lt;Łuczak&gt;" in html.get_content()
    assert 'href="https://portal.example/?a=1&amp;b=2"' in html.get_content()


async def test_a_server_that_is_closed_or_gone_is_tried_again_later() -> None:
    office = PostOffice()
    async with receiving(office) as url:
        office.is_open = False
        mailer = SmtpMailer(url, "rathaus@portal.example")
        with pytest.raises(MailNotAccepted) as refusal:
            await mailer.deliver(MAIL)
        assert "citizen.example" not in str(refusal.value)
        office.is_open = True
        await mailer.deliver(MAIL)
    with pytest.raises(MailNotAccepted):
        await mailer.deliver(MAIL)
    assert [message["Message-ID"] for message in office.received] == [MAIL.message_id]


async def test_an_address_nobody_knows_is_not_tried_for_days() -> None:
    office = PostOffice()
    office.unknown.add(MAIL.to_address)
    async with receiving(office) as url:
        with pytest.raises(MailRefused) as refusal:
            await SmtpMailer(url, "rathaus@portal.example").deliver(MAIL)
    assert refusal.value.problem == "550"
    assert "citizen.example" not in str(refusal.value)


async def test_who_used_the_portal_in_english_is_written_to_in_english(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    async with database.transaction(system_scope()) as session:
        await note_language(session, citizen.id, "en")
    case = await town_hall.opened_case(citizen)
    [mail] = await town_hall.mails()
    assert mail.subject == f"We have received your application {case.reference}"
    assert f"http://papenburg.localhost:3000/en/vorgaenge/{case.reference}/" in mail.body


async def test_delivered_twice_it_lies_in_the_mailbox_once(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    await town_hall.opened_case(citizen)
    written = await _written(database)
    for _ in range(2):
        await _forget_that_it_was_sent(database, written[0])
        await deliver_mail(town_hall.services, {"mail_id": str(written[0].id)})
    assert [mail.message_id for mail in await town_hall.mails()] == [written[0].message_id]


async def test_a_mail_names_the_reader_and_the_reference_and_leads_back_to_the_portal(
    town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen, copies=3)
    (mail,) = await town_hall.mails()
    assert mail.to_address == citizen.email
    assert f"Guten Tag {citizen.display_name}," in mail.body
    assert f"http://papenburg.localhost:3000/vorgaenge/{case.reference}/" in mail.body
    assert "urkunde" not in mail.body.lower()
    assert "Hauptkanal" not in mail.body


async def test_what_was_sent_is_not_kept(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    await town_hall.opened_case(citizen)
    (row,) = await _written(database)
    assert row.sent_at is not None
    assert row.body == ""


async def test_registering_a_known_address_again_and_again_writes_one_mail_an_hour(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    outbox = town_hall.services.confirmation_mails
    for _ in range(3):
        async with database.transaction(system_scope()) as session:
            account = await session.get_one(Account, citizen.id)
            await outbox.address_already_known(session, account, "papenburg")
    await town_hall.follow_ups.run_waiting(town_hall.services)
    assert await town_hall.subjects() == ["Sie haben schon ein Konto"]


async def test_the_link_that_confirms_an_address_comes_by_mail(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    async with database.transaction(system_scope()) as session:
        account = await session.get_one(Account, citizen.id)
        mails = town_hall.services.confirmation_mails
        await mails.confirm_address(session, account, "to-ken_1", "papenburg")
    await town_hall.follow_ups.run_waiting(town_hall.services)
    (mail,) = await town_hall.mails()
    assert mail.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    link = "http://papenburg.localhost:3000/registrieren/bestaetigen/?code=to-ken_1\n"
    assert link in mail.body


async def test_two_deliveries_at_the_same_moment_do_not_hurt(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    await town_hall.opened_case(citizen)
    (row,) = await _written(database)
    await _forget_that_it_was_sent(database, row)
    arguments = {"mail_id": str(row.id)}
    await asyncio.gather(*(deliver_mail(town_hall.services, arguments) for _ in range(3)))
    assert len(await town_hall.mails()) == 1


async def _written(database: Database) -> list[OutgoingMail]:
    async with database.transaction(system_scope()) as session:
        query = select(OutgoingMail).order_by(col(OutgoingMail.created_at))
        return list(await session.scalars(query))


async def _forget_that_it_was_sent(database: Database, mail: OutgoingMail) -> None:
    async with database.transaction(system_scope()) as session:
        (await session.get_one(OutgoingMail, mail.id)).sent_at = None
