"""A bill's lines in words."""

from collections.abc import Sequence
from typing import Any

from portal.fees import FeeLine
from portal.shared.money import format_euro


def fee_lines_of(stored: Sequence[Any]) -> tuple[FeeLine, ...]:
    """The lines as a submission keeps them."""
    return tuple(FeeLine(**line) for line in stored)


def in_words(lines: Sequence[FeeLine]) -> list[dict[str, str]]:
    """The rows of templates/letter.typ's table of fees."""
    return [
        {
            "label": line.label,
            "quantity": str(line.quantity),
            "unit": format_euro(line.unit_cents),
            "total": format_euro(line.total_cents),
        }
        for line in lines
    ]
