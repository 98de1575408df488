"""Finding a service by the words of everyday life, by keyboard; and what to do when it fails."""

from playwright.async_api import expect

from tests.e2e.visitor import Visitor


async def test_suggestions_come_while_typing_and_the_keyboard_chooses(visitor: Visitor) -> None:
    await visitor.open("/")
    await visitor.sees("Was möchten Sie erledigen?")
    box = visitor.page.get_by_role("searchbox", name="Leistung suchen")
    heading = visitor.page.get_by_role("heading", name="Lebenslagen")
    before = await heading.bounding_box()
    await box.focus()
    await visitor.page.keyboard.type("Hunt anm", delay=40)
    options = visitor.page.get_by_role("listbox", name="Vorschläge").get_by_role("option")
    await expect(options.first).to_have_text("Hund anmelden")
    await expect(visitor.page.get_by_role("status").get_by_text("Vorschl")).to_have_count(1)
    assert await heading.bounding_box() == before, "the page jumps"
    await visitor.page.keyboard.press("ArrowDown")
    chosen = await options.first.get_attribute("id")
    await expect(box).to_have_attribute("aria-activedescendant", str(chosen))
    await expect(box).to_be_focused()
    await visitor.finds_no_barrier()
    await visitor.page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await expect(box).to_have_value("Hunt anm")
    await visitor.page.keyboard.press("ArrowDown")
    await expect(options.first).to_be_visible()
    await visitor.page.keyboard.press("ArrowDown")
    await visitor.page.keyboard.press("Enter")
    await visitor.sees("Hund anmelden")


async def test_who_finds_nothing_learns_what_to_do_next(visitor: Visitor) -> None:
    await visitor.open("/leistungen/")
    await visitor.sees("Alle Leistungen")
    await visitor.page.get_by_role("searchbox", name="Leistung suchen").fill("Bitcoin")
    await visitor.page.keyboard.press("Enter")
    await visitor.reads("Dazu haben wir nichts gefunden.")
    await expect(visitor.link("rathaus@papenburg.example")).to_be_visible()
    await expect(visitor.link("115")).to_be_visible()
    await visitor.finds_no_barrier()
    await visitor.link("Von A bis Z zeigen").click()
    await expect(visitor.page.get_by_role("navigation", name="Buchstaben")).to_be_visible()
    await visitor.reads("27 Leistungen")
    await visitor.finds_no_barrier()


async def test_the_place_of_the_event_leads_to_the_town_responsible(on_phone: Visitor) -> None:
    await on_phone.open("/leistungen/?q=Trauschein", "lkleer")
    await on_phone.link("Eheurkunde").click()
    await on_phone.sees("Eheurkunde")
    await on_phone.reads("Wo wurde geheiratet?")
    await on_phone.link("Stadt Weener").click()
    await expect(on_phone.link("Online beantragen")).to_have_attribute(
        "href", "/antrag/eheurkunde/?bei=weener"
    )
    await on_phone.page.get_by_text("In einem anderen Ort geheiratet?").click()
    await on_phone.reads("Der Ort ist nicht dabei?")
