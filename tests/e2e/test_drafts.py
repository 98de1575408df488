"""What somebody gets who has been here before: contact data, the last time, a form that changed."""

from playwright.async_api import expect

from portal.shared.trust import TrustLevel
from tests.e2e.errands import THANKS, fill_address, fill_registration_certificate
from tests.e2e.visitor import Visitor
from tests.support.earlier_forms import let_the_form_have_changed
from tests.support.portal_process import RunningPortal


async def test_the_second_application_is_half_filled_in_and_a_changed_form_says_so(
    portal: RunningPortal, on_phone: Visitor
) -> None:
    email = await on_phone.has_account(level=TrustLevel.SUBSTANTIAL)
    await on_phone.open("/antrag/meldebescheinigung/")
    await expect(on_phone.page.get_by_text("Bevor Sie beginnen")).to_be_visible()
    await fill_registration_certificate(on_phone, "Rente")
    await on_phone.press("Absenden")
    await on_phone.sees(THANKS)

    await on_phone.open("/konto/kontaktdaten/")
    await on_phone.sees("Kontaktdaten")
    await on_phone.writes("Telefon (optional)", "keine")
    await on_phone.press("Speichern")
    await expect(on_phone.field("Telefon (optional)")).to_have_attribute("aria-invalid", "true")
    await on_phone.writes("Telefon (optional)", "")
    await on_phone.writes("Vornamen (optional)", "Jürgen Ştefan")
    await on_phone.press("Speichern")
    await on_phone.reads("Ihre Kontaktdaten sind gespeichert.")

    await on_phone.open("/antrag/meldebescheinigung/")
    await on_phone.press("Wie beim letzten Mal")
    await on_phone.reads("Wie bei Ihrem letzten Antrag")
    await expect(on_phone.field("Einfache Meldebescheinigung")).to_be_checked()
    await on_phone.goes_on("Wie sind Sie gemeldet?")
    names = on_phone.field("Vornamen")
    await expect(names).to_have_value("Jürgen Ştefan")
    await expect(names).to_have_accessible_description("Aus Ihrem Konto übernommen")
    await expect(on_phone.field("Jahr")).to_have_value("1970")
    await on_phone.finds_no_barrier()
    await fill_address(on_phone)
    await on_phone.goes_on("Wofür brauchen Sie die Bescheinigung?")

    await let_the_form_have_changed(portal, email, "meldebescheinigung", "purpose")
    await on_phone.open("/antrag/meldebescheinigung/")
    await on_phone.reads("Dieses Formular wurde seit Ihrem letzten Besuch geändert.")
    await expect(on_phone.page.get_by_text("Was wir früher fragten")).to_be_visible()
    await expect(on_phone.link("Wofür brauchen Sie die Bescheinigung?")).to_be_visible()
    await on_phone.finds_no_barrier()
    await on_phone.press("Hinweis schließen")
    await expect(on_phone.page.get_by_text("Dieses Formular wurde")).to_have_count(0)

    await on_phone.open("/konto/")
    await on_phone.reads("gelöscht, wenn Sie ihn vorher nicht mehr öffnen")
    await on_phone.page.get_by_text("Entwurf löschen").click()
    await on_phone.finds_no_barrier()
    await on_phone.press("Endgültig löschen")
    await on_phone.reads("Der Entwurf ist gelöscht.")
    await on_phone.reads("Hier liegt zurzeit kein Entwurf.")
