"""Our books beside the provider's: what does not agree."""

from dataclasses import dataclass
from enum import StrEnum

from portal.payments.provider import ProviderState
from portal.payments.status import PaymentStatus


class Kind(StrEnum):
    """In which way the two do not agree."""

    PAID_THERE = "paid_there"
    NOT_PAID_THERE = "not_paid_there"
    UNKNOWN_THERE = "unknown_there"
    UNKNOWN_HERE = "unknown_here"
    AMOUNT = "amount"
    REFUNDS = "refunds"
    REFUND_STUCK = "refund_stuck"
    NO_CASE = "no_case"
    DISPUTED = "disputed"
    DEBIT_FAILED = "debit_failed"


@dataclass(frozen=True)
class Ours:
    """A payment as we have it. Cents.

    `is_refund_under_way`: one is planned or being made just now; `stuck_cents` should have gone
    back by now; `cases_missing` counts the paid applications without a case by now.
    """

    status: PaymentStatus
    amount_cents: int
    refunded_cents: int
    is_refund_under_way: bool = False
    stuck_cents: int = 0
    cases_missing: int = 0


@dataclass(frozen=True)
class Difference:
    """What does not agree, in cents on either side."""

    kind: Kind
    ours_cents: int
    theirs_cents: int


def differences(ours: Ours, theirs: ProviderState | None) -> tuple[Difference, ...]:
    """All there are; `theirs` is None where the provider does not know the payment."""
    found = [*_of_status(ours, theirs), *_of_refunds(ours, theirs)]
    if theirs is not None and theirs.disputed_cents:
        found.append(Difference(Kind.DISPUTED, ours.amount_cents, theirs.disputed_cents))
    if ours.cases_missing:
        found.append(Difference(Kind.NO_CASE, ours.amount_cents, ours.amount_cents))
    return tuple(found)


def _of_status(ours: Ours, theirs: ProviderState | None) -> list[Difference]:
    is_paid = ours.status is PaymentStatus.PAID
    if theirs is None:
        return [Difference(Kind.UNKNOWN_THERE, ours.amount_cents, 0)] if is_paid else []
    if is_paid and theirs.status != "paid":
        return [Difference(Kind.NOT_PAID_THERE, ours.amount_cents, 0)]
    kept = theirs.amount_cents - theirs.refunded_cents
    if not is_paid and theirs.status == "paid" and kept > 0:
        return [Difference(Kind.PAID_THERE, 0, kept)]
    is_other = (theirs.amount_cents, theirs.currency) != (ours.amount_cents, "EUR")
    if is_paid and is_other:
        return [Difference(Kind.AMOUNT, ours.amount_cents, theirs.amount_cents)]
    return []


def _of_refunds(ours: Ours, theirs: ProviderState | None) -> list[Difference]:
    if ours.stuck_cents:
        return [Difference(Kind.REFUND_STUCK, ours.stuck_cents, 0)]
    if theirs is None or ours.status is not PaymentStatus.PAID or ours.is_refund_under_way:
        return []
    if ours.refunded_cents == theirs.refunded_cents:
        return []
    return [Difference(Kind.REFUNDS, ours.refunded_cents, theirs.refunded_cents)]
