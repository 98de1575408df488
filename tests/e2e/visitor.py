"""What people do in the portal, in their words; each page they meet is checked as they meet it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from portal.identity import TrustLevel
from portal.municipalities import all_municipalities
from tests.e2e.watch import Watch
from tests.support.portal_process import RunningPortal
from tests.support.residents import NAME, OWN_PASSWORD, move_in, open_session
from tests.support.uploads import a_jpeg

PASSWORD = "demo-Passwort-2026"
AXE_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # only experimental rules read style sheets
}
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "preload": False}
AXE_JS = "(rules) => axe.run(rules).then((results) => results.violations)"
PHOTO = a_jpeg()
# Long enough for a busy machine; nothing waits longer than it must.
SOON = 30_000
Words = str | re.Pattern[str]


class Visitor:
    """A person with a browser of their own."""

    # Notes of the page states that axe has seen in this run, of all workers; no folder, no axe.
    checked: ClassVar[Path | None] = None

    def __init__(self, portal: RunningPortal, context: BrowserContext) -> None:
        self.portal = portal
        self.context = context
        self.watch = Watch(portal, context)
        self.page: Page
        self.municipality = "papenburg"
        self.email = ""

    @classmethod
    @asynccontextmanager
    async def arrives(
        cls, portal: RunningPortal, browser: Browser, size: Any, **options: Any
    ) -> AsyncIterator["Visitor"]:
        """A fresh browser; when it closes, nothing of what Watch looks for may have happened."""
        context = await browser.new_context(
            viewport=size, locale="de-DE", **({"reduced_motion": "reduce"} | options)
        )
        async with cls.takes(portal, context) as visitor:
            yield visitor

    @classmethod
    @asynccontextmanager
    async def takes(
        cls, portal: RunningPortal, context: BrowserContext
    ) -> AsyncIterator["Visitor"]:
        """The same with a browser that is there already; closes it."""
        context.set_default_timeout(SOON)
        visitor = cls(portal, context)
        visitor.page = await context.new_page()
        try:
            yield visitor
        finally:
            await context.close()
        faults = visitor.watch.faults()
        assert faults == [], faults

    # Moving about

    async def open(self, path: str, municipality: str = "") -> None:
        """Go to a page and wait until it is alive: the header names the municipality."""
        self.municipality = municipality or self.municipality
        await self.go_to(self.portal.url(self.municipality, path))

    async def go_to(self, address: str) -> None:
        """The same with a whole address, such as a link in a mail."""
        self.watch.own_hosts.add(urlsplit(address).netloc)
        await self.page.goto(address)
        await self.is_alive()

    async def is_alive(self) -> None:
        """Wait until the page's scripts have filled the frame."""
        name = self.page.locator("header .who b")
        if await name.count():
            await expect(name).not_to_be_empty(timeout=SOON)

    def heading(self, words: Words) -> Locator:
        """The page's h1 with these words."""
        exact = isinstance(words, str)
        return self.page.get_by_role("heading", level=1, name=words, exact=exact)

    async def sees(self, heading: Words) -> None:
        """The page's h1; the first time in a run also that the page is accessible."""
        await expect(self.heading(heading)).to_be_visible(timeout=SOON)
        self.watch.titles.add(await self.page.title())
        state = (
            re.sub(r"[^/]*\d[^/]*", "*", urlsplit(self.page.url).path),
            str(heading),
            (self.page.viewport_size or {"width": 0})["width"],
        )
        if self._is_first_to_see(state):
            await self.finds_no_barrier()

    def _is_first_to_see(self, state: tuple[str, str, int]) -> bool:
        if self.checked is None:
            return False
        try:
            (self.checked / sha256(repr(state).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    async def reads(self, words: Words) -> None:
        """These words stand somewhere on the page."""
        await expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible(
            timeout=SOON
        )

    async def finds_no_barrier(self, rules: dict[str, Any] = AXE_RULES) -> None:
        """axe finds nothing on the page as it is now, its style sheets and fonts applied."""
        await self.page.wait_for_load_state("load")
        await self.page.evaluate("document.fonts.ready.then(() => null)")
        if not await self.page.evaluate("typeof axe !== 'undefined'"):
            await self.page.evaluate(AXE_SCRIPT)
        faults = await self.page.evaluate(AXE_JS, rules)
        found = [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in faults]
        assert found == [], f"{self.page.url}: {found}"

    def button(self, name: Words) -> Locator:
        """The button with this name."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def link(self, name: Words) -> Locator:
        """The visible link with this name; the first if there are several."""
        links = self.page.get_by_role("link", name=name, exact=isinstance(name, str))
        return links.filter(visible=True).first

    async def press(self, name: Words) -> None:
        """Press the button with this name."""
        await self.button(name).click()

    async def follow(self, name: Words) -> None:
        """Follow the visible link with this name."""
        await self.link(name).click()

    # Filling in

    def field(self, label: str, number: int = 0) -> Locator:
        """The field with this label; `number` counts those of a repeating group from 0."""
        return self.page.get_by_label(label, exact=True).nth(number)

    async def writes(self, label: str, text: str, number: int = 0) -> None:
        """Fill the field with this label; what is written must never show in addresses or logs."""
        self.keeps_secret(text)
        await self.field(label, number).fill(text)

    def keeps_secret(self, text: str) -> None:
        """What somebody wrote about themselves; very short words stand in any log."""
        if len(text) > 3 and text not in self.portal_words():
            self.watch.personal.add(text)

    def portal_words(self) -> set[str]:
        """Words that are no secret although somebody wrote them: they name the portal itself."""
        return {town.name for town in all_municipalities()}

    async def chooses(self, label: Words, number: int = 0) -> None:
        """Tick the radio or box with this label."""
        exact = isinstance(label, str)
        await self.page.get_by_label(label, exact=exact).nth(number).check()

    async def enters_date(
        self, group: str, day: str, month: str, year: str, number: int = 0
    ) -> None:
        """Fill a date group."""
        box = self.page.get_by_role("group", name=group, exact=True).nth(number)
        await box.get_by_label("Tag").fill(day)
        await box.get_by_label("Monat").fill(month)
        await box.get_by_label("Jahr").fill(year)

    async def is_told_that_it_is_stored(self) -> None:
        """What was typed on this step is stored; the page says so by itself."""
        note = self.page.get_by_role("status").filter(has_text="Gespeichert um")
        await expect(note).to_be_visible(timeout=SOON)

    async def goes_on(self, heading: Words) -> None:
        """ "Weiter", and the next step is there."""
        await self.press("Weiter")
        await self.sees(heading)

    async def uploads(self, label: str, name: str = "ausweis.jpg", content: bytes = PHOTO) -> None:
        """Choose a photo for an upload field."""
        await self.field(label).set_input_files(
            {"name": name, "mimeType": "image/jpeg", "buffer": content}
        )

    def uploaded(self, name: str) -> Locator:
        """The line of an uploaded file."""
        return self.page.get_by_role("listitem").filter(has_text=name)

    # Accounts

    async def has_account(
        self, municipality: str = "", level: TrustLevel = TrustLevel.BASIC
    ) -> str:
        """Be a citizen with an account nobody else uses, signed in already; its address."""
        self.email = await move_in(self.portal, level)
        await self.is_signed_in_as(self.email, municipality)
        return self.email

    async def is_signed_in_as(self, email: str, municipality: str = "") -> None:
        """Come with the cookie of somebody who signed in earlier, citizen or staff."""
        self.municipality = municipality or self.municipality
        token = await open_session(self.portal, email, self.municipality)
        cookie = {
            "name": f"schalter-{self.portal.port}",
            "value": token,
            "url": self.portal.url(self.municipality),
            "httpOnly": True,
            "sameSite": "Lax",
        }
        await self.context.add_cookies([cookie])  # type: ignore[list-item]

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in form that is open."""
        await self.writes("E-Mail-Adresse", email)
        await self.writes("Passwort", password)
        await self.press("Anmelden")

    async def sign_in_as_citizen(
        self,
        email: str = "buerger@demo.example",
        municipality: str = "",
        password: str = PASSWORD,
    ) -> None:
        """Open the sign-in page and sign in."""
        await self.open("/anmelden/", municipality)
        await self.sign_in(email, password)
        await self.sees("Mein Konto")

    async def sign_in_as_staff(self, email: str, municipality: str = "papenburg") -> None:
        """Open the staff's sign-in page and sign in."""
        await self.open("/verwaltung/anmelden/", municipality)
        await self.sign_in(email)
        await self.gives_security_code()
        await self.sees(re.compile("^Guten"))

    async def gives_security_code(self) -> None:
        """The second factor of staff; the demo shows the code an app would show."""
        await self.sees("Sicherheitscode")
        shown = self.page.get_by_role("status").filter(has_text=re.compile(r"^\d{6}$"))
        code = await shown.inner_text()
        await self.field("Sicherheitscode").fill(code)
        await self.press("Bestätigen")

    async def creates_account(self) -> str:
        """From the sign-in page: register, open the mail's link; returns the address."""
        email = f"test-{uuid4().hex[:10]}@buerger.example"
        await self.follow("Konto erstellen")
        await self.sees("Konto erstellen")
        await self.is_alive()
        await self.writes("Vor- und Nachname", NAME)
        await self.writes("E-Mail-Adresse", email)
        await self.writes("Passwort", OWN_PASSWORD)
        await self.press("Konto erstellen")
        await self.reads("Wir haben Ihnen eine E-Mail geschickt")
        await self.go_to(await self.link_in_mail(email, "Bitte bestätigen Sie Ihre E-Mail-Adresse"))
        return email

    async def mail_to(self, email: str, subject: str) -> str:
        """The text of the newest mail with this subject, once it is in the demo mailbox."""
        for _ in range(120):
            if mail := self._mail_in_demo_mailbox(email, subject):
                return mail
            await self.page.wait_for_timeout(150)
        raise AssertionError(f"no mail “{subject}” to {email}")

    def _mail_in_demo_mailbox(self, email: str, subject: str) -> str:
        """Read without the browser, which takes ten times as long for the same page."""
        host = {"Host": urlsplit(self.portal.url(self.municipality)).netloc}
        address = f"http://127.0.0.1:{self.portal.port}/demo/postfach/"
        page = httpx.get(address, headers=host).raise_for_status().text
        mails = (unescape(re.sub("<[^>]+>", "\n", one)) for one in page.split("<article")[1:])
        return next((mail for mail in mails if email in mail and subject in mail), "")

    async def link_in_mail(self, email: str, subject: str) -> str:
        """The first link in that mail."""
        found = re.search(r"https?://\S+", await self.mail_to(email, subject))
        assert found
        return found.group()
