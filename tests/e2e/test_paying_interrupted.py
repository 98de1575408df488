"""Left open over night, signed out in between, gone back to: what was agreed is paid once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserType, expect

from tests.e2e.conftest import PHONE
from tests.e2e.errands import THANKS, has_basket, pay, reference_shown
from tests.e2e.visitor import SOON, Visitor
from tests.support.nights import a_night_passes, books_of, prices_change, sessions_end
from tests.support.portal_process import RunningPortal
from tests.support.residents import OWN_PASSWORD

PAID_ONCE = ("paid", 1500, 0)


async def test_the_page_of_the_bank_left_open_over_night(on_phone: Visitor) -> None:
    email = await on_phone.has_account()
    await has_basket(on_phone)
    await on_phone.open("/kasse/")
    await _leaves_for_the_bank(on_phone)
    await a_night_passes(on_phone.portal, email)
    await on_phone.press("Zahlung bestätigen")
    await on_phone.reads("Diese Zahlung ist abgelaufen. Bitte beginnen Sie sie neu.")
    await on_phone.follow("Zurück zum Portal")
    await on_phone.sees("Zahlung abgebrochen")
    await on_phone.reads(
        "Die Zahlung wurde nicht rechtzeitig bestätigt. Ihre Angaben liegen weiter im Warenkorb."
    )

    await on_phone.follow("Noch einmal versuchen")
    await _leaves_for_the_bank(on_phone)
    await prices_change(on_phone.portal, email)
    await on_phone.press("Zahlung bestätigen")
    await on_phone.sees(THANKS)
    await on_phone.reads("15,00\u00a0€ mit PayPal bezahlt")
    await reference_shown(on_phone)

    await has_basket(on_phone)
    await on_phone.open("/kasse/")
    await _leaves_for_the_bank(on_phone)
    await _empties_the_basket_elsewhere(on_phone)
    await on_phone.press("Zahlung bestätigen")
    await on_phone.sees("Sie bekommen Ihr Geld zurück")
    await _finds_in_the_books(on_phone, ("open", 1500, 0), PAID_ONCE, ("paid", 1500, 1500))


async def test_signed_out_while_the_checkout_was_open(on_laptop: Visitor) -> None:
    email = await on_laptop.has_account()
    await has_basket(on_laptop)
    await on_laptop.open("/kasse/")
    await on_laptop.chooses("PayPal")
    await sessions_end(on_laptop.portal, email)
    await on_laptop.press("Kostenpflichtig absenden")
    await on_laptop.sees("Anmelden")
    await on_laptop.sign_in(email, OWN_PASSWORD)
    await pay(on_laptop, "Kreditkarte")
    await on_laptop.sees(THANKS)
    await _finds_in_the_books(on_laptop, PAID_ONCE)


async def test_back_to_pages_that_the_browser_kept(keeping_pages: Visitor) -> None:
    """Without a page load of the browser's own: it shows the page as it was left."""
    visitor = keeping_pages
    await visitor.has_account()
    await has_basket(visitor)
    await visitor.open("/warenkorb/")
    await visitor.follow("Zur Kasse")
    await pay(visitor, decision="Zahlung abbrechen")
    await visitor.sees("Zahlung abgebrochen")
    await _goes_back(visitor, "Demo-Bank")
    await visitor.press("Zahlung bestätigen")
    await visitor.sees("Zahlung abgebrochen")
    await visitor.follow("Noch einmal versuchen")
    await pay(visitor, "Kreditkarte")
    await visitor.sees(THANKS)
    await visitor.follow("Meine Vorgänge")
    await visitor.sees("Meine Vorgänge")
    await _goes_back(visitor, THANKS)
    await _goes_back(visitor, "Demo-Bank")
    await visitor.press("Zahlung bestätigen")
    await visitor.sees(THANKS)
    await _goes_back(visitor, "Demo-Bank")
    await _goes_back(visitor, "Warenkorb")
    await visitor.reads("Ihr Warenkorb ist leer.")
    await _goes_back(visitor, "Zahlung abgebrochen")
    await _finds_in_the_books(visitor, ("canceled", 1500, 0), PAID_ONCE)


@pytest.fixture
async def keeping_pages(
    portal: RunningPortal, browser_type: BrowserType, whole_browser: dict[str, Any]
) -> AsyncIterator[Visitor]:
    """Somebody whose browser keeps the pages it leaves, as all do outside of tests."""
    keeping = {"ignore_default_args": ["--disable-back-forward-cache"]}
    browser: Browser = await browser_type.launch(**whole_browser, **keeping)
    async with Visitor.arrives(portal, browser, PHONE) as visitor:
        yield visitor
    await browser.close()


async def _leaves_for_the_bank(visitor: Visitor) -> None:
    await visitor.sees("Kasse")
    await visitor.chooses("PayPal")
    await visitor.press("Kostenpflichtig absenden")
    await visitor.sees("Demo-Bank")


async def _empties_the_basket_elsewhere(visitor: Visitor) -> None:
    page = await visitor.context.new_page()
    await page.goto(visitor.portal.url(visitor.municipality, "/warenkorb/"))
    remove = page.get_by_role("button", name="entfernen")
    await remove.click(timeout=SOON)
    await expect(remove).to_have_count(0, timeout=SOON)
    await page.close()


async def _goes_back(visitor: Visitor, heading: str) -> None:
    """With the browser's button, whether or not that loads the page."""
    await visitor.page.evaluate("setTimeout(() => history.back(), 0)")
    await visitor.sees(heading)


async def _finds_in_the_books(visitor: Visitor, *expected: tuple[str, int, int]) -> None:
    """What the bank collected and gave back, once the portal has done its part."""
    for _ in range(40):
        found = await books_of(visitor.portal, visitor.email)
        if found == list(expected):
            return
        await visitor.page.wait_for_timeout(250)
    raise AssertionError(found)
