"""A lost phone, a forgotten password: the account stays its owner's."""

from playwright.async_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.visitor import SOON, Visitor

NEW = "drei Möwen und ein Krabbenkutter"


async def test_a_lost_phone_is_signed_out_and_a_forgotten_password_replaced(
    on_phone: Visitor, arrive: Arrive
) -> None:
    email = await on_phone.has_account()
    await on_phone.open("/konto/sicherheit/")
    await on_phone.sees("Anmeldung und Sicherheit")
    lost = await arrive()
    await lost.is_signed_in_as(email)
    await lost.open("/konto/")
    await lost.sees("Mein Konto")
    await on_phone.open("/konto/sicherheit/")
    places = on_phone.page.get_by_role("list", name="Wo Sie angemeldet sind")
    await expect(places.get_by_role("listitem")).to_have_count(2)
    await places.get_by_role("button", name="Abmelden").click()
    await on_phone.reads("Das Gerät ist abgemeldet.")
    await expect(places.get_by_role("listitem")).to_have_count(1)
    await expect(lost.heading("Anmelden")).to_be_visible(timeout=SOON)
    await lost.reads("Ihre Anmeldung ist abgelaufen")

    await lost.follow("Passwort vergessen?")
    await lost.sees("Passwort vergessen")
    await lost.writes("E-Mail-Adresse", email)
    await lost.press("Link schicken")
    await lost.reads("Bitte sehen Sie in Ihr Postfach.")
    await lost.go_to(await lost.link_in_mail(email, "Neues Passwort festlegen"))
    await lost.sees("Neues Passwort")
    await lost.writes("Neues Passwort", NEW)
    await lost.press("Passwort speichern")
    await lost.sees("Anmeldung und Sicherheit")
    await lost.reads("Ihr neues Passwort gilt.")
    await expect(on_phone.heading("Anmelden")).to_be_visible(timeout=SOON)
    await lost.mail_to(email, "Ihr Passwort wurde geändert")
