"""Help in steps with pictures; what a municipality takes along for its own website and counter."""

import re

from playwright.async_api import expect

from tests.e2e.visitor import SOON, Visitor


async def test_help_leads_through_the_portal_with_pictures(on_phone: Visitor) -> None:
    await on_phone.open("/hilfe/")
    await on_phone.sees("Hilfe")
    await on_phone.follow("Auf dem Telefon installieren")
    install = on_phone.page.get_by_role("heading", name="Auf dem Telefon installieren")
    await expect(install).to_be_in_viewport()
    await expect(install).to_be_focused()
    pictures = on_phone.page.locator("main figure img")
    for picture in await pictures.all():
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_attribute("alt", re.compile(".{40}"))
        await expect(picture).to_have_js_property("naturalWidth", 390, timeout=SOON)
    assert await pictures.count() >= 8


async def test_a_municipality_takes_button_links_and_posters_along(on_phone: Visitor) -> None:
    await on_phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await on_phone.open("/impressum/", "twist")
    await on_phone.follow("Auf Ihrer Website einbinden")
    await on_phone.sees("Auf Ihrer Website einbinden")
    home = on_phone.portal.url("twist")
    await expect(on_phone.link("Digitales Rathaus Twist")).to_have_attribute("href", home)

    await on_phone.press("Kopieren: HTML für den Knopf")
    await on_phone.reads("Kopiert.")
    copied = await on_phone.page.evaluate("navigator.clipboard.readText()")
    assert f'<a class="schalter-knopf" href="{home}">Digitales Rathaus Twist</a>' in copied
    assert "<script" not in copied

    await on_phone.page.get_by_text("Hund anmelden", exact=True).click()
    service = f"{home}leistungen/hund-anmelden/"
    address = on_phone.page.get_by_label("Adresse", exact=True).filter(visible=True)
    await expect(address).to_have_value(service)
    await on_phone.finds_no_barrier()
    poster = on_phone.link("Plakat „Hund anmelden“ (PDF)")
    fetched = await on_phone.page.evaluate(
        "async (path) => { const answer = await fetch(path);"
        " return [answer.status, (await answer.text()).slice(0, 5)]; }",
        await poster.get_attribute("href"),
    )
    assert fetched == [200, "%PDF-"]
