"""Somebody new at the town hall: invited, confirmed by a second administrator, at work."""

from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.conftest import LAPTOP, PHONE, Arrive
from tests.support.residents import OWN_PASSWORD

FIRST, SECOND = "personal@demo.example", "admin@demo.example"
PAGE = "/verwaltung/personal/"


async def test_from_the_invitation_to_the_first_case_it_takes_two_administrators(
    arrive: Arrive,
) -> None:
    admin, second = await arrive(LAPTOP), await arrive(LAPTOP)
    newcomer = await arrive(PHONE, has_touch=True)
    name = f"Neele {uuid4().hex[:10]}"
    email = f"{name.replace(' ', '-').lower()}@amt.example"
    await admin.is_signed_in_as(FIRST, "papenburg")
    await admin.open(PAGE)
    await admin.sees("Personal und Rollen")
    await admin.writes("E-Mail-Adresse", email)
    await admin.page.get_by_text("Nur für bestimmte Leistungen").last.click()
    await admin.chooses("Meldebescheinigung")
    await admin.press("Einladung senden")
    await admin.reads("Die Einladung ist unterwegs")

    newcomer.municipality = "papenburg"
    await newcomer.go_to(
        await newcomer.link_in_mail(email, "Einladung zur Mitarbeit im Bürgerportal")
    )
    await newcomer.sees("Einladung")
    await newcomer.reads("Sachbearbeitung für Meldebescheinigung")
    await newcomer.writes("Vor- und Nachname", name)
    await newcomer.writes("Passwort", OWN_PASSWORD)
    await newcomer.press("Einladung annehmen")
    await newcomer.gives_security_code()
    await newcomer.reads("Ihre Rolle wartet auf Bestätigung")

    mine = admin.page.get_by_role("listitem").filter(has_text=name).first
    await expect(mine).to_contain_text("Eine zweite Person aus der Administration muss das")
    await second.is_signed_in_as(SECOND, "papenburg")
    await second.open(PAGE)
    waiting = second.page.get_by_role("listitem").filter(has_text=name).first
    await waiting.get_by_role("button", name="Bestätigen").click()
    await second.reads("Bestätigt. Die Rolle gilt ab jetzt.")
    await second.finds_no_barrier()

    await newcomer.reads("Sie können jetzt arbeiten.")
    await newcomer.follow("Zur Verwaltung")
    await newcomer.reads("Alle offenen")
    table = newcomer.page.locator("table.cards")
    await expect(table.get_by_role("row", name="Meldebescheinigung").first).to_be_visible()
    await expect(table.get_by_text("Geburtsurkunde")).to_have_count(0)
