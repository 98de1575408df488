"""A passkey instead of the password: set up, used, removed; on Chromium's virtual device."""

from typing import Any

from playwright.async_api import expect

from tests.e2e.errands import arrive_with_account
from tests.e2e.visitor import Visitor

SECURITY = "Anmeldung und Sicherheit"
DEVICE: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def test_a_finger_on_the_phone_instead_of_the_password(on_phone: Visitor) -> None:
    """Set up in one municipality, used in another."""
    await _has_a_fingerprint_reader(on_phone)
    await arrive_with_account(on_phone)
    await on_phone.open("/konto/sicherheit/")
    await on_phone.sees(SECURITY)
    await on_phone.writes("Name des Passkeys (optional)", "Mein Handy")
    await on_phone.press("Passkey einrichten")
    await on_phone.sees(SECURITY)
    await on_phone.reads("Mein Handy")
    await on_phone.mail_to(on_phone.email, "Ihr Konto hat einen neuen Passkey")

    await on_phone.open("/konto/")
    await on_phone.press("Abmelden")
    await on_phone.open("/anmelden/?weiter=/konto/sicherheit/", "leer")
    await on_phone.sees("Anmelden")
    await on_phone.press("Mit Passkey anmelden")
    await on_phone.sees(SECURITY)
    await on_phone.reads("mit Passkey")

    passkeys = on_phone.page.get_by_role("region", name="Passkeys")
    await passkeys.locator("summary").click()
    await on_phone.finds_no_barrier()
    await on_phone.press("Endgültig entfernen")
    await on_phone.reads("Der Passkey ist entfernt.")
    await expect(passkeys.get_by_role("listitem")).to_have_count(0)


async def _has_a_fingerprint_reader(visitor: Visitor) -> None:
    """The browser's own sign-in host is part of the portal, too."""
    visitor.watch.own_hosts.add(f"localhost:{visitor.portal.port}")
    session = await visitor.context.new_cdp_session(visitor.page)
    await session.send("WebAuthn.enable")
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
