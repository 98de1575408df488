"""The fee of an application, computed from its answers. It refuses to guess."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import PortalError
from portal.fees.rules import (
    ByPurposeFee,
    FeeRow,
    FeeRule,
    FixedFee,
    NoFee,
    OnSiteFee,
    PerCopyFee,
    TableFee,
    Value,
)
from portal.shared.language import N_


class FeeUndecided(PortalError):
    """An answer the fee depends on is missing or outside what the rule knows."""

    message = N_("Die Gebühr steht noch nicht fest. Bitte prüfen Sie Ihre Angaben.")


@dataclass(frozen=True)
class FeeLine:
    """One line of a bill; amounts in cents."""

    label: str
    quantity: int
    unit_cents: int
    total_cents: int


@dataclass(frozen=True)
class Fee:
    """A bill; a total of 0 cents has no lines."""

    lines: tuple[FeeLine, ...]

    @property
    def total_cents(self) -> int:
        """The sum, in cents."""
        return sum(line.total_cents for line in self.lines)


FREE = Fee(())


def compute_fee(
    rule: FeeRule, values: Mapping[str, object], override: FeeRule | None = None
) -> Fee:
    """The bill for these typed answers (`portal.forms.values`). A municipality's own rule,
    given as `override`, replaces the service's. Raises FeeUndecided."""
    match override or rule:
        case NoFee() | OnSiteFee():
            return FREE
        case FixedFee(amount=amount, label=label):
            return _bill(_line(label, 1, amount))
        case PerCopyFee() as per_copy:
            return _per_copy(per_copy, values)
        case ByPurposeFee() as by_purpose:
            purpose = _answer(values, by_purpose.field)
            is_free = any(_same(purpose, free) for free in by_purpose.free_for)
            return FREE if is_free else compute_fee(by_purpose.otherwise, values)
        case TableFee() as table:
            return _from_row(_fitting_row(table, _answer(values, table.field)), values)


def _per_copy(rule: PerCopyFee, values: Mapping[str, object]) -> Fee:
    count = _answer(values, rule.count)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= rule.most:
        raise FeeUndecided
    return _bill(
        _line(rule.first_label, 1, rule.first),
        _line(rule.further_label, count - 1, rule.each_further),
    )


def _fitting_row(table: TableFee, answer: object) -> FeeRow:
    for row in table.rows:
        if _fits(row, answer):
            return row
    raise FeeUndecided


def _fits(row: FeeRow, answer: object) -> bool:
    if row.value is not None:
        return _same(answer, row.value)
    if isinstance(answer, bool) or not isinstance(answer, int):
        return False
    return (row.at_least is None or answer >= row.at_least) and (
        row.at_most is None or answer <= row.at_most
    )


def _from_row(row: FeeRow, values: Mapping[str, object]) -> Fee:
    if row.fee is not None:
        return compute_fee(row.fee, values)
    return _bill(_line(row.label, 1, row.amount or 0))


def _answer(values: Mapping[str, object], path: str) -> object:
    found: object = values
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise FeeUndecided
        found = found[part]
    if found is None or found == "":
        raise FeeUndecided
    return found


def _same(answer: object, listed: Value) -> bool:
    if isinstance(answer, bool) or isinstance(listed, bool):
        return answer is listed
    return str(answer) == str(listed)


def _line(label: str, quantity: int, unit_cents: int) -> FeeLine:
    return FeeLine(label, quantity, unit_cents, quantity * unit_cents)


def _bill(*lines: FeeLine) -> Fee:
    return Fee(tuple(line for line in lines if line.total_cents > 0))
