"""A fee goes back: one in the lead asks for it, another agrees, the citizen sees it."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.errands import (
    THANKS,
    arrive_with_account,
    go_to_checkout,
    has_basket,
    pay,
    reference_shown,
)
from tests.e2e.visitor import Visitor


async def test_above_the_limit_it_takes_two(on_phone: Visitor, arrive: Arrive) -> None:
    await arrive_with_account(on_phone)
    await has_basket(on_phone, "papenburg", copies="2")
    await on_phone.open("/warenkorb/")
    await go_to_checkout(on_phone)
    await pay(on_phone)
    await on_phone.sees(THANKS)
    reference = await reference_shown(on_phone)

    lead = await arrive()
    await lead.is_signed_in_as("leitung@demo.example")
    await lead.open("/verwaltung/zahlungen/")
    await lead.sees("Zahlungen")
    await lead.writes("Kassenzeichen oder Aktenzeichen", reference)
    await lead.press("Anzeigen")
    booked = lead.page.get_by_role("row", name=re.compile(reference))
    await booked.get_by_role("link", name=re.compile(r"^RF\d{2}PAP\d+ erstatten$")).click()
    await lead.sees("Erstattungen")
    await expect(lead.field("Kassenzeichen")).to_have_value(re.compile("^RF.+PAP"))
    await lead.writes("Betrag in Euro", "22,50")
    await lead.writes("Grund", "Doppelt beantragt, mit Ihnen besprochen")
    await lead.press("Erstatten")
    await lead.reads(re.compile("Eine zweite Person aus der Leitung entscheidet"))

    second = await arrive()
    await second.is_signed_in_as("kasse@demo.example")
    await second.open("/verwaltung/zahlungen/erstattungen/")
    await second.sees("Erstattungen")
    waiting = second.page.get_by_role("listitem").filter(has_text="Renate Voß")
    await waiting.get_by_role("button", name=re.compile("^Zustimmen")).click()
    await second.reads("Die Erstattung ist beauftragt.")

    await on_phone.follow(reference)
    await on_phone.reads("Gebühr erstattet")
    await on_phone.reads(re.compile("Doppelt beantragt"))
