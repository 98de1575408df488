"""How a story ended, by the provider's books, the database, the receipts and the post."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Application
from portal.cases.tables import Case
from portal.documents import receipt_of_payment
from portal.errors import NotFound
from portal.identity.tables import Account
from portal.payments.queries import items_of
from portal.payments.tables import Payment, PaymentEvent
from portal.persistence.database import Database, system_scope
from tests.support.faults.tills import Till
from tests.support.post_office import PostOffice


@dataclass
class Verdict:
    """`outcome` in words; `faults` is empty when every cent and every case is where it belongs."""

    plot: str
    provider: str
    outcome: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass
class Left:
    """What there is when everything is over."""

    till: Till
    office: PostOffice
    worker_deaths: int
    payments: Sequence[Payment]
    applications: Sequence[Application]
    cases: Sequence[Case]
    settled: dict[UUID, int]
    on_receipts: Counter[UUID]
    receipted: int
    unhandled: int
    failed: Sequence[str]


async def judge(
    plot: str,
    database: Database,
    till: Till,
    office: PostOffice,
    account: Account,
    worker_deaths: int,
) -> Verdict:
    """Look everywhere."""
    async with database.transaction(system_scope()) as session:
        left = await _look(session, till, office, account, worker_deaths)
    verdict = Verdict(plot, till.name, _outcome(left))
    verdict.faults += [*_money(left), *_applications(left, plot), *_post(left), *_loose_ends(left)]
    return verdict


async def _look(
    session: AsyncSession, till: Till, office: PostOffice, account: Account, worker_deaths: int
) -> Left:
    payments = (await session.scalars(select(Payment))).all()
    settled: dict[UUID, int] = {}
    on_receipts: Counter[UUID] = Counter()
    receipted = 0
    for payment in payments:
        items = [item for item in await items_of(session, payment.id) if item.settled]
        settled |= {item.application_id: item.amount_cents for item in items}
        on_receipts.update(item.application_id for item in items)
        try:
            receipted += (await receipt_of_payment(session, account.id, payment.id)).amount_cents
        except NotFound:
            assert not items, "settled, and no receipt"
    failed = "SELECT workflow_uuid FROM dbos.workflow_status WHERE status <> 'SUCCESS'"
    waiting = select(PaymentEvent).where(col(PaymentEvent.handled_at).is_(None))
    return Left(
        till,
        office,
        worker_deaths,
        payments,
        (await session.scalars(select(Application))).all(),
        (await session.scalars(select(Case))).all(),
        settled,
        on_receipts,
        receipted,
        len((await session.scalars(waiting)).all()),
        (await session.scalars(text(failed))).all(),
    )


def _outcome(left: Left) -> str:
    collected = sum(held.collected for held in left.till.books().values())
    refunded = sum(held.refunded for held in left.till.books().values())
    if not collected:
        return "unpaid, money untouched"
    if left.settled:
        return "paid once, the surplus refunded" if refunded else "paid once"
    return "unpaid, refunded in full"


def _money(left: Left) -> Iterator[str]:
    books = left.till.books()
    kept = sum(held.kept for held in books.values())
    if kept != sum(left.settled.values()):
        yield f"{left.till.name} holds {kept} for us, settled is {sum(left.settled.values())}"
    if left.receipted != sum(left.settled.values()):
        yield f"the receipts say {left.receipted}, settled is {sum(left.settled.values())}"
    known = {payment.provider_reference: payment for payment in left.payments}
    for reference, held in books.items():
        payment = known.get(reference)
        if payment is None:
            if held.collected:
                yield f"{reference} was collected and nobody here knows it"
        elif (payment.status == "paid") != bool(held.collected):
            yield f"{reference} is {payment.status}, collected {held.collected}"
        elif payment.refunded_cents != held.refunded:
            yield f"{reference}: {payment.refunded_cents} noted, {held.refunded} refunded"


def _applications(left: Left, plot: str) -> Iterator[str]:
    of_case = Counter(case.application_id for case in left.cases)
    for application in left.applications:
        is_settled = application.id in left.settled
        if of_case[application.id] != int(is_settled):
            yield f"{of_case[application.id]} cases of an application, settled: {is_settled}"
        if left.on_receipts[application.id] != int(is_settled):
            yield f"an application is on {left.on_receipts[application.id]} receipts"
        if (application.status == "submitted") != is_settled:
            yield f"an application is {application.status}, settled: {is_settled}"
        if not plot.startswith("cancels") and not is_settled and application.status != "discarded":
            yield "the citizen paid, and has nothing"


def _post(left: Left) -> Iterator[str]:
    """A mail may come twice, with the same Message-ID, where a worker died while sending it."""
    sent = Counter(str(mail["Message-ID"]) for mail in left.office.received)
    if len(sent) != len(left.cases):
        yield f"{len(sent)} mails about {len(left.cases)} cases"
    if max(sent.values(), default=0) > 1 + left.worker_deaths:
        yield f"a mail came {max(sent.values())} times, {left.worker_deaths} workers died"


def _loose_ends(left: Left) -> Iterator[str]:
    if left.unhandled:
        yield f"{left.unhandled} notifications without effect"
    for payment in left.payments:
        if payment.problem:
            yield f"a payment needs a human: {payment.problem}"
        if payment.status in ("created", "pending"):
            yield f"a payment is {payment.status} for ever"
    for follow_up in left.failed:
        yield f"{follow_up.split(':')[0]} failed for good"
