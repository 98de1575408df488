"""Nobody pays anything else than what they saw and agreed to."""

import pytest

from portal.payments.agreed import fingerprint
from portal.persistence.database import Scope
from portal.workflow.payment_parts import BasketChanged, left_to_pay
from portal.workflow.payments import StartedPayment, start_payment
from tests.integration.payments.conftest import Shop
from tests.support.payments import HOST, ORIGIN, in_basket


async def test_what_changed_in_another_tab_is_not_paid_unseen(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    seen = await _seen(shop)
    await in_basket(shop.services.database, shop.citizen, 900)
    with pytest.raises(BasketChanged):
        await _sends(shop, seen)
    assert await shop.payments() == []
    assert (await shop.payment(await _sends(shop, await _seen(shop)))).amount_cents == 2400


async def test_pressing_again_after_paying_shows_the_result_and_pays_no_other_part(shop: Shop):
    database = shop.services.database
    await in_basket(database, shop.citizen, 1500)
    await in_basket(database, shop.citizen, 900, municipality="borkum")
    seen = await _seen(shop)
    started = await _sends(shop, seen)
    await shop.decides(started)
    await shop.follow_ups_run()
    again = await _sends(shop, seen)
    assert again.redirect_url == f"{ORIGIN}/kasse/ergebnis/{started.payment_id}/"
    with pytest.raises(BasketChanged):
        await _sends(shop, seen, "another tab that shows the old sum")
    assert len(await shop.payments()) == 1


async def _seen(shop: Shop) -> str:
    """What the checkout page shows now."""
    async with shop.services.database.transaction(Scope("citizen", shop.citizen.id)) as session:
        return fingerprint(await left_to_pay(session, shop.citizen.id, HOST))


async def _sends(shop: Shop, confirmed: str, key: str = "page-1") -> StartedPayment:
    """ "Kostenpflichtig absenden" on the page that showed this."""
    return await start_payment(
        shop.services,
        account_id=shop.citizen.id,
        host_municipality=HOST,
        method="paypal",
        attempt_key=key,
        origin=ORIGIN,
        confirmed=confirmed,
    )
