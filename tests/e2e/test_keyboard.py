"""Without a mouse: Tab, Space, Enter and arrows are enough for the whole way."""

from playwright.async_api import Locator, expect

from tests.e2e.conftest import PHONE, Arrive
from tests.e2e.errands import (
    THANKS,
    arrive_with_account,
    has_case,
    put_birth_certificate_into_basket,
    reference_shown,
)
from tests.e2e.test_town_hall import queue_of, status_on
from tests.e2e.visitor import SOON, Visitor

FAR = 60
# With a decision that goes out by post.
KEYS_FOR_GRANTING = 14
COUNT_KEYS = (
    "() => addEventListener('keydown', () => { window.keys = (window.keys || 0) + 1; }, true)"
)
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


async def test_cases_are_worked_through_at_the_town_hall(
    on_phone: Visitor, case_worker: Visitor
) -> None:
    first, second = [await has_case(on_phone) for _ in range(2)]
    press, rows = case_worker.page.keyboard.press, queue_of(case_worker).get_by_role("link")
    await expect(rows.filter(has_text=second)).to_be_visible(timeout=SOON)
    await press("/")
    await expect(case_worker.page.get_by_role("searchbox", name="Vorgang suchen")).to_be_focused()
    await case_worker.page.keyboard.type("Ausfertigungen")
    await press("Enter")
    others = queue_of(case_worker).get_by_role("row").filter(has_not_text="Ausfertigung")
    await expect(others).to_have_count(1)  # the head of the table
    shown = await rows.all_inner_texts()
    await tabs_to(case_worker, rows.first)
    for row in range(1, shown.index(first) + 1):
        await press("j")
        await expect(rows.nth(row)).to_be_focused()
    await press("j")
    await press("k")
    await expect(rows.filter(has_text=first)).to_be_focused()

    await press("Enter")
    await case_worker.sees("Geburtsurkunde, 1 Ausfertigung")
    await press("a")
    await expect(case_worker.button("Übernehmen")).to_be_focused()
    await press("Enter")
    await expect(status_on(case_worker)).to_contain_text("In Bearbeitung")
    await press("m")
    await expect(case_worker.field("Nachricht schreiben")).to_be_focused()
    await case_worker.page.keyboard.type("Heute geht Ihre Urkunde zur Post. n")
    await enters(case_worker, case_worker.button("Nachricht senden"))
    await case_worker.reads("Heute geht Ihre Urkunde zur Post. n")
    await press("a")
    await expect(case_worker.button("Als versendet markieren")).to_be_focused()
    await press("Enter")
    await expect(status_on(case_worker)).to_contain_text("Auf dem Postweg")

    for _ in range(shown.index(second) - shown.index(first)):
        await press("n")
        await expect(case_worker.page.get_by_role("heading", level=1)).to_be_focused()
    await case_worker.reads(second)
    await expect(status_on(case_worker)).to_contain_text("Eingegangen")
    await grants(case_worker)
    await press("p")
    await case_worker.reads(first)
    await press("?")
    await expect(case_worker.page.get_by_role("dialog", name="Tastenkürzel")).to_be_visible()
    await case_worker.finds_no_barrier()
    await enters(case_worker, case_worker.button("Tastenkürzel ausschalten"))
    await press("u")
    await expect(status_on(case_worker)).to_be_visible()
    await enters(case_worker, case_worker.button("Tastenkürzel (?)"))
    await enters(case_worker, case_worker.button("Tastenkürzel einschalten"))
    await press("u")
    await expect(queue_of(case_worker)).to_be_visible(timeout=SOON)


async def grants(worker: Visitor) -> None:
    """A new case is open: take it on and grant it by a letter, in few keys."""
    keyboard, page = worker.page.keyboard, worker.page
    await page.evaluate(COUNT_KEYS)
    await keyboard.press("a")
    await keyboard.press("Enter")
    await expect(status_on(worker)).to_contain_text("In Bearbeitung")
    await keyboard.press("b")
    await expect(worker.button("Bewilligen")).to_be_focused()
    await keyboard.press("Enter")
    await expect(worker.field("Betreff")).to_be_focused()
    await keyboard.press("Tab")
    await expect(worker.field("Text")).to_be_focused()
    await keyboard.press("Control+Enter")
    heading = page.get_by_role("heading", name="Ansehen und ausstellen")
    await expect(heading).to_be_focused()
    await enters(worker, worker.button("Ausstellen"))
    await worker.reads("wartet auf die Tagespost")
    assert await page.evaluate("window.keys") <= KEYS_FOR_GRANTING
