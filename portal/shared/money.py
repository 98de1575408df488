"""Amounts of money: integer cents, euro only."""

from typing import NewType

from portal.shared.language import GERMAN, spoken

Cents = NewType("Cents", int)


def format_euro(cents: int) -> str:
    """As the language spoken writes it: 1500 -> '15,00 €' with a no-break space, '€15.00'."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    if spoken() != GERMAN:
        return f"{sign}€{euros:,}.{rest:02d}"
    grouped = f"{euros:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d}\u00a0€"
