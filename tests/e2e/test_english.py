"""Somebody who reads English orders on the phone, and looks at the German page in between."""

from playwright.async_api import expect

from tests.e2e.conftest import PHONE, Arrive
from tests.e2e.visitor import SOON, Visitor

FIRST_STEP = "Whose birth certificate do you need?"


async def says(visitor: Visitor, language: str) -> None:
    await expect(visitor.page.locator("html")).to_have_attribute("lang", language, timeout=SOON)


async def is_told_that_it_is_saved(visitor: Visitor) -> None:
    note = visitor.page.get_by_role("status").filter(has_text="Saved at")
    await expect(note).to_be_visible(timeout=SOON)


async def enters_birthday(visitor: Visitor) -> None:
    box = visitor.page.get_by_role("group", name="Your date of birth", exact=True)
    for part, text in (("Day", "12"), ("Month", "March"), ("Year", "1964")):
        await box.get_by_label(part).fill(text)


async def test_a_birth_certificate_in_english_with_a_look_at_the_german_page(
    arrive: Arrive,
) -> None:
    visitor = await arrive(PHONE)
    await visitor.open("/")
    await visitor.follow("English")
    await visitor.sees("What would you like to do?")
    await says(visitor, "en")
    await visitor.page.get_by_role("searchbox", name="Search for a service").fill(
        "birth certificate"
    )
    await visitor.press("Search")
    await visitor.sees("All services")
    await visitor.follow("Birth certificate (Geburtsurkunde)")
    await visitor.sees("Birth certificate (Geburtsurkunde)")
    await expect(visitor.page.get_by_role("region", name="At a glance")).to_contain_text("€15.00")
    await visitor.follow("Apply online")

    await visitor.sees(FIRST_STEP)
    await visitor.press("Continue")
    await expect(visitor.page.get_by_role("alert").first).to_contain_text(
        "Please choose your relationship to the person."
    )
    await visitor.finds_no_barrier()
    await visitor.chooses("It is my own certificate.")
    await enters_birthday(visitor)
    await visitor.chooses("No, for myself")
    await is_told_that_it_is_saved(visitor)

    await visitor.follow("Deutsch")
    await visitor.sees("Wessen Geburtsurkunde brauchen Sie?")
    await says(visitor, "de")
    own = visitor.page.get_by_label("Es ist meine eigene Urkunde.")
    await expect(own).to_be_checked()
    await expect(visitor.page.get_by_label("Monat")).to_have_value("March")
    await visitor.goes_on("Um wen geht es?")
    await visitor.follow("English")
    await visitor.sees("Who is the certificate about?")

    await visitor.press("Back")
    await visitor.sees(FIRST_STEP)
    await visitor.press("Continue")
    await visitor.sees("Who is the certificate about?")
    await visitor.writes("Name at birth", "Łukasiewicz")
    await visitor.writes("First names", "Zoë Marie")
    await visitor.writes("Place of birth", "Papenburg")
    await visitor.press("Continue")
    await visitor.sees("Which certificate do you need?")
    await visitor.follow("Account")
    await visitor.sees("Sign in")
    await says(visitor, "en")
    await visitor.press("Sign in")
    await visitor.reads("Please enter your password.")
    assert "/en/anmelden/" in visitor.page.url


async def test_what_nobody_has_translated_is_shown_in_german_and_says_so(arrive: Arrive) -> None:
    visitor = await arrive(PHONE)
    await visitor.open("/en/leistungen/eheurkunde/")
    await visitor.sees("Eheurkunde")
    await visitor.reads("This service is available in German only so far.")
    await expect(visitor.heading("Eheurkunde")).to_have_attribute("lang", "de")
    await visitor.follow("Apply online")
    await visitor.reads("This service is available in German only so far.")
    await visitor.press("Continue")
    await expect(visitor.page.get_by_role("alert").first).to_contain_text("Bitte")
    await visitor.finds_no_barrier()
    await visitor.follow("Help")
    await visitor.sees("Help")
    await visitor.reads("This page is available in German only so far.")
