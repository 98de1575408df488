"""Somebody asks for a case's state with reference and code, without signing in."""

from playwright.async_api import expect

from tests.e2e.errands import has_case
from tests.e2e.visitor import SOON, Visitor


async def test_a_code_from_the_case_opens_its_status_and_nothing_else(
    on_phone: Visitor, on_laptop: Visitor
) -> None:
    reference = await has_case(on_phone)
    await on_phone.open(f"/vorgaenge/{reference}/")
    await on_phone.page.get_by_text("Stand ohne Anmeldung abfragen").click()
    await on_phone.press("Code erstellen")
    shown = on_phone.page.locator(".code")
    await expect(shown).to_be_visible(timeout=SOON)
    await on_phone.finds_no_barrier()
    code = await shown.inner_text()

    await on_laptop.open("/anmelden/")
    await on_laptop.follow("Stand ohne Anmeldung abfragen")
    await on_laptop.sees("Stand abfragen")
    await on_laptop.writes("Aktenzeichen", reference)
    await on_laptop.writes("Code", "2222-2222-2222-2222")
    await on_laptop.press("Stand anzeigen")
    await on_laptop.reads("Bitte prüfen Sie Ihre Angaben")
    await on_laptop.finds_no_barrier()
    await expect(on_laptop.field("Aktenzeichen")).to_have_value(reference)
    await on_laptop.writes("Code", code.lower().replace("-", " "))
    await on_laptop.press("Stand anzeigen")
    status = on_laptop.page.get_by_role("region", name="Bearbeitungsstand")
    await expect(status).to_contain_text("Eingegangen", timeout=SOON)
    assert reference not in on_laptop.page.url and "Zoë" not in await status.inner_text()
    await on_laptop.finds_no_barrier()
