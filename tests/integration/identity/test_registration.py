"""A citizen makes an account once, confirms the address, and loses nothing on the way."""

import pytest
from sqlalchemy import text

from portal.errors import InvalidInput
from portal.identity import (
    EmailNotConfirmed,
    TokenExpired,
    TokenInvalid,
    TokenUsed,
    TooManyRegistrations,
    WrongCredentials,
    account_by_email,
)
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.accounts import open_link, register_citizen, sign_in_citizen
from portal.workflow.signing_in import Arrival, SignedIn
from tests.support.accounts import (
    HOST,
    PASSWORD,
    Mailbox,
    a_case_worker,
    a_citizen,
    a_draft_of,
    a_registration,
    a_visitor,
    session_of,
)

EMAIL = "anna@post.example"


async def test_the_browser_that_registered_is_signed_in_by_the_link_with_its_draft(
    database: Database,
) -> None:
    mails, visitor = Mailbox(), await a_visitor(database)
    draft = await a_draft_of(database, visitor.visitor_id)
    await register_citizen(database, mails, a_registration(visitor_id=visitor.visitor_id))

    confirmed = await open_link(database, mails.newest_link(EMAIL), Arrival(HOST, visitor))

    assert confirmed.signed_in is not None
    assert confirmed.continue_to == "/antrag/geburtsurkunde/"
    citizen = await session_of(database, confirmed.signed_in.token)
    assert citizen is not None
    assert (citizen.display_name, citizen.trust_level) == ("Anna Ahrens", "basic")
    async with database.transaction(citizen.scope) as session:
        assert await session.get(type(draft), draft.id) is not None


async def test_the_link_opened_in_another_browser_confirms_only_with_the_password(
    database: Database,
) -> None:
    mails, visitor, other = Mailbox(), await a_visitor(database), await a_visitor(database)
    draft = await a_draft_of(database, visitor.visitor_id)
    await register_citizen(database, mails, a_registration(visitor_id=visitor.visitor_id))

    opened = await open_link(database, mails.newest_link(EMAIL), Arrival(HOST, other))
    assert (opened.signed_in, opened.continue_to) == (None, "/antrag/geburtsurkunde/")
    assert not await _is_confirmed(database)

    signed_in = await _sign_in(database, mails, code=mails.newest_link(EMAIL))
    assert await _is_confirmed(database)
    async with database.transaction(Scope("citizen", signed_in.account_id, HOST)) as session:
        assert await session.get(type(draft), draft.id) is not None


async def test_without_the_link_the_right_password_gets_a_new_link_instead(
    database: Database,
) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    with pytest.raises(EmailNotConfirmed, match="bestätigen Sie zuerst"):
        await _sign_in(database, mails)
    assert len(mails.links[EMAIL]) == 2
    with pytest.raises(TokenInvalid):
        await open_link(database, mails.links[EMAIL][0], Arrival(HOST))
    await _sign_in(database, mails, code=mails.newest_link(EMAIL))
    await _sign_in(database, mails)


async def test_a_mail_scanner_that_follows_the_link_confirms_nothing(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    for _ in range(3):
        await open_link(database, mails.newest_link(EMAIL), Arrival(HOST))
    assert not await _is_confirmed(database)
    await _sign_in(database, mails, code=mails.newest_link(EMAIL))


async def test_the_code_of_somebody_elses_link_confirms_nothing(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    await register_citizen(database, mails, a_registration(email="berta@post.example"))
    with pytest.raises(EmailNotConfirmed):
        await _sign_in(database, mails, code=mails.newest_link("berta@post.example"))
    assert not await _is_confirmed(database)


async def test_without_the_password_nobody_learns_that_an_account_waits(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    with pytest.raises(WrongCredentials):
        await _sign_in(database, mails, password="etwas ganz anderes")
    assert len(mails.links[EMAIL]) == 1


async def test_registering_a_known_address_changes_nothing_and_tells_only_its_owner(
    database: Database,
) -> None:
    mails = Mailbox()
    await a_citizen(database)
    other = a_registration(email=" Anna@Post.Example ", password="ein fremdes Kennwort")
    await register_citizen(database, mails, other)
    assert mails.told_already_known == [EMAIL]
    assert mails.links == {}
    await _sign_in(database, mails)


async def test_registering_with_the_address_of_staff_leaves_their_account_alone(
    database: Database,
) -> None:
    mails = Mailbox()
    staff = await a_case_worker(database)
    await register_citizen(database, mails, a_registration(email=staff.email))
    assert mails.told_already_known == [staff.email]
    async with database.transaction(system_scope()) as session:
        account = await account_by_email(session, staff.email)
    assert account is not None
    assert account.password_hash == staff.password_hash


async def test_registering_again_before_confirming_the_later_password_holds(
    database: Database,
) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration(password="ein erstes Kennwort"))
    await register_citizen(database, mails, a_registration())
    await _sign_in(database, mails, code=mails.newest_link(EMAIL))


async def test_a_link_works_once(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    await _sign_in(database, mails, code=mails.newest_link(EMAIL))
    with pytest.raises(TokenUsed, match="Sie können sich anmelden"):
        await open_link(database, mails.newest_link(EMAIL), Arrival(HOST))


async def test_a_link_expires_after_a_day(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text("UPDATE email_token SET expires_at = expires_at - interval '24 hours'")
        )
    with pytest.raises(TokenExpired):
        await open_link(database, mails.newest_link(EMAIL), Arrival(HOST))
    with pytest.raises(EmailNotConfirmed):
        await _sign_in(database, mails)


async def test_an_invented_link_is_refused(database: Database) -> None:
    with pytest.raises(TokenInvalid):
        await open_link(database, "gibt-es-nicht", Arrival(HOST))


async def test_a_mailbox_is_not_flooded(database: Database) -> None:
    mails = Mailbox()
    for _ in range(8):
        await register_citizen(database, mails, a_registration())
    assert len(mails.links[EMAIL]) == 5


async def test_a_link_never_leads_out_of_the_portal(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration(continue_to="//evil.example/"))
    confirmed = await open_link(database, mails.newest_link(EMAIL), Arrival(HOST))
    assert confirmed.continue_to == "/"


async def test_only_the_digests_of_password_and_link_are_kept(database: Database) -> None:
    mails = Mailbox()
    await register_citizen(database, mails, a_registration())
    async with database.transaction(system_scope()) as session:
        kept = await session.scalar(text("SELECT password_hash FROM account"))
        digests = (await session.scalars(text("SELECT token_digest FROM email_token"))).all()
    assert kept.startswith("$argon2id$")
    assert mails.newest_link(EMAIL) not in digests


async def test_what_cannot_be_accepted_is_said_per_field(database: Database) -> None:
    registration = a_registration(email="anna", display_name=" ", password="kurz")
    assert registration.faults() == {
        "email": "Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@beispiel.de.",
        "display_name": "Bitte geben Sie Ihren Namen ein.",
        "password": "Bitte nehmen Sie mindestens 12 Zeichen für Ihr Passwort.",
    }
    with pytest.raises(InvalidInput):
        await register_citizen(database, Mailbox(), registration)


async def _is_confirmed(database: Database) -> bool:
    async with database.transaction(system_scope()) as session:
        account = await account_by_email(session, EMAIL)
    assert account is not None
    return account.email_confirmed_at is not None


async def _sign_in(
    database: Database, mails: Mailbox, password: str = PASSWORD, code: str = ""
) -> SignedIn:
    return await sign_in_citizen(
        database,
        mails,
        email=EMAIL,
        password=password,
        arrival=Arrival(HOST, network="192.0.2.1"),
        link_code=code,
    )


async def test_one_network_cannot_send_mail_to_everybody(database: Database) -> None:
    mails = Mailbox()
    for number in range(30):
        guest = a_registration(email=f"gast{number}@post.example", network="192.0.2.7")
        await register_citizen(database, mails, guest)
    with pytest.raises(TooManyRegistrations, match="sehr viele Konten"):
        await register_citizen(database, mails, a_registration(network="192.0.2.7"))
    assert len(mails.links) == 30
    await register_citizen(database, mails, a_registration(network="192.0.2.8"))
    assert len(mails.links) == 31
