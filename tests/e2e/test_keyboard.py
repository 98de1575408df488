"""Without a mouse: Tab, Space, Enter and arrows are enough for the whole way."""

from playwright.async_api import Locator, expect

from tests.e2e.conftest import PHONE, Arrive
from tests.e2e.errands import (
    THANKS,
    arrive_with_account,
    put_birth_certificate_into_basket,
    reference_shown,
)
from tests.e2e.visitor import Visitor

FAR = 60
# A card is outlined as a whole.
HAS_OUTLINE = """(element) => [element, element.closest(".choice, .item, .search")].some(
    (part) => part && getComputedStyle(part).outlineStyle !== "none")"""


async def tabs_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the focus is there; it must be visible as such."""
    await expect(target).to_be_visible()
    for _ in range(FAR):
        await visitor.page.keyboard.press("Tab")
        if await target.evaluate("(element) => element === document.activeElement"):
            assert await target.evaluate(HAS_OUTLINE), f"no focus to be seen at {target}"
            return
    raise AssertionError(f"Tab does not lead to {target}")


async def types(visitor: Visitor, label: str, text: str) -> None:
    """Tab to a field and type."""
    await tabs_to(visitor, visitor.field(label))
    await visitor.page.keyboard.type(text)


async def enters(visitor: Visitor, target: Locator) -> None:
    """Tab to a button or link and press Enter."""
    await tabs_to(visitor, target)
    await visitor.page.keyboard.press("Enter")


async def test_a_step_of_the_form(on_laptop: Visitor) -> None:
    await on_laptop.open("/antrag/geburtsurkunde/")
    await on_laptop.sees("Wessen Geburtsurkunde brauchen Sie?")
    await on_laptop.page.keyboard.press("Tab")
    skip = on_laptop.link("Zum Inhalt springen")
    await expect(skip).to_be_focused()
    await on_laptop.page.keyboard.press("Enter")
    await expect(on_laptop.page.get_by_role("main")).to_be_focused()

    await tabs_to(on_laptop, on_laptop.field("Es ist meine eigene Urkunde."))
    await on_laptop.page.keyboard.press("ArrowDown")
    await on_laptop.page.keyboard.press("ArrowUp")
    await expect(on_laptop.field("Es ist meine eigene Urkunde.")).to_be_checked()
    await types(on_laptop, "Tag", "12")
    await types(on_laptop, "Monat", "8")
    await types(on_laptop, "Jahr", "1964")
    await tabs_to(on_laptop, on_laptop.field("Ja, mit Vollmacht"))
    await on_laptop.page.keyboard.press("Space")
    await expect(on_laptop.field("Ja, mit Vollmacht")).to_be_checked()
    await on_laptop.page.keyboard.press("ArrowDown")
    await expect(on_laptop.field("Nein, für mich")).to_be_checked()
    await enters(on_laptop, on_laptop.button("Weiter"))

    await on_laptop.sees("Um wen geht es?")
    await expect(on_laptop.heading("Um wen geht es?")).to_be_focused()
    await types(on_laptop, "Geburtsname", "Łukasiewicz")
    await types(on_laptop, "Vornamen", "Zoë Marie")
    await types(on_laptop, "Geburtsort", "Papenburg")
    await on_laptop.page.keyboard.press("Enter")
    await on_laptop.sees("Welche Urkunde brauchen Sie?")


async def test_the_checkout(on_laptop: Visitor) -> None:
    await arrive_with_account(on_laptop)
    await put_birth_certificate_into_basket(on_laptop)
    await enters(on_laptop, on_laptop.link("Zur Kasse"))
    await on_laptop.sees("Kasse")
    await expect(on_laptop.heading("Kasse")).to_be_focused()
    await tabs_to(on_laptop, on_laptop.field("PayPal"))
    await on_laptop.page.keyboard.press("ArrowDown")
    await expect(on_laptop.field("Kreditkarte")).to_be_checked()
    await enters(on_laptop, on_laptop.button("Kostenpflichtig absenden"))
    await on_laptop.sees("Demo-Bank")
    await enters(on_laptop, on_laptop.button("Zahlung bestätigen"))
    await on_laptop.sees(THANKS)
    await on_laptop.reads("mit Kreditkarte bezahlt")
    reference = await reference_shown(on_laptop)
    await enters(on_laptop, on_laptop.link(reference))
    await on_laptop.sees("Geburtsurkunde, 1 Ausfertigung")


async def test_a_focused_field_is_not_hidden_by_what_is_fixed(arrive: Arrive) -> None:
    """WCAG 2.4.11: the phone's tabs at the bottom never cover what has the focus."""
    on_phone = await arrive(PHONE, reduced_motion="reduce")
    await on_phone.open("/antrag/geburtsurkunde/")
    await on_phone.sees("Wessen Geburtsurkunde brauchen Sie?")
    for _ in range(FAR):
        await on_phone.page.keyboard.press("Tab")
        covered = await on_phone.page.evaluate(
            """async () => {
                const frame = () => new Promise((next) => requestAnimationFrame(next));
                await frame();
                await frame();
                const box = document.activeElement.getBoundingClientRect();
                const tabs = document.querySelector("nav.tabs");
                if (!tabs || tabs.contains(document.activeElement) || !box.height) return false;
                return box.top >= tabs.getBoundingClientRect().top;
            }"""
        )
        assert not covered
        if await on_phone.button("Weiter").evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError("Tab does not lead to “Weiter”")
