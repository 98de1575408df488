"""What is known while a form is read, and which conditions that fulfils."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from portal.forms.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FieldCondition,
    Moment,
    Not,
    TrustCondition,
)
from portal.forms.context import FormContext


@dataclass(frozen=True)
class Known:
    """A field that was passed: its typed value (None: no valid answer), and if it is shown."""

    value: object | None
    shown: bool


class Facts:
    """The answers read so far, looked up by name from inside out. Hidden answers do not count."""

    def __init__(self, context: FormContext) -> None:
        self.context = context
        self._known: dict[str, Known] = {}

    def learn(self, path: str, value: object | None, shown: bool) -> None:
        """Note a field (or the number of items of a group) as passed."""
        self._known[path] = Known(value, shown)

    def place_of(self, name: str, scopes: tuple[str, ...]) -> str | None:
        """The full path `name` means here, if it is shown."""
        path = next((scope + name for scope in scopes if scope + name in self._known), None)
        return path if path is not None and self._known[path].shown else None

    def value_of(self, name: str, scopes: tuple[str, ...]) -> object | None:
        """The valid, shown answer `name` means here."""
        path = self.place_of(name, scopes)
        return self._known[path].value if path is not None else None

    def holds(self, condition: Condition | None, scopes: tuple[str, ...]) -> bool:
        """Whether the condition is fulfilled; no condition always is."""
        match condition:
            case None:
                return True
            case AllOf():
                return all(self.holds(part, scopes) for part in condition.all)
            case AnyOf():
                return any(self.holds(part, scopes) for part in condition.any)
            case Not():
                return not self.holds(condition.not_, scopes)
            case TrustCondition():
                return self._trusted(condition)
            case FieldCondition():
                return self._compare(condition, scopes)

    def compared_fields_answered(self, condition: Condition, scopes: tuple[str, ...]) -> bool:
        """Whether every field the condition compares has an answer (`filled` only asks)."""
        return all(self.value_of(name, scopes) is not None for name in fields_compared(condition))

    def bound(self, bound: object, scopes: tuple[str, ...]) -> object | None:
        """The value of a bound: itself, today, or counted from today or another answer."""
        if bound == "today":
            return self.context.today
        if not isinstance(bound, Moment):
            return bound
        origin = self.context.today if bound.today else self.value_of(bound.field or "", scopes)
        return _moved(origin, bound)

    def _trusted(self, condition: TrustCondition) -> bool:
        level, wanted = self.context.trust_level, condition.trust_level
        below = wanted.below is None or not level.reaches(wanted.below)
        return below and (wanted.at_least is None or level.reaches(wanted.at_least))

    def _compare(self, condition: FieldCondition, scopes: tuple[str, ...]) -> bool:
        name, operand = condition.comparison
        value = self.value_of(condition.field, scopes)
        if name == "filled":
            return (value is not None) is operand
        if value is None:
            return name in ("not_equals", "not_in")
        if name in _EQUALITIES:
            return _EQUALITIES[name](value, operand)
        if name.startswith("age_"):
            return _age_fits(name, value, operand, self.context.today)
        return _ordered(name, value, self.bound(operand, scopes))


def fields_compared(condition: Condition) -> set[str]:
    """The fields a condition compares, without those it only asks to be filled."""
    return {
        name
        for part in _field_conditions(condition)
        if part.filled is None
        for name in fields_named(part)
    }


def fields_named(condition: Condition | None) -> set[str]:
    """All fields a condition names, on either side of a comparison."""
    names: set[str] = set()
    for part in _field_conditions(condition):
        names.add(part.field)
        operand = part.comparison[1]
        if isinstance(operand, Moment) and operand.field:
            names.add(operand.field)
    return names


def age_on(day: date, birth: date) -> int:
    """Completed years of life; born on 29 February, a year is completed on 1 March
    (BGB § 187 (2), § 188 (2)) unless it is a leap year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _field_conditions(condition: Condition | None) -> list[FieldCondition]:
    match condition:
        case FieldCondition():
            return [condition]
        case AllOf():
            return [found for part in condition.all for found in _field_conditions(part)]
        case AnyOf():
            return [found for part in condition.any for found in _field_conditions(part)]
        case Not():
            return _field_conditions(condition.not_)
        case _:
            return []


def _same(value: object, operand: object) -> bool:
    if isinstance(value, bool):
        return value is operand or operand == ("yes" if value else "no")
    if isinstance(operand, bool):
        return False
    if isinstance(value, int | Decimal) and isinstance(operand, int):
        return value == operand
    return str(value) == str(operand)


def _among(value: object, operands: Any) -> bool:
    return any(_same(value, operand) for operand in operands)


def _contains(value: object, operand: object) -> bool:
    return isinstance(value, tuple) and any(_same(part, operand) for part in value)


_EQUALITIES: dict[str, Callable[[object, Any], bool]] = {
    "equals": _same,
    "not_equals": lambda value, operand: not _same(value, operand),
    "in_": _among,
    "not_in": lambda value, operands: not _among(value, operands),
    "contains": _contains,
}
_ORDERS: dict[str, Callable[[int], bool]] = {
    "before": lambda sign: sign < 0,
    "after": lambda sign: sign > 0,
    "not_before": lambda sign: sign >= 0,
    "not_after": lambda sign: sign <= 0,
    "greater": lambda sign: sign > 0,
    "less": lambda sign: sign < 0,
    "at_least": lambda sign: sign >= 0,
    "at_most": lambda sign: sign <= 0,
}


def compare(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None where the two cannot be compared. A day and a moment compare as days."""
    if isinstance(left, datetime) and not isinstance(right, datetime):
        left = left.time() if isinstance(right, time) else left.date()
    elif isinstance(right, datetime) and not isinstance(left, datetime):
        right = right.date()
    try:
        return int(left > right) - int(left < right)
    except TypeError:
        return None


def _ordered(name: str, value: object, operand: object) -> bool:
    sign = compare(value, operand)
    return sign is not None and _ORDERS[name](sign)


def _age_fits(name: str, value: object, years: int, today: date) -> bool:
    if isinstance(value, datetime) or not isinstance(value, date):
        return False
    old_enough = age_on(today, value) >= years
    return old_enough if name == "age_at_least" else not old_enough


def _moved(origin: object | None, by: Moment) -> object | None:
    if isinstance(origin, date):
        try:
            return _months_later(origin, by.plus_years * 12 + by.plus_months) + timedelta(
                days=by.plus_days
            )
        except (OverflowError, ValueError):
            return None
    return origin


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))
        except ValueError:
            continue
    raise OverflowError
