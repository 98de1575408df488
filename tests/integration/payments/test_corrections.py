"""Corrected answers that cost less: the difference goes back to where the money came from."""

from sqlalchemy import select

from portal.applications import put_into_basket
from portal.cases.corrections import request_correction, save_correction, send_correction
from portal.cases.service import apply_action
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.payments.refunds import refunds_of
from portal.persistence.database import system_scope
from portal.workflow.cases import open_case
from portal.workflow.corrections import settle_correction
from tests.integration.payments.conftest import Shop
from tests.support.applications import Citizen, a_filled_birth_certificate_application
from tests.support.cases import somebody_at_the_desk


async def test_a_lower_fee_goes_back_once(shop: Shop):
    database, follow_ups = shop.services.database, shop.follow_ups
    citizen = Citizen(shop.citizen.id, shop.citizen.email, shop.citizen.display_name)
    draft = await a_filled_birth_certificate_application(database, citizen, copies=3)
    async with database.transaction(citizen.scope) as session:
        await put_into_basket(session, citizen.id, draft.id)
    started = await shop.pays()
    for job in follow_ups.named("open_case"):
        await open_case(shop.services, job.arguments)
    case = await _case(shop)

    desk = await somebody_at_the_desk(database)
    async with database.transaction(desk) as session:
        moved = await apply_action(
            session, desk, follow_ups, case.reference, CaseAction.TAKE_ON, revision=case.revision
        )
        await request_correction(
            session, desk, follow_ups, case.reference, {"copies": ""}, revision=moved.revision
        )
    async with database.transaction(citizen.scope) as session:
        await save_correction(session, citizen.scope, case.reference, {"copies": "1"})
        after = await send_correction(
            session, citizen.scope, follow_ups, case.reference, agreed_cents=1500
        )
    [job] = follow_ups.named("settle_correction")
    for _time in range(2):
        await settle_correction(shop.services, job.arguments)
        await follow_ups.run(shop.services, "give_back")
    payment = await shop.payment(started)
    assert payment.refunded_cents == payment.amount_cents - after.total_cents > 0
    async with database.transaction(system_scope()) as session:
        [refund] = await refunds_of(session, payment.id)
    assert (refund.kind, refund.status) == ("correction", "done")


async def _case(shop: Shop) -> Case:
    async with shop.services.database.transaction(system_scope()) as session:
        return (await session.scalars(select(Case))).one()
