"""Numbers and amounts of money, in German notation."""

import re
from dataclasses import replace
from decimal import Decimal

from portal.forms import messages
from portal.forms.context import FormContext
from portal.forms.facts import compare
from portal.forms.field_definitions import FieldBase, MoneyField, NumberField
from portal.forms.fields.base import Asked, FieldType, Refused
from portal.forms.fields.view import FieldView
from portal.shared.language import _
from portal.shared.money import format_euro

_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")


def parse_decimal(text: str) -> Decimal | None:
    """A number as Germans write it: '1.234,50', '1234,5', also '12.50'; None if it is none."""
    compact = text.replace(" ", "").replace("−", "-")
    if len(compact) <= 20 and _GROUPED.fullmatch(compact):
        return Decimal(compact.replace(".", "").replace(",", "."))
    return Decimal(compact.replace(",", ".")) if _PLAIN.fullmatch(compact) else None


def in_german(number: Decimal | int) -> str:
    """'1,5'"""
    return str(number).replace(".", ",")


def _check_range(field: FieldBase, number: Decimal, low: object, high: object, unit: str) -> None:
    if (compare(number, low) or 0) < 0:
        words = messages.please_check(
            field,
            _("Der kleinste mögliche Wert ist {least}{unit}.").format(least=_bare(low), unit=unit),
        )
        raise Refused("too_small", words)
    if (compare(number, high) or 0) > 0:
        words = messages.please_check(
            field,
            _("Der größte mögliche Wert ist {most}{unit}.").format(most=_bare(high), unit=unit),
        )
        raise Refused("too_large", words)


def _bare(bound: object) -> str:
    return str(bound).replace(".", ",")


class NumberType(FieldType[NumberField]):
    """A whole number (int) or one with decimals (Decimal)."""

    def parse(self, field: NumberField, asked: Asked) -> int | Decimal:
        number = parse_decimal(asked.typed())
        if number is None:
            raise Refused("invalid", _number_words(field))
        if number != round(number, field.decimals):
            raise Refused("invalid", _number_words(field))
        _check_range(field, number, asked.bound(field.min), asked.bound(field.max), "")
        return int(number) if field.decimals == 0 else number

    def words(self, field: NumberField, value: object, context: FormContext) -> str:
        assert isinstance(value, int | Decimal)
        unit = field.unit_one if value == 1 and field.unit_one else field.unit
        return f"{in_german(value)} {unit}".strip()

    def export(self, field: NumberField, value: object) -> object:
        return str(value) if isinstance(value, Decimal) else value

    def draw(self, field: NumberField, asked: Asked, view: FieldView) -> FieldView:
        drawn = super().draw(field, asked, view)
        mode = field.inputmode or ("decimal" if field.decimals else "numeric")
        return replace(drawn, inputmode=mode)


class MoneyType(FieldType[MoneyField]):
    """An amount in euro; compared in euro, exported in cents."""

    inputmode = "decimal"

    def parse(self, field: MoneyField, asked: Asked) -> Decimal:
        amount = parse_decimal(asked.typed().replace("€", "").replace("EUR", "").strip())
        if amount is None or amount != round(amount, 2):
            how = _("Geben Sie einen Betrag in Euro an, zum Beispiel {example}.").format(
                example=field.example or "12,50"
            )
            raise Refused("invalid", messages.please_check(field, how))
        _check_range(field, amount, field.min, field.max, " Euro")
        return amount

    def words(self, field: MoneyField, value: object, context: FormContext) -> str:
        return format_euro(_cents(value))

    def export(self, field: MoneyField, value: object) -> object:
        return _cents(value)


def _cents(value: object) -> int:
    assert isinstance(value, Decimal)
    return int(value * 100)


def _number_words(field: NumberField) -> str:
    if field.decimals == 0:
        example = field.example or "2"
        return messages.please_check(
            field,
            _("Geben Sie eine ganze Zahl an, zum Beispiel {example}.").format(example=example),
        )
    example = field.example or "1,5"
    return messages.please_check(
        field, _("Geben Sie eine Zahl an, zum Beispiel {example}.").format(example=example)
    )
