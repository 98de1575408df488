"""A sign-in on a device the account does not know: its owner hears of it, and nobody else."""

import httpx
from sqlalchemy import text

from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, system_scope
from tests.support.accounts import PASSWORD, a_citizen
from tests.support.mails import mails
from tests.support.site import Browser, Site

CHROME = "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


async def test_only_another_device_than_the_first_is_worth_a_mail(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    at_home, phone = portal.visit(), portal.visit()
    await _sign_in(at_home)
    await _sign_in(at_home)
    assert await _mails(database) == []
    await _sign_in(phone)
    (mail,) = await _mails(database)
    assert mail.to_address == "anna@post.example"
    assert "Chrome auf Android, im Portal: Stadt Papenburg" in mail.body
    assert "/konto/sicherheit/" in mail.body
    await _sign_in(phone)
    assert len(await _mails(database)) == 1


async def test_the_browsers_secret_opens_nothing_and_is_kept_as_a_digest_per_account(
    portal: Site, database: Database
) -> None:
    await a_citizen(database)
    await a_citizen(database, "bert@post.example")
    shared = portal.visit()
    answer = await _sign_in(shared)
    flags = [one for one in answer.headers.get_list("set-cookie") if "geraet" in one]
    assert "HttpOnly" in flags[0]
    await _sign_in(shared, "bert@post.example")
    async with database.transaction(system_scope()) as session:
        digests = list(await session.scalars(text("SELECT device_digest FROM known_device")))
    assert len(set(digests)) == 2
    assert shared.client.cookies["schalter-geraet-3000"] not in digests
    assert await _mails(database) == []


async def _sign_in(browser: Browser, email: str = "anna@post.example") -> httpx.Response:
    fields = {"email": email, "password": PASSWORD}
    return await browser.post("/anmelden/", data=fields, headers={"User-Agent": CHROME})


async def _mails(database: Database) -> list[OutgoingMail]:
    return await mails(database, subject="Anmeldung auf einem neuen Gerät")
