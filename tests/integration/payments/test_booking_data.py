"""Each item of a payment has its own Kassenzeichen and its account from the beginning."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.payments.kassenzeichen import is_kassenzeichen
from portal.persistence.database import system_scope
from tests.integration.payments.conftest import Shop
from tests.support.payments import in_basket


async def test_every_item_is_booked_under_a_kassenzeichen_of_its_authority(shop: Shop) -> None:
    database = shop.services.database
    await in_basket(database, shop.citizen, 1500, 750)
    await in_basket(database, shop.citizen, 1100, municipality="leer")
    items = await shop.items(await shop.checks_out())
    given_out = [item.kassenzeichen or "" for item in items]
    assert len(set(given_out)) == 3
    assert all(map(is_kassenzeichen, given_out))
    prefixes = {item.municipality: (item.kassenzeichen or "")[4:7] for item in items}
    assert prefixes == {"papenburg": "PAP", "leer": "LEE"}
    assert {item.booking_account for item in items} == {"12207.331100"}


async def test_a_second_click_draws_no_second_one(shop: Shop) -> None:
    await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.items(await shop.checks_out())
    again = await shop.items(await shop.checks_out())
    assert [item.kassenzeichen for item in first] == [item.kassenzeichen for item in again]


async def test_it_stays_when_the_payment_is_settled(shop: Shop) -> None:
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    (before,) = await shop.items(started)
    await shop.decides(started)
    await shop.follow_ups_run()
    (after,) = await shop.items(started)
    assert after.settled
    assert after.kassenzeichen == before.kassenzeichen


async def test_what_costs_nothing_is_not_booked(shop: Shop) -> None:
    await in_basket(shop.services.database, shop.citizen, 0)
    (item,) = await shop.items(await shop.checks_out())
    assert (item.kassenzeichen, item.booking_account) == (None, "")


@pytest.mark.parametrize(
    "change", ["kassenzeichen = NULL", "booking_account = '1.2'", "kassenzeichen = 'RF00'"]
)
async def test_nobody_changes_it_afterwards(shop: Shop, change: str) -> None:
    await in_basket(shop.services.database, shop.citizen, 1500)
    await shop.checks_out()
    with pytest.raises(DBAPIError, match="booking data"):
        async with shop.services.database.transaction(system_scope()) as session:
            await session.execute(text(f"UPDATE payment_item SET {change}"))
