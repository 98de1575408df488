"""Empty shelves, wrong addresses, no network: each says what it is and where to go on."""

from playwright.async_api import expect

from tests.e2e.conftest import PHONE, Arrive
from tests.e2e.errands import arrive_with_account
from tests.e2e.visitor import Visitor


async def test_empty_pages_lead_on(visitor: Visitor) -> None:
    await arrive_with_account(visitor)
    await visitor.reads("Hier liegt zurzeit kein Entwurf.")
    await visitor.open("/warenkorb/")
    await visitor.sees("Warenkorb")
    await visitor.reads("Ihr Warenkorb ist leer.")
    await visitor.finds_no_barrier()
    await visitor.open("/kasse/")
    await visitor.reads("Ihr Warenkorb ist leer.")
    await visitor.open("/vorgaenge/")
    await visitor.sees("Meine Vorgänge")
    await visitor.reads("Sie haben noch keine Vorgänge.")
    await visitor.finds_no_barrier()
    await visitor.follow("Leistung wählen")
    await visitor.sees("Alle Leistungen")


async def test_a_search_without_result_helps(on_phone: Visitor) -> None:
    await on_phone.open("/")
    await on_phone.page.get_by_role("searchbox", name="Leistung suchen").fill("Raumschiff")
    await on_phone.press("Suchen")
    await on_phone.reads("Dazu haben wir nichts gefunden.")
    await on_phone.finds_no_barrier()
    await on_phone.follow("Alle Leistungen zeigen")
    await on_phone.reads("Geburtsurkunde")


async def test_a_wrong_address_leads_back(on_laptop: Visitor) -> None:
    await on_laptop.open("/gibt/es/nicht/")
    await on_laptop.sees("Diese Seite gibt es nicht")
    await on_laptop.page.get_by_role("searchbox", name="Leistung suchen").fill("Hund")
    await on_laptop.press("Suchen")
    await on_laptop.reads("Hund anmelden")


async def test_a_service_or_form_that_is_not_offered_here(on_phone: Visitor) -> None:
    await on_phone.open("/antrag/hund-anmelden/", "lkleer")
    await on_phone.finds_no_barrier()
    await expect(on_phone.button("Weiter")).to_have_count(0)
    await on_phone.open("/leistungen/personalausweis/", "leer")
    await on_phone.reads("Diese Leistung gibt es bei Ihrer Kommune noch nicht im Portal.")
    await on_phone.finds_no_barrier()


async def test_a_case_that_does_not_exist(on_laptop: Visitor) -> None:
    await on_laptop.sign_in_as_citizen()
    for address in ("/vorgaenge/PAP-2026-999999/", "/vorgaenge/irgendwas/", "/kasse/ergebnis/1/"):
        await on_laptop.open(address)
        await on_laptop.sees("Diese Seite gibt es nicht")


async def test_without_network_the_page_says_so_and_keeps_what_is_typed(arrive: Arrive) -> None:
    visitor = await arrive(PHONE)
    await visitor.open("/antrag/geburtsurkunde/")
    await visitor.sees("Wessen Geburtsurkunde brauchen Sie?")
    await visitor.context.set_offline(True)
    notice = visitor.page.get_by_role("status").filter(has_text="Sie sind offline.")
    await expect(notice).to_be_visible()
    await visitor.enters_date("Ihr Geburtsdatum", "12", "8", "1964")
    await visitor.reads("Noch nicht gespeichert")
    await visitor.context.set_offline(False)
    await expect(notice).to_be_hidden()
    await visitor.is_told_that_it_is_stored()
    await visitor.open("/antrag/geburtsurkunde/")
    await expect(visitor.field("Jahr")).to_have_value("1964")
