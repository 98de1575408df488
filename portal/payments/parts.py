"""A basket in the payments it takes: one for each who collects, one after another."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from portal.municipalities import municipality_by_slug
from portal.payments.methods import (
    TRANSFER,
    OfferedMethod,
    accepted_by,
    offered_methods,
    payee_of,
)
from portal.payments.provider import PaymentProvider


class Payable(Protocol):
    """What a part is made of: something that costs `total_cents`, to be paid to a municipality."""

    @property
    def application_id(self) -> UUID: ...
    @property
    def municipality(self) -> str: ...
    @property
    def total_cents(self) -> int: ...


@dataclass(frozen=True)
class Part:
    """One payment: to whom (`payee`, see `payee_of`), for which applications. Cents."""

    payee: str
    application_ids: tuple[UUID, ...]
    municipalities: tuple[str, ...]
    total_cents: int

    @property
    def names(self) -> str:
        """'Stadt Papenburg, Landkreis Emsland'."""
        return ", ".join(municipality_by_slug(slug).full_name for slug in self.municipalities)


def parts_to_pay(
    items: Sequence[Payable], method: str, awaited: Container[UUID]
) -> tuple[Part, ...]:
    """Without the parts whose money is on its way, unless it is on its way for all of them."""
    parts = parts_of(items, method)
    missing = [part for part in parts if not all(one in awaited for one in part.application_ids)]
    return tuple(missing) or parts


def ways_to_pay(
    items: Sequence[Payable], providers: Mapping[str, PaymentProvider]
) -> tuple[OfferedMethod, ...]:
    """How the next payment can be made: what all who are paid by it accept and somebody collects.

    By a transfer each authority is paid by itself, so all of them must be able to take one.
    """
    parts = parts_of(items, "")
    if not parts:
        return ()
    by_transfer = accepted_by_all({item.municipality for item in items if item.total_cents})
    accepted = accepted_by_all(parts[0].municipalities) - {TRANSFER} | (by_transfer & {TRANSFER})
    offered = offered_methods(providers, [parts[0].payee])
    return tuple(way for way in offered if way.key in accepted)


def accepted_by_all(municipalities: Collection[str]) -> frozenset[str]:
    """The ways to pay that every one of these authorities accepts."""
    return frozenset.intersection(*(accepted_by(slug) for slug in municipalities))


def parts_of(items: Sequence[Payable], method: str) -> tuple[Part, ...]:
    """In the order in which they are paid; what costs nothing goes with the first."""
    payees: dict[str, list[Payable]] = {}
    for item in items:
        if item.total_cents:
            payees.setdefault(payee_of(item.municipality, method), []).append(item)
    free = [item for item in items if not item.total_cents]
    return tuple(
        _part(payee, [*paid, *(free if number == 0 else [])])
        for number, (payee, paid) in enumerate(payees.items())
    )


def _part(payee: str, items: Sequence[Payable]) -> Part:
    return Part(
        payee=payee,
        application_ids=tuple(item.application_id for item in items),
        municipalities=tuple(sorted({item.municipality for item in items if item.total_cents})),
        total_cents=sum(item.total_cents for item in items),
    )
