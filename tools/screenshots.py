"""Take the pictures of /hilfe/ anew: somebody orders a birth certificate on a phone.

    make run                # in one terminal: the demo they are taken from
    make screenshots        # in another; PORT= if it is not 3000

Needs what the browser tests need. The pictures go to assets/hilfe/ as WebP, each below 40 kB; the
help page (portal/web/citizen/info/help.py) names them. Look at them before you keep them.
"""

import asyncio
import base64
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.async_api import Locator, async_playwright

from tests.e2e.conftest import DEBIAN_CHROMIUM, FLAGS
from tests.e2e.errands import (
    REVIEW,
    THANKS,
    go_to_checkout,
    pay,
    reference_shown,
    tell_where,
    tell_which,
    tell_who,
    tell_whose,
)
from tests.e2e.visitor import Visitor
from tests.support.portal_process import RunningPortal

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "hilfe"
CHROMIUM = DEBIAN_CHROMIUM if os.path.exists(DEBIAN_CHROMIUM) else None
SCREEN = {"width": 390, "height": 720}
MOST_BYTES = 40_000
QUALITIES = (70, 55, 40, 25)


async def main() -> None:
    """All pictures, in the order of the story."""
    portal = RunningPortal(
        int(os.environ.get("PORT", "3000")), Path(os.environ.get("PORTAL_VAR_DIR", "var")), 0
    )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport=SCREEN, locale="de-DE", has_touch=True)
        async with Visitor.takes(portal, context) as visitor:
            await _find_a_service(visitor)
            await _have_an_account(visitor)
            await _fill_the_form(visitor)
            await _pay_and_follow(visitor)
        await browser.close()


async def _find_a_service(visitor: Visitor) -> None:
    await visitor.open("/")
    await (
        visitor.page.get_by_role("searchbox")
        .or_(visitor.page.get_by_role("combobox"))
        .first.press_sequentially("urkunde", delay=60)
    )
    await visitor.page.wait_for_timeout(1500)
    await _picture(visitor, "suche")
    await visitor.open("/leistungen/geburtsurkunde/")
    box = visitor.page.get_by_role("region", name="Auf einen Blick")
    await visitor.sees("Geburtsurkunde")
    await _picture(visitor, "leistung", box)


async def _have_an_account(visitor: Visitor) -> None:
    await visitor.open("/registrieren/")
    await visitor.sees("Konto erstellen")
    await _picture(visitor, "konto", visitor.heading("Konto erstellen"))
    await visitor.has_account()
    await visitor.open("/konto/")
    await visitor.sees("Mein Konto")
    await visitor.press("Code für das Bürgerbüro anzeigen")
    await visitor.page.locator(".counter-card svg").wait_for()
    await _picture(visitor, "ausweisen", visitor.page.locator(".counter-card"))


async def _fill_the_form(visitor: Visitor) -> None:
    await visitor.open("/antrag/geburtsurkunde/")
    await tell_whose(visitor)
    await visitor.writes("Geburtsname", "Łukasiewicz")
    await visitor.writes("Vornamen", "Zoë Marie")
    await visitor.is_told_that_it_is_stored()
    await _picture(visitor, "formular", visitor.heading("Um wen geht es?"))
    await tell_who(visitor)
    await tell_which(visitor)
    await tell_where(visitor)
    await visitor.sees("Welche Nachweise gehören dazu?")
    await visitor.uploads("Ihr Ausweis")
    await visitor.uploaded("ausweis.jpg").wait_for()
    await visitor.goes_on(REVIEW)
    await _picture(visitor, "pruefen", visitor.heading(REVIEW))


async def _pay_and_follow(visitor: Visitor) -> None:
    await visitor.press("In den Warenkorb")
    await visitor.sees("Warenkorb")
    await _picture(visitor, "warenkorb", visitor.heading("Warenkorb"))
    await go_to_checkout(visitor)
    await _picture(visitor, "kasse", visitor.heading("Kasse"))
    await pay(visitor)
    await visitor.sees(THANKS)
    reference = await reference_shown(visitor)
    await _picture(visitor, "danke", visitor.heading(THANKS))
    await visitor.open(f"/vorgaenge/{reference}/")
    await visitor.page.get_by_role("region", name="Bearbeitungsstand").wait_for()
    await _picture(visitor, "vorgang", visitor.page.get_by_role("heading", level=1))


async def _picture(visitor: Visitor, name: str, top: Locator | None = None) -> None:
    """What the phone shows, with `top` at its upper edge; the demo's line is left out."""
    page = visitor.page
    await page.evaluate("document.querySelectorAll('.demo').forEach(e => e.style.display = 'none')")
    if top is None:
        await page.evaluate("scrollTo(0, 0)")
    else:
        await top.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 12)")
    await page.wait_for_timeout(500)
    devtools = await page.context.new_cdp_session(page)
    for quality in QUALITIES:
        shot = await devtools.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        content = base64.b64decode(shot["data"])
        if len(content) < MOST_BYTES:
            break
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(content)
    print(f"{name}.webp  {len(content) // 1000} kB, quality {quality}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
