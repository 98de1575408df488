"""Every page at every width, by day and by night: nothing sticks out, nothing jumps."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import LAPTOP, PHONE, Arrive
from tests.e2e.errands import (
    arrive_with_account,
    fill_birth_certificate,
    go_to_checkout,
    order_free_certificate,
    pay,
)
from tests.e2e.visitor import ONLY_COLOURS, Visitor

WIDTHS = (320, 390, 768, 1280)
FOR_ALL = (
    "/",
    "/leistungen/",
    "/leistungen/?q=urkunde",
    "/leistungen/geburtsurkunde/",
    "/leistungen/kfz-zulassung/",
    "/antrag/geburtsurkunde/",
    "/antrag/hund-anmelden/",
    "/anmelden/",
    "/registrieren/",
    "/warenkorb/",
    "/hilfe/",
    "/einbetten/",
    "/barrierefreiheit/",
    "/datenschutz/",
    "/impressum/",
    "/leichte-sprache/",
    "/leichte-sprache/geburtsurkunde/",
    "/gibt/es/nicht/",
    "/offline/",
    "/verwaltung/anmelden/",
    "/demo/postfach/",
)


async def looks_well_everywhere(visitor: Visitor) -> None:
    """No sideways scrolling at any width, no barrier in light or dark."""
    await expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(visitor.page.locator(".skeleton")).to_have_count(0)
    for width in WIDTHS:
        await visitor.page.set_viewport_size({"width": width, "height": 800})
        wide = await visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{visitor.page.url} is {wide} px wide at {width}"
    await visitor.finds_no_barrier()
    await visitor.page.emulate_media(color_scheme="dark")
    await visitor.finds_no_barrier(ONLY_COLOURS)  # nothing else depends on them
    await visitor.page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("path", FOR_ALL)
async def test_pages_for_everybody(on_laptop: Visitor, path: str) -> None:
    await on_laptop.open(path)
    await looks_well_everywhere(on_laptop)


async def test_pages_of_a_citizen_and_of_staff(on_laptop: Visitor, case_worker: Visitor) -> None:
    reference = await order_free_certificate(on_laptop)
    for path in ("/konto/", "/vorgaenge/", f"/vorgaenge/{reference}/"):
        await on_laptop.open(path)
        await looks_well_everywhere(on_laptop)
    for path in ("/verwaltung/", f"/verwaltung/vorgaenge/{reference}/"):
        await case_worker.open(path)
        await looks_well_everywhere(case_worker)


async def test_pages_between_review_and_thanks(on_laptop: Visitor) -> None:
    await arrive_with_account(on_laptop)
    await on_laptop.open("/antrag/geburtsurkunde/")
    await fill_birth_certificate(on_laptop)
    await looks_well_everywhere(on_laptop)
    await on_laptop.press("In den Warenkorb")
    await on_laptop.sees("Warenkorb")
    await looks_well_everywhere(on_laptop)
    await go_to_checkout(on_laptop)
    await looks_well_everywhere(on_laptop)
    await pay(on_laptop, decision="Zahlung ablehnen")
    await on_laptop.sees("Zahlung abgelehnt")
    await looks_well_everywhere(on_laptop)


async def test_the_chooser(on_laptop: Visitor) -> None:
    await on_laptop.go_to(f"http://localhost:{on_laptop.portal.port}/kommunen/")
    await looks_well_everywhere(on_laptop)


async def test_zoomed_to_twice_the_size(arrive: Arrive) -> None:
    half = {"width": LAPTOP["width"] // 2, "height": LAPTOP["height"] // 2}
    visitor = await arrive(half, device_scale_factor=2)
    for path in ("/", "/leistungen/", "/leistungen/geburtsurkunde/", "/antrag/geburtsurkunde/"):
        await visitor.open(path)
        await expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        wide = await visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= half["width"], path


async def test_large_type_does_not_burst_the_page(on_phone: Visitor) -> None:
    """WCAG 1.4.4: text at twice its size."""
    await on_phone.context.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        "  const sheet = new CSSStyleSheet();"
        "  sheet.replaceSync('html { font-size: 200% !important; }');"
        "  document.adoptedStyleSheets = [sheet];"
        "});"
    )
    for path in ("/", "/leistungen/", "/leistungen/geburtsurkunde/", "/antrag/geburtsurkunde/"):
        await on_phone.open(path)
        await expect(on_phone.page.get_by_role("heading", level=1)).to_be_visible()
        wide = await on_phone.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], path


@pytest.mark.parametrize(
    "path", ["/", "/leistungen/", "/leistungen/geburtsurkunde/", "/antrag/geburtsurkunde/"]
)
async def test_nothing_jumps_while_a_page_loads(on_phone: Visitor, path: str) -> None:
    await on_phone.open(path)
    await expect(on_phone.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(on_phone.page.locator(".skeleton")).to_have_count(0)
    await on_phone.page.wait_for_load_state("networkidle")
    shifted = await on_phone.page.evaluate(
        """() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) sum += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })"""
    )
    assert shifted < 0.05
