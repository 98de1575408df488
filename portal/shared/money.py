"""Amounts of money: integer cents, euro only."""

from typing import NewType

Cents = NewType("Cents", int)


def format_euro(cents: int) -> str:
    """German notation with a no-break space: 1500 -> '15,00 €'."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d}\u00a0€"
