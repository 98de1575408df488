"""What people do in the portal, in their words; each page they meet is checked as they meet it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.support.portal_process import RunningPortal

PASSWORD = "demo-Passwort-2026"
AXE_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\x00" * 2000 + b"\xff\xd9"


class Visitor:
    """A person with a browser of their own."""

    def __init__(self, portal: RunningPortal, context: BrowserContext, page: Page) -> None:
        self.portal = portal
        self.context = context
        self.page = page
        self.municipality = "papenburg"
        self.faults: list[str] = []
        self._listen(page)

    @classmethod
    @asynccontextmanager
    async def arrives(
        cls, portal: RunningPortal, browser: Browser, size: Any, is_phone: bool = False
    ) -> AsyncIterator["Visitor"]:
        """A fresh browser; when it closes, no page may have logged an error."""
        context = await browser.new_context(viewport=size, locale="de-DE", has_touch=is_phone)
        context.set_default_timeout(15_000)
        visitor = cls(portal, context, await context.new_page())
        yield visitor
        await context.close()
        assert visitor.faults == []

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self._note(message.type, message.text))

    def _note(self, kind: str, text: str) -> None:
        expected = "WebSocket" in text or "ERR_" in text or "status of 4" in text
        if kind == "error" and not expected:
            self.faults.append(text)

    # Moving about

    async def open(self, path: str, municipality: str = "") -> None:
        """Go to a page and wait until it is alive."""
        self.municipality = municipality or self.municipality
        await self.page.goto(self.portal.url(self.municipality, path))

    async def sees(self, heading: str | re.Pattern[str]) -> None:
        """The page's h1, and that the page is accessible."""
        await expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        await self.finds_no_barrier()

    async def finds_no_barrier(self) -> None:
        """axe finds nothing on the page as it is now."""
        results = await Axe().run(self.page, options=AXE_RULES)
        found = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in results.response["violations"]
        ]
        assert found == [], f"{self.page.url}: {found}"

    async def press(self, name: str) -> None:
        """Press the button with this name."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the visible link with this name."""
        links = self.page.get_by_role("link", name=name, exact=isinstance(name, str))
        await links.filter(visible=True).first.click()

    # Filling in

    async def writes(self, label: str, text: str) -> None:
        """Fill the field with this label."""
        await self.page.get_by_label(label, exact=True).fill(text)

    async def chooses(self, label: str | re.Pattern[str]) -> None:
        """Tick the radio or box with this label."""
        await self.page.get_by_label(label).first.check()

    async def enters_date(self, group: str, day: str, month: str, year: str) -> None:
        """Fill a date group."""
        box = self.page.get_by_role("group", name=group, exact=True)
        await box.get_by_label("Tag").fill(day)
        await box.get_by_label("Monat").fill(month)
        await box.get_by_label("Jahr").fill(year)

    async def goes_on(self, heading: str | re.Pattern[str]) -> None:
        """ "Weiter", and the next step is there."""
        await self.press("Weiter")
        await self.sees(heading)

    async def uploads(self, label: str, name: str = "ausweis.jpg") -> None:
        """Choose a photo for an upload field and see it listed."""
        await self.page.get_by_label(label, exact=True).set_input_files(
            {"name": name, "mimeType": "image/jpeg", "buffer": PHOTO}
        )
        await expect(self.page.get_by_role("listitem").filter(has_text=name)).to_be_visible()

    # Accounts

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in form that is open."""
        await self.writes("E-Mail-Adresse", email)
        await self.writes("Passwort", password)
        await self.press("Anmelden")

    async def sign_in_as_citizen(self, email: str = "buerger@demo.example") -> None:
        """Open the sign-in page and sign in."""
        await self.open("/anmelden/")
        await self.sign_in(email)
        await self.sees("Mein Konto")

    async def sign_in_as_staff(self, email: str, municipality: str = "papenburg") -> None:
        """Open the staff's sign-in page and sign in."""
        await self.open("/verwaltung/anmelden/", municipality)
        await self.sign_in(email)
        await expect(self.page.get_by_role("heading", level=1, name="Guten")).to_be_visible()

    async def creates_account(self) -> str:
        """From the sign-in page: register, open the mail's link; returns the address."""
        email = f"test-{uuid4().hex[:10]}@bürger.example".replace("ü", "ue")
        await self.follow("Konto erstellen")
        await self.sees("Konto erstellen")
        await self.writes("Vor- und Nachname", "Zoë Łukasiewicz")
        await self.writes("E-Mail-Adresse", email)
        await self.writes("Passwort", "ein Satz nur für mich 47")
        await self.press("Konto erstellen")
        await expect(self.page.get_by_text("Wir haben Ihnen eine E-Mail geschickt")).to_be_visible()
        link = await self.link_in_mail(email, "Bitte bestätigen Sie Ihre E-Mail-Adresse")
        await self.page.goto(link)
        return email

    async def mail_to(self, email: str, subject: str) -> str:
        """The text of the newest mail with this subject, once it is in the demo mailbox."""
        page = await self.context.new_page()
        article = page.get_by_role("article").filter(has_text=email).filter(has_text=subject)
        for _ in range(40):
            await page.goto(self.portal.url("papenburg", "/demo/postfach/"))
            if await article.count():
                text = await article.first.inner_text()
                await page.close()
                return text
            await page.wait_for_timeout(500)
        raise AssertionError(f"no mail “{subject}” to {email}")

    async def link_in_mail(self, email: str, subject: str) -> str:
        """The first link in that mail."""
        found = re.search(r"https?://\S+", await self.mail_to(email, subject))
        assert found
        return found.group()

    # The birth certificate

    async def fills_birth_certificate(self, copies: str = "2") -> None:
        """From the first step to the review, for oneself, with an identity card as upload."""
        await self.sees("Wessen Geburtsurkunde brauchen Sie?")
        await self.chooses("Es ist meine eigene Urkunde.")
        await self.enters_date("Ihr Geburtsdatum", "12", "8", "1964")
        await self.chooses("Nein, für mich")
        await self.goes_on("Um wen geht es?")
        await self.writes("Geburtsname", "Łukasiewicz")
        await self.writes("Vornamen", "Zoë Marie")
        await self.writes("Geburtsort", "Papenburg")
        await self.goes_on("Welche Urkunde brauchen Sie?")
        await self.chooses(re.compile("^Geburtsurkunde"))
        await self.writes("Anzahl der Ausfertigungen", copies)
        await self.page.get_by_label("Verwendungszweck").select_option("Heirat")
        await self.goes_on("Wohin dürfen wir die Urkunde schicken?")
        await self.fills_delivery()

    async def fills_delivery(self) -> None:
        """The applicant's step, the evidence where it is asked, then the review."""
        await self.writes("Ihr Vorname", "Zoë")
        await self.writes("Ihr Familienname", "Łukasiewicz")
        await self.writes("Straße", "Hauptkanal links")
        await self.writes("Hausnummer", "12a")
        await self.writes("Postleitzahl", "26871")
        await self.writes("Ort", "Papenburg")
        await self.chooses(re.compile("^Ich versichere"))
        await self.press("Weiter")
        heading = self.page.get_by_role("heading", level=1).filter(
            has_text=re.compile("Welche Nachweise gehören dazu|Angaben prüfen")
        )
        await expect(heading).to_be_visible()
        if "Nachweise" in await heading.inner_text():
            await self.sees("Welche Nachweise gehören dazu?")
            await self.uploads("Ihr Ausweis")
            await self.press("Weiter")
        await self.sees("Angaben prüfen")

    async def pays(self, method: str = "PayPal", decision: str = "Zahlung bestätigen") -> None:
        """From the basket through the demo bank, back to the result page."""
        await self.sees("Warenkorb")
        await self.follow("Zur Kasse")
        await self.pays_at_checkout(method, decision)

    async def pays_at_checkout(self, method: str, decision: str, feedback: str = "sofort") -> None:
        """Choose a way to pay, send, decide at the demo bank."""
        await self.sees("Kasse")
        await self.page.get_by_role("group", name="Zahlungsart").get_by_label(method).check()
        await self.press("Kostenpflichtig absenden")
        bank = self.page.get_by_role("button", name=decision)
        await expect(bank).to_be_visible()
        await self.finds_no_barrier()
        await self.page.get_by_role("group", name="Rückmeldung").get_by_label(feedback).check()
        await bank.click()
