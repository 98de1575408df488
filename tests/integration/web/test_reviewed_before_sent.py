"""Nothing is sent or paid that its citizen was not shown before, by hand-made calls either
(OZG § 9a)."""

import logging

import pytest

from portal.applications import save_answers
from portal.applications.tables import Application
from portal.persistence.database import Database, system_scope
from portal.web.citizen.form.state import Application as FormPage
from tests.support.applications import (
    Citizen,
    a_citizen,
    a_filled_birth_certificate_application,
    a_free_application,
)
from tests.support.open_page import OpenPage
from tests.support.site import Site

CERTIFICATE = "/antrag/geburtsurkunde/"
REVIEW = f"{CERTIFICATE}?schritt=pruefen"


@pytest.fixture
async def citizen(portal: Site) -> Citizen:
    return await a_citizen(portal.database, "substantial")


async def test_a_call_that_skips_the_review_puts_nothing_into_the_basket(
    portal: Site, citizen: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    draft = await a_filled_birth_certificate_application(portal.database, citizen)
    page = await OpenPage.of(portal.database, citizen.scope, f"{CERTIFICATE}?schritt=entitlement")
    await page.calls(FormPage.open)
    with caplog.at_level(logging.WARNING):
        assert await page.calls(FormPage.finish) == ""
    assert await status_of(portal.database, draft) == "draft"
    shown = await page.state(FormPage)
    assert shown.at_review
    assert shown.refusal.endswith("Bitte prüfen Sie noch einmal alles, bevor Sie absenden.")
    assert "not reviewed" in caplog.text
    assert citizen.email not in caplog.text
    assert "Łuczak" not in caplog.text

    assert await page.calls(FormPage.finish) == "/warenkorb/", "now it was shown"
    assert await status_of(portal.database, draft) == "in_basket"


async def test_what_another_window_changed_is_shown_before_it_is_sent(
    portal: Site, citizen: Citizen
) -> None:
    draft = await a_filled_birth_certificate_application(portal.database, citizen)
    page = await OpenPage.of(portal.database, citizen.scope, REVIEW)
    await page.calls(FormPage.open)
    async with portal.database.transaction(citizen.scope) as session:
        await save_answers(session, draft.id, {"copies": "3"})
    assert await page.calls(FormPage.finish) == ""
    assert (await page.state(FormPage)).total_amount == "30,00\u00a0€"
    assert await status_of(portal.database, draft) == "draft"
    assert await page.calls(FormPage.finish) == "/warenkorb/"


async def test_a_tab_that_reviewed_one_application_sends_no_other(
    portal: Site, citizen: Citizen
) -> None:
    first = await a_filled_birth_certificate_application(portal.database, citizen)
    page = await OpenPage.of(portal.database, citizen.scope, REVIEW)
    await page.calls(FormPage.open)
    assert await page.calls(FormPage.finish) == "/warenkorb/"
    second = await a_filled_birth_certificate_application(portal.database, citizen, copies=2)
    page.at(f"{CERTIFICATE}?schritt=entitlement")
    await page.calls(FormPage.open)
    assert await page.calls(FormPage.finish) == ""
    assert await status_of(portal.database, first) == "in_basket"
    assert await status_of(portal.database, second) == "draft"


async def test_what_costs_nothing_is_not_sent_unseen_either_and_sent_once(
    demo: Site, citizen: Citizen
) -> None:
    draft = await a_free_application(demo.database, citizen)
    page = await OpenPage.of(demo.database, citizen.scope, "/antrag/meldebescheinigung/")
    assert await page.calls(FormPage.finish) == "", "never opened"
    page.at("/antrag/meldebescheinigung/?schritt=certificate")
    await page.calls(FormPage.open)
    assert await page.calls(FormPage.finish) == ""
    assert await status_of(demo.database, draft) == "draft"
    sent = await page.calls(FormPage.finish)
    assert sent.startswith("/kasse/ergebnis/")
    assert await page.calls(FormPage.finish) == sent, "a second tap"
    assert await status_of(demo.database, draft) == "submitted"


async def status_of(database: Database, draft: Application) -> str:
    async with database.transaction(system_scope()) as session:
        found = await session.get(Application, draft.id, populate_existing=True)
    assert found is not None
    return found.status
