"""Every form of the catalogue, on a phone: a mistake at each step, mended, and on to the end."""

import re

import pytest
from playwright.async_api import expect

from portal.catalogue import ServiceDefinition, load_catalogue
from portal.forms import FormContext
from portal.municipalities import Municipality, all_municipalities
from portal.shared import clock
from portal.shared.trust import TrustLevel
from tests.e2e.form_walk import Walk
from tests.e2e.visitor import Visitor
from tests.support.form_answers import answers_to, free_times_of
from tests.unit.catalogue.answers import SCAN

FORMS = [service for service in load_catalogue().services if service.form]


@pytest.mark.parametrize("service", FORMS, ids=lambda service: service.slug)
async def test_with_a_mistake_at_every_step_to_the_end(
    on_phone: Visitor, service: ServiceDefinition
) -> None:
    assert service.form is not None
    town = _town_with(service)
    free = free_times_of(town, service.slug)
    context = FormContext(TrustLevel.NONE, clock.today(), {SCAN.id: SCAN}, free)
    wanted = answers_to(service.slug, service.form, context)
    await on_phone.open(f"/antrag/{service.slug}/", town.slug)
    walk = Walk(on_phone, service.form, wanted, context)
    await walk.goes_to_the_review()
    assert walk.mistakes > 0
    send = on_phone.button(re.compile("^(In den Warenkorb|Absenden)$"))
    await expect(send).to_be_visible()


def _town_with(service: ServiceDefinition) -> Municipality:
    """One that offers the form; not the same for all of them."""
    towns = [
        town for town in all_municipalities()
        if (offer := town.offers.get(service.slug)) and "form" in offer.modes
    ]  # fmt: skip
    assert towns, f"no municipality offers {service.slug} as a form"
    return towns[len(service.slug) % len(towns)]
