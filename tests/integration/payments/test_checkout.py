"""From "Kostenpflichtig absenden" to a settled basket, with all the impatience of real people."""

import asyncio

import pytest

from portal.applications import FeeIsDue, take_out_of_basket
from portal.errors import InvalidInput, NotFound
from portal.integrations.demo.bank import Decision, Feedback
from portal.payments.provider import PaymentRefused, ProviderUnavailable
from portal.payments.queries import paid_share
from portal.payments.service import BasketEmpty
from portal.persistence.database import Scope, system_scope
from portal.workflow.payment_answers import cancel_payment, query_payment
from portal.workflow.payments import submit_free
from tests.integration.payments.conftest import Shop, reference_of
from tests.support.accounts import a_citizen
from tests.support.payments import HOST, ORIGIN, in_basket


async def test_a_basket_is_paid_and_its_applications_are_sent(shop: Shop):
    ids = await in_basket(shop.services.database, shop.citizen, 2250, 900)
    started = await shop.checks_out()
    assert started.redirect_url.startswith(f"{ORIGIN}/demo/bank/")
    assert (await shop.bank.look_up(reference_of(started))).amount_cents == 3150

    await shop.decides(started)
    await shop.follow_ups_run()

    assert (await shop.payment(started)).status == "paid"
    assert [await shop.status_of(id) for id in ids] == ["submitted", "submitted"]
    assert sorted(shop.cases_to_open()) == sorted(map(str, ids))
    assert shop.hosts == ["papenburg.localhost:3000"]


async def test_one_payment_covers_several_municipalities(shop: Shop):
    database = shop.services.database
    [first] = await in_basket(database, shop.citizen, 1500)
    [second] = await in_basket(database, shop.citizen, 900, municipality="leer")
    await shop.pays()
    jobs = {
        job.arguments["application_id"]: job.arguments["municipality"]
        for job in shop.follow_ups.named("open_case")
    }
    assert jobs == {str(first): HOST, str(second): "leer"}


async def test_a_double_click_is_one_payment(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    clicks = await asyncio.gather(*(shop.checks_out() for _ in range(4)))
    assert len({click.payment_id for click in clicks}) == 1
    assert len({click.redirect_url for click in clicks}) == 1
    assert len(await shop.payments()) == 1


async def test_pressing_again_after_paying_shows_the_result(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    paid = await shop.pays()
    again = await shop.checks_out()
    assert again.payment_id == paid.payment_id
    assert again.redirect_url == f"{ORIGIN}/kasse/ergebnis/{paid.payment_id}/"


async def test_who_reads_english_comes_back_to_the_english_page(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out(language="/en")
    result = f"{ORIGIN}/en/kasse/ergebnis/{started.payment_id}/"
    assert (await shop.bank.look_up(reference_of(started))).return_url == result
    await shop.decides(started)
    await shop.follow_ups_run()
    assert (await shop.checks_out(language="/en")).redirect_url == result


async def test_declined_then_paid_another_way(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.checks_out("card")
    await shop.decides(first, Decision.DECLINE)
    await shop.follow_ups_run()
    result = await query_payment(shop.services, shop.citizen.id, first.payment_id)
    assert result.words.heading == "Zahlung abgelehnt"
    assert result.words.may_try_again
    assert await shop.status_of(id) == "in_basket"

    second = await shop.pays("paypal")
    assert second.payment_id != first.payment_id
    assert (await shop.payment(second)).status == "paid"
    assert await shop.status_of(id) == "submitted"


async def test_the_same_way_can_be_tried_again_after_a_decline(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.checks_out("card")
    await shop.decides(first, Decision.DECLINE)
    await shop.follow_ups_run()
    second = await shop.pays("card")
    assert (await shop.payment(second)).status == "paid"


async def test_a_canceled_payment_leaves_the_basket_as_it_was(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started, Decision.CANCEL)
    result = await query_payment(shop.services, shop.citizen.id, started.payment_id)
    assert result.words.heading == "Zahlung abgebrochen"
    assert await shop.status_of(id) == "in_basket"
    assert shop.cases_to_open() == []


async def test_coming_back_by_the_cancel_link_closes_the_payment(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    result = await cancel_payment(shop.services, shop.citizen.id, started.payment_id)
    assert result.words.heading == "Zahlung abgebrochen"
    assert not (await shop.bank.look_up(reference_of(started))).is_open


async def test_the_cancel_link_cannot_undo_a_payment_that_was_made(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started)
    result = await cancel_payment(shop.services, shop.citizen.id, started.payment_id)
    assert result.status == "paid"
    assert await shop.status_of(id) == "submitted"


async def test_the_result_page_asks_the_bank_itself(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started)
    result = await query_payment(shop.services, shop.citizen.id, started.payment_id)
    assert result.words.heading == "Vielen Dank, wir haben Ihren Antrag"
    assert await shop.status_of(id) == "submitted"

    await shop.follow_ups_run()
    assert len(shop.cases_to_open()) == 1


async def test_coming_back_undecided_is_not_paid(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    result = await query_payment(shop.services, shop.citizen.id, started.payment_id)
    assert result.words.heading == "Zahlung wird geprüft"
    assert await shop.status_of(id) == "in_basket"


async def test_a_second_click_at_the_bank_changes_nothing(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await asyncio.gather(shop.decides(started), shop.decides(started))
    await shop.decides(started, Decision.CANCEL, Feedback.TWICE)
    assert await shop.follow_ups.run(shop.services, "send_demo_callback") == 1
    await shop.follow_ups_run()
    assert (await shop.payment(started)).status == "paid"


async def test_a_basket_without_a_fee_is_settled_at_once(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 0)
    started = await shop.checks_out(method="")
    assert started.redirect_url.startswith(f"{ORIGIN}/kasse/ergebnis/")
    payment = await shop.payment(started)
    assert (payment.provider, payment.status) == ("none", "paid")
    assert await shop.status_of(id) == "submitted"
    assert shop.cases_to_open() == [str(id)]


async def test_sending_without_a_fee_twice_opens_one_case(shop: Shop):
    database = shop.services.database
    [id] = await in_basket(database, shop.citizen, 0)
    first = await submit_free(shop.services, shop.citizen.id, id)
    assert await submit_free(shop.services, shop.citizen.id, id) == first
    assert shop.cases_to_open() == [str(id)]


async def test_what_costs_something_cannot_be_sent_as_free(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 100)
    with pytest.raises(FeeIsDue):
        await submit_free(shop.services, shop.citizen.id, id)
    assert await shop.status_of(id) == "in_basket"


async def test_an_empty_basket_cannot_be_paid(shop: Shop):
    with pytest.raises(BasketEmpty, match="leer"):
        await shop.checks_out()


async def test_a_method_that_does_not_work_here_is_refused(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    with pytest.raises(InvalidInput, match="Zahlungsart"):
        await shop.checks_out("transfer")
    assert await shop.payments() == []


async def test_another_basket_on_the_same_page_is_another_payment(shop: Shop):
    database = shop.services.database
    [first, _] = await in_basket(database, shop.citizen, 1500, 900)
    whole = await shop.checks_out()
    async with database.transaction(system_scope()) as session:
        await take_out_of_basket(session, first)
    rest = await shop.checks_out()
    assert rest.payment_id != whole.payment_id
    assert (await shop.payment(rest)).amount_cents == 900


async def test_nobody_else_sees_the_payment(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    other = await a_citizen(shop.services.database, "ben@post.example")
    for look in (query_payment, cancel_payment):
        with pytest.raises(NotFound):
            await look(shop.services, other.id, started.payment_id)


async def test_the_case_can_say_how_it_was_paid(shop: Shop):
    [id, _] = await in_basket(shop.services.database, shop.citizen, 2250, 900)
    await shop.pays("paypal")
    async with shop.services.database.transaction(Scope("system", None, HOST)) as session:
        share = await paid_share(session, id)
    assert share is not None
    assert (share.amount_cents, share.method_label) == (2250, "PayPal")


async def test_stripe_out_of_order_is_said_kindly_and_the_next_try_works(
    shop: Shop, fake_stripe, stripe_checkout
):
    shop.services.providers["stripe"] = stripe_checkout  # type: ignore[index]
    del shop.services.providers["demo-bank"]  # type: ignore[attr-defined]
    await in_basket(shop.services.database, shop.citizen, 1500)
    fake_stripe.faults[:] = [500, 503, 500]
    with pytest.raises(ProviderUnavailable, match="nicht erreichbar"):
        await shop.checks_out("card")
    started = await shop.checks_out("card")
    assert started.redirect_url.startswith("https://checkout.stripe.example/")
    assert len(await shop.payments()) == 1


async def test_a_method_the_provider_refuses_can_be_replaced(
    shop: Shop, fake_stripe, stripe_checkout
):
    await in_basket(shop.services.database, shop.citizen, 1500)
    bank = shop.services.providers.pop("demo-bank")  # type: ignore[attr-defined]
    shop.services.providers["stripe"] = stripe_checkout  # type: ignore[index]
    fake_stripe.faults[:] = [400]
    with pytest.raises(PaymentRefused, match="andere Zahlungsart"):
        await shop.checks_out("card")
    assert [payment.status for payment in await shop.payments()] == ["declined"]

    shop.services.providers["demo-bank"] = bank  # type: ignore[index]
    del shop.services.providers["stripe"]  # type: ignore[attr-defined]
    assert (await shop.payment(await shop.pays("paypal"))).status == "paid"
