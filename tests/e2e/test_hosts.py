"""Each municipality at its own address, and the way there from the installation's own."""

import re

import httpx
import pytest
from playwright.async_api import expect

from portal.municipalities import Municipality, all_municipalities
from tests.e2e.conftest import Arrive
from tests.e2e.visitor import SOON, Visitor
from tests.support.portal_process import RunningPortal


async def test_the_bare_host_lets_choose_and_remembers(
    on_phone: Visitor, portal: RunningPortal
) -> None:
    bare = f"http://localhost:{portal.port}"
    await on_phone.go_to(f"{bare}/")
    await expect(on_phone.page).to_have_url(f"{bare}/kommunen/")
    await on_phone.sees("Kommune wählen")
    await on_phone.follow("Stadt Weener")
    await expect(on_phone.page).to_have_url(f"{bare}/")
    await on_phone.sees("Was möchten Sie erledigen?")
    await on_phone.reads("Stadt Weener")
    await on_phone.go_to(f"{bare}/leistungen/geburtsurkunde/")
    await on_phone.reads("Standesamt Weener")
    await on_phone.go_to(f"{bare}/kommunen/borkum/")
    await on_phone.reads("Stadt Borkum")


async def test_every_municipality_shows_its_name_and_its_colour(
    arrive: Arrive, portal: RunningPortal
) -> None:
    visitor = await arrive()
    colours = {}
    for town in all_municipalities():
        await visitor.open("/hilfe/", town.slug)
        banner = visitor.page.get_by_role("banner")
        await expect(banner).to_contain_text(town.full_name, timeout=SOON)
        colours[town.slug] = await visitor.page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--town')"
        )
    assert len(colours) == 15
    assert colours == {town.slug: town.colour.light for town in all_municipalities()}


def test_an_unknown_host_gets_a_clear_answer(portal: RunningPortal) -> None:
    answer = ask(portal, "nirgendwo.localhost", "/leistungen/")
    assert answer.status_code == 404
    assert "Dieses Portal gibt es nicht" in answer.text
    assert "Stadt Papenburg" in answer.text
    assert "Geburtsurkunde" not in answer.text


@pytest.mark.parametrize("path", ["/gibt/es/nicht/", "/leistungen/gibt-es-nicht/", "/wp-login.php"])
def test_what_does_not_exist_answers_404(portal: RunningPortal, path: str) -> None:
    assert ask(portal, "papenburg.localhost", path).status_code == 404


@pytest.mark.parametrize("town", all_municipalities(), ids=lambda town: town.slug)
def test_every_municipality_is_an_app_of_its_own(portal: RunningPortal, town: Municipality) -> None:
    host = f"{town.slug}.localhost"
    manifest = ask(portal, host, "/manifest.webmanifest").json()
    assert manifest["short_name"] == town.name
    assert manifest["theme_color"] == town.colour.light
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        picture = ask(portal, host, icon["src"])
        assert picture.headers["content-type"] == "image/png"
        width = int.from_bytes(picture.content[16:20], "big")
        assert f"{width}x{width}" == icon["sizes"]
    offline = ask(portal, host, "/offline/").text
    assert town.phone in offline
    assert re.search("Öffnungszeiten", offline)


def ask(portal: RunningPortal, host: str, path: str) -> httpx.Response:
    """As a server would: the loopback address with a Host header."""
    headers = {"host": f"{host}:{portal.port}"}
    return httpx.get(f"http://127.0.0.1:{portal.port}{path}", headers=headers)
