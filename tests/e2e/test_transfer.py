"""Paying by bank transfer, up to the day the treasury has the money."""

import re
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.e2e.errands import THANKS, has_basket, pay
from tests.e2e.visitor import Visitor


async def test_what_to_transfer_is_told_on_the_page_and_by_mail(on_phone: Visitor) -> None:
    email = await on_phone.has_account()
    await has_basket(on_phone)
    await on_phone.open("/kasse/")
    await on_phone.sees("Kasse")
    ways = on_phone.page.get_by_role("group", name="Zahlungsart", exact=True)
    await ways.get_by_label("Überweisung", exact=True).check()
    await on_phone.press("Kostenpflichtig absenden")
    await on_phone.sees("Bitte überweisen Sie den Betrag")
    await on_phone.reads("DE89 3704 0044 0532 0130 00")
    await expect(on_phone.page.get_by_role("img", name=re.compile("^GiroCode"))).to_be_visible()
    await on_phone.mail_to(email, "So überweisen Sie Ihre Gebühr")

    result = urlsplit(on_phone.page.url).path.replace("ueberweisung", "ergebnis")
    await on_phone.open(result)
    await on_phone.sees("Bitte überweisen Sie den Betrag")


async def test_who_would_rather_pay_another_way_gives_the_transfer_up(on_phone: Visitor) -> None:
    await test_what_to_transfer_is_told_on_the_page_and_by_mail(on_phone)
    await on_phone.open("/warenkorb/")
    await on_phone.reads("Wir warten auf Ihre Überweisung.")
    await on_phone.follow(re.compile("^Zur Zahlung"))
    await on_phone.press("Doch anders bezahlen")
    await pay(on_phone, "Kreditkarte")
    await on_phone.sees(THANKS)


async def test_the_treasury_enters_what_arrived(on_phone: Visitor, on_laptop: Visitor) -> None:
    await test_what_to_transfer_is_told_on_the_page_and_by_mail(on_phone)
    kassenzeichen = await on_phone.page.locator("#kassenzeichen").inner_text()

    await on_laptop.sign_in_as_staff("leitung@demo.example")
    await on_laptop.open("/verwaltung/zahlungen/eingaenge/")
    await on_laptop.sees("Geldeingänge")
    await on_laptop.writes("Kassenzeichen", kassenzeichen)
    await on_laptop.writes("Betrag in Euro", "fünfzehn")
    await on_laptop.writes("Referenz der Bank", f"E2E-{kassenzeichen}")
    await on_laptop.press("Eingang buchen")
    await on_laptop.reads("Bitte geben Sie den Betrag in Euro an")
    await on_laptop.writes("Betrag in Euro", "15,00")
    await on_laptop.press("Eingang buchen")
    await on_laptop.reads("Bezahlt.")
    await on_phone.sees("Vielen Dank, Ihr Geld ist angekommen")
