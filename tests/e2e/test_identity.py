"""Who is known well enough may send; who is not reads what to do."""

import re

from playwright.async_api import expect

from portal.identity import TrustLevel
from tests.e2e.conftest import Arrive
from tests.e2e.errands import (
    REVIEW,
    THANKS,
    arrive_with_account,
    fill_registration_certificate,
    reference_shown,
    tell_where,
    tell_which,
    tell_who,
    tell_whose,
)
from tests.e2e.visitor import Visitor


async def test_who_is_not_identified_reads_what_to_do(on_phone: Visitor) -> None:
    await arrive_with_account(on_phone)
    await on_phone.open("/antrag/meldebescheinigung/")
    await fill_registration_certificate(on_phone, "Heirat")
    await on_phone.reads("Für diese Leistung müssen Sie sich einmal ausweisen")
    await on_phone.reads("Kommen Sie einmal mit Ihrem Personalausweis in das Bürgerbüro.")
    await on_phone.finds_no_barrier()

    await on_phone.press("In den Warenkorb")
    await expect(on_phone.page.get_by_role("alert").filter(has_text="ausweisen")).to_be_visible()
    await on_phone.sees(REVIEW)
    await on_phone.open("/warenkorb/")
    await on_phone.reads("Ihr Warenkorb ist leer.")
    await on_phone.open("/konto/")
    await on_phone.reads("Meldebescheinigung")


async def test_who_is_identified_sends_without_paying_where_it_is_free(
    on_laptop: Visitor,
) -> None:
    await on_laptop.has_account(level=TrustLevel.SUBSTANTIAL)
    await on_laptop.open("/antrag/meldebescheinigung/")
    await fill_registration_certificate(on_laptop, "Kindergeld")
    await on_laptop.reads("Für diesen Antrag fällt keine Gebühr an.")
    await expect(on_laptop.button("In den Warenkorb")).to_have_count(0)
    await on_laptop.press("Absenden")
    await on_laptop.sees(THANKS)
    reference = await reference_shown(on_laptop)
    await on_laptop.mail_to(on_laptop.email, f"Ihr Antrag {reference} ist eingegangen")
    await on_laptop.follow(reference)
    await on_laptop.sees("Meldebescheinigung")
    status = on_laptop.page.get_by_role("region", name="Bearbeitungsstand")
    await expect(status).to_contain_text("Eingegangen")


async def test_who_is_identified_need_not_upload_an_identity_card(on_laptop: Visitor) -> None:
    await on_laptop.has_account(level=TrustLevel.SUBSTANTIAL)
    await on_laptop.open("/antrag/geburtsurkunde/")
    await tell_whose(on_laptop)
    await tell_who(on_laptop)
    await tell_which(on_laptop)
    await tell_where(on_laptop)
    await on_laptop.sees(REVIEW)
    await on_laptop.link(re.compile("ändern")).click()
    await on_laptop.sees("Wessen Geburtsurkunde brauchen Sie?")
    await on_laptop.page.get_by_text("Entwurf löschen").click()
    await on_laptop.press("Endgültig löschen")
    await on_laptop.sees("Geburtsurkunde")


async def test_signing_in_works_before_any_script_is_there(arrive: Arrive) -> None:
    citizen = await arrive(java_script_enabled=False)
    await citizen.page.goto(citizen.portal.url("papenburg", "/anmelden/?weiter=/vorgaenge/"))
    citizen.watch.own_hosts.add(f"papenburg.localhost:{citizen.portal.port}")
    await citizen.sign_in("buerger@demo.example")
    await expect(citizen.page).to_have_url(re.compile("/vorgaenge/$"))

    worker = await arrive(java_script_enabled=False)
    await worker.page.goto(worker.portal.url("papenburg", "/verwaltung/anmelden/"))
    worker.watch.own_hosts.add(f"papenburg.localhost:{worker.portal.port}")
    await worker.sign_in("sachbearbeitung@demo.example")
    await expect(worker.page).to_have_url(re.compile("/verwaltung/sicherheitscode/"))
    await expect(worker.field("Sicherheitscode")).to_be_visible()


async def test_a_wrong_password_is_told_and_the_address_kept(on_phone: Visitor) -> None:
    await on_phone.open("/anmelden/")
    await on_phone.sign_in("nirgends@buerger.example", "falsches Passwort 1")
    summary = on_phone.page.get_by_role("alert", name="Bitte prüfen Sie Ihre Angaben")
    await expect(summary).to_be_focused()
    await on_phone.finds_no_barrier()
    await expect(on_phone.field("E-Mail-Adresse")).to_have_value("nirgends@buerger.example")
    await expect(on_phone.field("Passwort")).to_have_value("")
    await expect(on_phone.field("Passwort")).to_have_attribute("aria-invalid", "true")


async def test_signing_out_ends_it(on_laptop: Visitor) -> None:
    await on_laptop.sign_in_as_citizen()
    await on_laptop.reads("buerger@demo.example")
    await on_laptop.press("Abmelden")
    await on_laptop.sees("Was möchten Sie erledigen?")
    await on_laptop.open("/konto/")
    await on_laptop.sees("Anmelden")
    await expect(on_laptop.page.get_by_text("buerger@demo.example")).to_have_count(0)


async def test_the_service_account_raises_the_level_and_leads_back_to_the_same_step(
    on_phone: Visitor,
) -> None:
    """Nobody has signed in. First too weak a way, then a strong one; what was typed is kept."""
    on_phone.watch.own_hosts.add(f"localhost:{on_phone.portal.port}")
    await on_phone.open("/antrag/meldebescheinigung/")
    await fill_registration_certificate(on_phone, "Kindergeld")
    await on_phone.press("Absenden")
    await on_phone.sees("Anmelden")
    await on_phone.finds_no_barrier()
    await on_phone.press("Mit Servicekonto anmelden")
    await vouch_at_service_account(on_phone, "niedrig")

    await on_phone.sees(REVIEW)
    await on_phone.reads("Ştefănescu")
    await on_phone.reads("Für diese Leistung müssen Sie sich einmal ausweisen")
    await on_phone.finds_no_barrier()
    await on_phone.press("Mit Servicekonto ausweisen")
    await vouch_at_service_account(on_phone, "substanziell")

    await on_phone.sees(REVIEW)
    await on_phone.reads("Kindergeld")
    # What is proven now stands where somebody had written another name.
    await on_phone.reads("Behrens")
    await on_phone.reads("Aus Ihrem Servicekonto")
    await expect(on_phone.page.get_by_text("müssen Sie sich einmal ausweisen")).to_have_count(0)
    await on_phone.press("Absenden")
    await on_phone.sees(THANKS)


async def vouch_at_service_account(visitor: Visitor, level: str) -> None:
    """On the provider's page: which level, then back to the portal."""
    choice = visitor.page.get_by_label("Vertrauensniveau")
    await expect(choice).to_be_visible()
    words = await choice.get_by_role("option").filter(has_text=level).first.text_content()
    await choice.select_option(label=(words or "").strip())
    await visitor.press("Weiter zum Portal")
