"""Who gets what: a rule gives cases to a colleague, and to the substitute while they are away."""

import re
from datetime import timedelta

from playwright.async_api import Locator, expect

from portal.shared import clock
from tests.e2e.conftest import LAPTOP, Arrive
from tests.e2e.visitor import SOON, Visitor
from tests.support.residents import move_in, open_a_case

PAGE = "/verwaltung/zustaendigkeit/"
SURNAME = "Duttweiler"


async def comes_in(at: Visitor) -> str:
    """Somebody with a surname that nobody else has here sends an application; its reference."""
    email = await move_in(at.portal, name=f"Lina {SURNAME}")
    return await open_a_case(at.portal, email, "papenburg")


def line_of(worker: Visitor, reference: str) -> Locator:
    """One case in the queue."""
    table = worker.page.get_by_role("table", name="Arbeitsvorrat")
    return table.get_by_role("row").filter(has_text=reference)


async def test_a_rule_gives_cases_to_a_colleague_and_to_who_stands_in(
    arrive: Arrive, case_worker: Visitor
) -> None:
    lead = await arrive(LAPTOP)
    await lead.is_signed_in_as("leitung@demo.example", "papenburg")
    await lead.open(PAGE)
    await lead.sees("Zuständigkeit")
    await lead.press("Neue Regel")
    await lead.page.get_by_label("Leistung", exact=True).select_option("Geburtsurkunde")
    await lead.chooses("Nach dem Nachnamen")
    await lead.writes("Nachnamen von", SURNAME)
    await lead.writes("bis", SURNAME)
    await lead.press("Regel speichern")
    await lead.reads("Bitte wählen Sie mindestens eine Person.")
    await lead.finds_no_barrier()
    await expect(lead.field("bis")).to_have_value(SURNAME)
    await lead.chooses("Focko Meents")
    await lead.press("Regel speichern")
    await lead.reads(f"Geburtsurkunde, Nachname {SURNAME} bis {SURNAME}")

    first = await comes_in(lead)
    search = case_worker.page.get_by_role("searchbox", name="Vorgang suchen")
    await search.fill(SURNAME)
    await case_worker.press("Suchen")
    await expect(line_of(case_worker, first)).to_contain_text("Focko Meents", timeout=SOON)

    await lead.page.get_by_label("Wer ist abwesend?").select_option("Focko Meents")
    await lead.field("Letzter Tag").fill((clock.today() + timedelta(days=2)).isoformat())
    await lead.page.get_by_label("Vertretung", exact=True).select_option("Imke Brand")
    await lead.press("Abwesenheit eintragen")
    await lead.reads("Die Abwesenheit ist eingetragen.")
    await case_worker.reads(re.compile("^Sie vertreten Focko Meents bis "))
    second = await comes_in(lead)
    await expect(line_of(case_worker, second)).to_contain_text("Sie", timeout=SOON)
    await expect(line_of(case_worker, first)).to_contain_text("Focko Meents (Sie in Vertretung)")
    await case_worker.finds_no_barrier()

    await lead.press(re.compile("^Beenden ?: Focko Meents"))
    await lead.reads("Die Abwesenheit ist beendet.")
    await lead.finds_no_barrier()
    rule = lead.page.get_by_role("listitem").filter(has_text=SURNAME)
    await rule.get_by_role("button", name=re.compile("^Löschen")).click()
    await lead.press("Regel löschen")
    await expect(rule).to_have_count(0)

    await _writes_a_text_block(lead, case_worker, first)
    await _looks_at_figures(lead)


async def _writes_a_text_block(lead: Visitor, case_worker: Visitor, reference: str) -> None:
    """The desk finds it where it writes; what is no placeholder is refused where it was typed."""
    name = f"Originale {reference}"
    await lead.follow("Eigene Textbausteine")
    await lead.sees("Textbausteine")
    await lead.press("Neuer Textbaustein")
    await lead.writes("Name", name)
    await lead.page.get_by_label("Nachricht", exact=True).check()
    await lead.writes("Text", "{anrede}, bitte bringen Sie die Originale mit. {__class__}")
    await lead.press("Textbaustein speichern")
    await lead.reads(re.compile("^Den Platzhalter {__class__} gibt es nicht"))
    await lead.finds_no_barrier()
    await lead.writes("Text", "{anrede}, bitte bringen Sie die Originale mit.")
    await lead.press("Textbaustein speichern")
    await lead.reads("Der Textbaustein ist gespeichert.")
    await lead.finds_no_barrier()

    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    choice = case_worker.page.get_by_label("Textbaustein").first
    await choice.select_option(name)
    await case_worker.page.get_by_role("button", name="Einfügen").first.click()
    written = f"Guten Tag Lina {SURNAME}, bitte bringen Sie die Originale mit."
    await expect(case_worker.field("Nachricht schreiben")).to_have_value(written)

    block = lead.page.get_by_role("listitem").filter(has_text=name)
    await block.get_by_role("button", name=re.compile("^Löschen")).click()
    await lead.press("Textbaustein löschen")
    await expect(block).to_have_count(0)


async def _looks_at_figures(lead: Visitor) -> None:
    """Plots with the numbers below; the file has the same."""
    await lead.follow("Auswertung")
    await lead.sees("Auswertung")
    plot = lead.page.get_by_role("img", name="Eingegangene und erledigte Vorgänge")
    await expect(plot).to_be_visible(timeout=SOON)
    await expect(lead.page.get_by_role("img", name="Bewertungen nach Sternen")).to_be_visible()
    await lead.reads("Ging schnell, danke.")
    await lead.page.locator("summary", has_text="Zahlen als Tabelle").first.click()
    await lead.finds_no_barrier()
    await lead.page.get_by_label("Leistung", exact=True).select_option("Geburtsurkunde")
    await lead.press("Anzeigen")
    await expect(lead.page.get_by_role("heading", name="Wo Anträge liegen bleiben")).to_be_visible()
    async with lead.page.expect_download() as arriving:
        await lead.page.get_by_role("link", name="Zufriedenheit als CSV").click()
    assert (await arriving.value).suggested_filename.startswith("sterne_papenburg_")
