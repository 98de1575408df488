"""A fee rule in words, for the page that describes a service."""

from portal.fees.rules import (
    ByPurposeFee,
    FeeRow,
    FeeRule,
    FixedFee,
    NoFee,
    OnSiteFee,
    PerCopyFee,
    TableFee,
)
from portal.shared.language import N_, _
from portal.shared.money import format_euro

FREE_WORDS = N_("gebührenfrei")
PAID_ON_SITE = N_("Sie zahlen vor Ort.")


def fee_in_words(rule: FeeRule) -> tuple[str, str]:
    """Headline and detail: ('15,00 €', 'jede weitere Ausfertigung 7,50 €')."""
    match rule:
        case NoFee():
            return _(FREE_WORDS), ""
        case OnSiteFee():
            return rule.words, _(PAID_ON_SITE)
        case FixedFee():
            return _price(rule.amount), ""
        case PerCopyFee():
            return _price(rule.first), f"{rule.further_words} {_price(rule.each_further)}"
        case ByPurposeFee():
            headline, detail = fee_in_words(rule.otherwise)
            return headline, "; ".join(filter(None, (detail, rule.free_words)))
        case TableFee():
            return _range(least_cents(rule), most_cents(rule)), _rows(rule)


def least_cents(rule: FeeRule) -> int:
    """The smallest fee that is not an exemption, in cents."""
    return min(_first_prices(rule))


def most_cents(rule: FeeRule) -> int:
    """The largest basic fee, in cents, before further copies."""
    return max(_first_prices(rule))


def _first_prices(rule: FeeRule) -> list[int]:
    match rule:
        case NoFee() | OnSiteFee():
            return [0]
        case FixedFee():
            return [rule.amount]
        case PerCopyFee():
            return [rule.first]
        case ByPurposeFee():
            return _first_prices(rule.otherwise)
        case TableFee():
            return [price for row in rule.rows for price in _row_prices(row)]


def _row_prices(row: FeeRow) -> list[int]:
    return _first_prices(row.fee) if row.fee is not None else [row.amount or 0]


def _rows(table: TableFee) -> str:
    return ", ".join(f"{row.label} {_row_words(row)}" for row in table.rows)


def _row_words(row: FeeRow) -> str:
    if row.fee is None:
        return _price(row.amount or 0)
    headline, detail = fee_in_words(row.fee)
    return f"{headline} ({detail})" if detail else headline


def _range(least: int, most: int) -> str:
    if least == most:
        return _price(least)
    if least == 0:
        return _("0,00 bis {most}").format(most=_price(most))
    return _("ab {least}").format(least=_price(least))


def _price(cents: int) -> str:
    return format_euro(cents) if cents else _(FREE_WORDS)
