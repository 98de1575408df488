"""Relief of a fee and claims on open cases: what the desk may decide, and what the citizen pays."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal.applications import attach_file
from portal.applications.tables import Submission
from portal.cases.access import identify_actor
from portal.cases.changing import lock_case
from portal.cases.fee_relief import Decision, decide_relief
from portal.cases.fees import MOST_CLAIMED, claim_fee, withdraw_claim
from portal.cases.queries import cases_of_citizen
from portal.cases.status import CaseAction
from portal.cases.views import CaseView
from portal.documents.queries import receipt_of_payment
from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity.tables import Account
from portal.integrations.demo.bank import Decision as AtTheBank
from portal.integrations.demo.bank import DemoBank, Feedback
from portal.payments.claims import NothingToPay
from portal.payments.provider import ProviderState
from portal.payments.queries import find_payment
from portal.payments.service import apply_state
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.fee_claims import lapse_claim, remind_of_claim
from portal.workflow.payment_answers import query_payment
from portal.workflow.payment_parts import left_to_pay, standing_of_parts
from portal.workflow.payments import start_payment, submit_free
from portal.workflow.services import Services
from tests.support.accounts import a_citizen as an_account
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    PAPENBURG,
    Citizen,
    a_citizen,
    a_draft,
    an_uploaded_file,
)
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.payments import ORIGIN, in_basket

TWO_COPIES = 2250


@dataclass
class Story:
    """A citizen who asked for relief of 22.50 euros, and the desk that has the case."""

    hall: TownHall
    citizen: Citizen
    desk: Scope
    reference: str

    async def case(self) -> CaseView:
        return await self.hall.seen_by(self.citizen.scope, self.reference)

    async def decide(
        self,
        decision: Decision,
        cents: int | None = None,
        reason: str = "",
        by: Scope | None = None,
    ) -> None:
        async with self.hall.database.transaction(by or self.desk) as session:
            await decide_relief(
                session, by or self.desk, self.hall.follow_ups, self.reference, decision,
                remitted_cents=cents, reason=reason,
            )  # fmt: skip
        await self.hall.follow_ups.run_waiting(self.hall.services)

    async def claim(
        self, cents: int, reason: str = "Eine Kopie mehr", by: Scope | None = None
    ) -> UUID:
        async with self.hall.database.transaction(by or self.desk) as session:
            claim = await claim_fee(
                session, by or self.desk, self.hall.follow_ups, self.reference,
                amount_cents=cents, reason=reason,
            )  # fmt: skip
        await self.hall.follow_ups.run_waiting(self.hall.services)
        return claim.id

    async def withdraw(
        self, claim_id: UUID, reason: str = "Ein Irrtum", by: Scope | None = None
    ) -> None:
        async with self.hall.database.transaction(by or self.desk) as session:
            await withdraw_claim(
                session, by or self.desk, self.hall.follow_ups, self.reference,
                claim_id=claim_id, reason=reason,
            )  # fmt: skip
        await self.hall.follow_ups.run_waiting(self.hall.services)


@pytest.fixture
async def story(database: Database) -> Story:
    citizen = await a_citizen(database)
    hall = TownHall(database)
    desk = await somebody_at_the_desk(database)
    reference = await _asks_for_relief(hall, citizen)
    return Story(hall, citizen, desk, reference)


async def _asks_for_relief(hall: TownHall, citizen: Citizen) -> str:
    answers = CERTIFICATE_FOR_MYSELF | {"copies": "2", "fee_relief": "social_benefit"}
    draft = await a_draft(hall.database, citizen.scope, answers)
    async with hall.database.transaction(citizen.scope) as session:
        for path in ("identity_proof", "fee_relief_social_benefit"):
            file = await an_uploaded_file(session, draft, path, "Bescheid.jpg")
            await attach_file(session, draft.id, path, file.id)
    await submit_free(hall.services, citizen.id, draft.id)
    await hall.follow_ups.run_waiting(hall.services)
    async with hall.database.transaction(citizen.scope) as session:
        return (await cases_of_citizen(session, citizen.id))[0].reference


async def test_who_asks_for_relief_with_proof_sends_without_paying(story: Story) -> None:
    case = await story.case()
    relief = case.fees.relief
    assert relief is not None
    assert (case.total_cents, relief.full_cents, relief.status) == (0, TWO_COPIES, "asked")
    assert "Bescheid.jpg" in [file.name for file in case.files]
    assert [entry.words for entry in case.timeline][1] == "Ermäßigung der Gebühr beantragt"


async def test_without_the_proof_nothing_is_sent(database: Database) -> None:
    citizen, hall = await a_citizen(database, "substantial"), TownHall(database)
    answers = CERTIFICATE_FOR_MYSELF | {"fee_relief": "social_benefit"}
    draft = await a_draft(database, citizen.scope, answers)
    with pytest.raises(InvalidInput):
        await submit_free(hall.services, citizen.id, draft.id)


async def test_granted_relief_leaves_nothing_to_pay(story: Story) -> None:
    await story.hall.act(story.desk, story.reference, CaseAction.TAKE_ON)
    await story.decide(Decision.GRANT)
    case = await story.case()
    assert case.fees.relief is not None
    assert (case.fees.relief.remitted_cents, case.fees.owed_cents, case.fees.claims) == (
        TWO_COPIES, 0, (),
    )  # fmt: skip
    await story.hall.act(story.desk, story.reference, CaseAction.MARK_POSTED)
    assert f"Ihre Ermäßigung zu {story.reference} ist bewilligt" in await story.hall.subjects()


async def test_nothing_is_issued_before_the_fee_is_decided_and_paid(story: Story) -> None:
    await story.hall.act(story.desk, story.reference, CaseAction.TAKE_ON)
    for _undecided_then_unpaid in range(2):
        shown = await story.hall.seen_by(story.desk, story.reference)
        still_possible = {
                CaseAction.ASK, CaseAction.REQUEST_CORRECTION, CaseAction.REJECT,
                CaseAction.FORWARD, CaseAction.WITHDRAW,
            }  # fmt: skip
        assert {row.action for row in shown.actions} == still_possible
        assert shown.why_not_issued
        with pytest.raises(NotAllowed):
            await story.hall.act(story.desk, story.reference, CaseAction.MARK_POSTED)
        if shown.fees.relief and shown.fees.relief.is_undecided:
            await story.decide(Decision.REFUSE, reason="Der Bescheid ist abgelaufen.")
    assert (await story.case()).fees.owed_cents == TWO_COPIES


async def test_the_rest_is_paid_the_way_of_every_payment_with_a_receipt(story: Story) -> None:
    await story.decide(Decision.PARTLY, 1500, "Nur eine Ausfertigung ist für die Rente.")
    (claim,) = (await story.case()).fees.claims
    assert (claim.amount_cents, claim.is_owed) == (750, True)
    first = await _pays(story, claim.id, "tab-1")
    (claim,) = (await story.case()).fees.claims
    assert (claim.status, claim.payment_id) == ("paid", first)
    async with story.hall.database.transaction(story.citizen.scope) as session:
        receipt = await receipt_of_payment(session, story.citizen.id, first)
    (item,) = receipt.authorities[0].items
    assert (item.amount_cents, item.reference) == (750, story.reference)
    assert item.kassenzeichen and "Ermäßigung" in item.lines[0].label
    assert f"Ihre Zahlung zu {story.reference} ist da" in await story.hall.subjects()
    with pytest.raises(NothingToPay):
        await _begins(story, claim.id, "tab-2")


async def test_paid_in_two_tabs_the_second_is_given_back(story: Story) -> None:
    claim_id = await story.claim(500)
    bank = _bank(story)
    one, other = await _begins(story, claim_id, "tab-1"), await _begins(story, claim_id, "tab-2")
    assert one != other
    for started in (one, other):
        await bank.decide(started[1], AtTheBank.CONFIRM, Feedback.AT_ONCE)
        await _query(story, started[0])
    given_back = [await _refunded(story, payment_id) for payment_id, _ in (one, other)]
    assert given_back == [0, 500]
    assert [entry.kind for entry in (await story.case()).timeline].count("fee_paid") == 1


async def test_what_is_being_paid_is_not_asked_for_again(story: Story) -> None:
    claim_id = await story.claim(500)
    payment_id, _at_the_bank = await _begins(story, claim_id, "tab")
    async with story.hall.database.transaction(system_scope()) as session:
        pending = ProviderState("pending", 500, 0)
        await apply_state(session, payment_id, pending, story.hall.follow_ups)
    (claim,) = (await story.case()).fees.claims
    assert (claim.is_owed, claim.is_on_its_way, (await story.case()).fees.owed_cents) == (
        True, True, 0,
    )  # fmt: skip
    async with story.hall.database.transaction(story.citizen.scope) as session:
        [summary] = await cases_of_citizen(session, story.citizen.id)
    assert summary.owed_cents == 0
    with clock.pretend(clock.now() + timedelta(days=15)):
        await lapse_claim(story.hall.services, {"claim_id": str(claim_id)})
    assert (await story.case()).fees.claims[0].status == "open"


async def test_money_for_a_claim_that_was_withdrawn_goes_back(story: Story) -> None:
    claim_id = await story.claim(500)
    payment_id, at_the_bank = await _begins(story, claim_id, "tab")
    await story.withdraw(claim_id)
    await _bank(story).decide(at_the_bank, AtTheBank.CONFIRM, Feedback.AT_ONCE)
    await _query(story, payment_id)
    assert await _refunded(story, payment_id) == 500
    with pytest.raises(Conflict):
        await story.withdraw(claim_id)


async def test_a_claim_reminds_lapses_and_can_still_be_paid(story: Story) -> None:
    claim_id = await story.claim(500)
    arguments = {"claim_id": str(claim_id)}
    with clock.pretend(clock.now() + timedelta(days=11)):
        for _twice in range(2):
            await remind_of_claim(story.hall.services, arguments)
            await lapse_claim(story.hall.services, arguments)  # too early: nothing happens
            await story.hall.follow_ups.run_waiting(story.hall.services)
    with clock.pretend(clock.now() + timedelta(days=15)):
        for _twice in range(2):
            await lapse_claim(story.hall.services, arguments)
            await story.hall.follow_ups.run_waiting(story.hall.services)
    (claim,) = (await story.case()).fees.claims
    assert (claim.status, claim.is_owed) == ("lapsed", True)
    told = [entry.kind for entry in (await story.case()).timeline]
    assert (told.count("fee_reminded"), told.count("fee_lapsed")) == (1, 1)
    await _pays(story, claim_id, "late")
    assert (await story.case()).fees.owed_cents == 0


async def test_a_rejected_case_owes_nothing_more(story: Story) -> None:
    await story.claim(500)
    await story.hall.act(story.citizen.scope, story.reference, CaseAction.WITHDRAW)
    case = await story.case()
    assert case.fees.relief is not None
    assert (case.fees.owed_cents, case.fees.relief.status) == (0, "moot")
    with pytest.raises(Conflict):
        await story.claim(500)


@pytest.mark.parametrize("cents", [None, 0, -1, TWO_COPIES, TWO_COPIES + 1])
async def test_a_part_is_more_than_nothing_and_less_than_the_fee(
    story: Story, cents: int | None
) -> None:
    with pytest.raises(InvalidInput):
        await story.decide(Decision.PARTLY, cents, "Ein Teil")
    relief = (await story.case()).fees.relief
    assert relief is not None and relief.is_undecided


@pytest.mark.parametrize("cents", [0, -500, MOST_CLAIMED + 1])
async def test_nobody_is_asked_for_nothing_less_or_a_fortune(story: Story, cents: int) -> None:
    with pytest.raises(InvalidInput):
        await story.claim(cents)
    with pytest.raises(InvalidInput):
        await story.claim(500, reason="  ")
    assert (await story.case()).fees.claims == ()


async def test_it_is_decided_once_and_never_without_reasons(story: Story) -> None:
    with pytest.raises(InvalidInput):
        await story.decide(Decision.REFUSE)
    await story.decide(Decision.REFUSE, reason="Kein Nachweis")
    with pytest.raises(Conflict):
        await story.decide(Decision.GRANT)
    assert (await story.case()).fees.owed_cents == TWO_COPIES


async def test_only_the_desk_of_the_case_decides(story: Story) -> None:
    claim_id = await story.claim(500)
    elsewhere = await somebody_at_the_desk(story.hall.database, "leer")
    counter = await somebody_at_the_desk(story.hall.database, PAPENBURG, "counter_clerk")
    for who in (story.citizen.scope, elsewhere, counter):
        for attempt in (
            story.decide(Decision.GRANT, by=who),
            story.claim(100, by=who),
            story.withdraw(claim_id, by=who),
        ):
            with pytest.raises((SignInRequired, NotAllowed, NotFound)):
                await attempt
    case = await story.case()
    assert case.fees.relief is not None
    assert (case.fees.relief.is_undecided, case.fees.owed_cents) == (True, 500)


async def test_nobody_pays_or_withdraws_through_a_case_that_is_not_theirs(story: Story) -> None:
    claim_id = await story.claim(500)
    stranger = await an_account(story.hall.database)
    with pytest.raises(NotFound):
        await _begins(story, claim_id, "tab", stranger.id)
    other = await _asks_for_relief(story.hall, await a_citizen(story.hall.database))
    with pytest.raises(NotFound):
        await Story(story.hall, story.citizen, story.desk, other).withdraw(claim_id)


async def test_a_claim_paid_in_between_is_none_of_a_series_of_payments(story: Story) -> None:
    claim_id = await story.claim(500)
    async with story.hall.database.transaction(system_scope()) as session:
        account = await session.get_one(Account, story.citizen.id)
    for town in ("papenburg", "borkum"):
        await in_basket(story.hall.database, account, 1500, municipality=town)
    await _pays(story, None, "the first of two")
    assert await _series(story) == ["paid", "next"]
    await _pays(story, claim_id, "a claim in between")
    assert await _series(story) == ["paid", "next"]
    await _pays(story, None, "the second of two")
    assert await _series(story) == ["paid", "paid"]


async def _series(story: Story) -> list[str]:
    """What the checkout says of the payments that follow one another."""
    async with story.hall.database.transaction(story.citizen.scope) as session:
        left = await left_to_pay(session, story.citizen.id, PAPENBURG)
        parts = await standing_of_parts(session, story.citizen.id, left, "")
    return [part.standing for part in parts]


def _bank(story: Story) -> DemoBank:
    bank = DemoBank(story.hall.database, story.hall.follow_ups, b"secret", "http://127.0.0.1:9")
    story.hall.providers[bank.name] = bank
    return bank


async def _begins(
    story: Story, claim_id: UUID | None, key: str, account_id: UUID | None = None
) -> tuple[UUID, str]:
    """The payment, and its reference at the bank."""
    _bank(story)
    started = await start_payment(
        story.hall.services,
        account_id=account_id or story.citizen.id,
        host_municipality=PAPENBURG,
        method="card",
        attempt_key=key,
        origin=ORIGIN,
        claim_id=claim_id,
    )
    return started.payment_id, started.redirect_url.rstrip("/").rsplit("/", 1)[1]


async def _pays(story: Story, claim_id: UUID | None, key: str) -> UUID:
    payment_id, at_the_bank = await _begins(story, claim_id, key)
    await _bank(story).decide(at_the_bank, AtTheBank.CONFIRM, Feedback.AT_ONCE)
    await _query(story, payment_id)
    return payment_id


async def _query(story: Story, payment_id: UUID) -> None:
    await query_payment(story.hall.services, story.citizen.id, payment_id)
    await story.hall.follow_ups.run_waiting(story.hall.services)


async def _refunded(story: Story, payment_id: UUID) -> int:
    async with story.hall.database.transaction(system_scope()) as session:
        return (await find_payment(session, payment_id)).refunded_cents


async def test_the_snapshot_keeps_what_was_asked_for(story: Story) -> None:
    async with story.hall.database.transaction(system_scope()) as session:
        submission = (await session.scalars(select(Submission))).first()
    assert submission is not None
    assert submission.relief["full_cents"] == submission.relief["offered_cents"] == TWO_COPIES


@pytest.mark.parametrize("follow_up", [lapse_claim, remind_of_claim])
async def test_the_desk_and_the_worker_at_one_claim_wait_for_each_other_in_one_order(
    story: Story, follow_up: Callable[[Services, Mapping[str, str]], Awaitable[None]]
) -> None:
    """Were one to hold the case and the other the claim, neither could go on: a deadlock."""
    claim_id = await story.claim(500)
    database = story.hall.database
    with clock.pretend(clock.now() + timedelta(days=15)):
        async with database.transaction(story.desk) as session:
            await lock_case(session, await identify_actor(session, story.desk), story.reference)
            arguments = {"claim_id": str(claim_id)}
            worker = asyncio.create_task(follow_up(story.hall.services, arguments))
            await _somebody_waits(database)
            await withdraw_claim(
                session, story.desk, story.hall.follow_ups, story.reference,
                claim_id=claim_id, reason="Ein Irrtum",
            )  # fmt: skip
        await worker
    assert [claim.status for claim in (await story.case()).fees.claims] == ["withdrawn"]


async def _somebody_waits(database: Database) -> None:
    """Until another transaction waits for a lock."""
    query = text(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    )
    for _ in range(100):
        async with database.transaction(system_scope()) as session:
            if await session.scalar(query):
                return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody waits")


async def test_two_at_the_desk_decide_once(story: Story) -> None:
    colleague = await somebody_at_the_desk(story.hall.database, name="Jan Behrends")
    ends = await asyncio.gather(
        story.decide(Decision.GRANT),
        story.decide(Decision.REFUSE, reason="Kein Nachweis", by=colleague),
        return_exceptions=True,
    )
    assert sorted(type(end) for end in ends if end) == [Conflict]
    fees = (await story.case()).fees
    assert fees.relief is not None
    owed = 0 if fees.relief.status == "granted" else TWO_COPIES
    assert sum(claim.amount_cents for claim in fees.claims) == owed


async def test_withdrawn_and_paid_at_the_same_moment_is_one_of_both(story: Story) -> None:
    claim_id = await story.claim(500)
    payment_id, at_the_bank = await _begins(story, claim_id, "page")
    await _bank(story).decide(at_the_bank, AtTheBank.CONFIRM, Feedback.AT_ONCE)
    paid, withdrawn = await asyncio.gather(
        query_payment(story.hall.services, story.citizen.id, payment_id),
        story.withdraw(claim_id),
        return_exceptions=True,
    )
    assert not isinstance(paid, BaseException)
    await _query(story, payment_id)
    [claim] = (await story.case()).fees.claims
    if isinstance(withdrawn, Conflict):
        assert (claim.status, await _refunded(story, payment_id)) == ("paid", 0)
    else:
        assert withdrawn is None
        assert (claim.status, await _refunded(story, payment_id)) == ("withdrawn", 500)
