"""Who reads Leichte Sprache comes from the first page to the form without a hard sentence."""

from playwright.async_api import expect

from portal.catalogue.easy_rules import hard_to_read
from tests.e2e.visitor import Visitor


async def test_from_easy_language_to_the_form(on_phone: Visitor) -> None:
    await on_phone.open("/")
    await on_phone.follow("Leichte Sprache")
    await on_phone.sees("Leichte Sprache")
    await on_phone.reads("Stadt Papenburg")
    await is_easy_to_read(on_phone)
    await on_phone.follow("Hund anmelden")
    await on_phone.sees("Hund anmelden")
    await on_phone.reads("Der Preis: gebührenfrei")
    await on_phone.reads("Steueramt Papenburg")
    await is_easy_to_read(on_phone)
    await on_phone.follow("Online beantragen")
    await on_phone.sees("Wer hält den Hund?")


async def test_a_service_page_leads_to_easy_language_and_back(on_laptop: Visitor) -> None:
    await on_laptop.open("/leistungen/osterfeuer/")
    await expect(on_laptop.link("Diese Seite in Leichter Sprache")).to_have_count(0)
    await on_laptop.open("/leistungen/geburtsurkunde/", "lkleer")
    await on_laptop.follow("Diese Seite in Leichter Sprache")
    await on_laptop.sees("Geburts-Urkunde bestellen")
    await on_laptop.reads("Wählen Sie zuerst Ihre Stadt oder Gemeinde.")
    await on_laptop.follow("Mehr dazu in schwerer Sprache")
    await on_laptop.sees("Geburtsurkunde")


async def is_easy_to_read(visitor: Visitor) -> None:
    """Every line of the page keeps to the rules that can be counted."""
    lines = visitor.page.locator(".easy").locator("h1, h2, p, li")
    told = [" ".join(line.split()) for line in await lines.all_inner_texts()]
    assert {line: list(hard_to_read(line)) for line in told if list(hard_to_read(line))} == {}
