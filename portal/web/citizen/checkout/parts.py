"""Where one is when several payments follow one another: "Zahlung 1 von 2: …, bezahlt"."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from portal.shared.language import N_, _
from portal.shared.money import format_euro
from portal.workflow.payment_parts import PartStanding


@dataclass(frozen=True)
class PartLine:
    """One payment of several, in words; `look` is the class of its dot."""

    which: str
    whom: str
    standing: str
    look: str


_STANDINGS = {
    "paid": (N_("bezahlt"), "done"),
    "pending": (N_("Ihr Geld ist unterwegs"), "now"),
    "next": (N_("noch offen, als Nächstes"), "now"),
    "later": (N_("noch offen"), "next"),
}


def part_lines(parts: Sequence[PartStanding]) -> list[PartLine]:
    """The payments in words, in their order."""
    return [_in_words(part, len(parts)) for part in parts]


def next_payment(parts: Sequence[PartStanding]) -> str:
    """ "Weiter zu Zahlung 2 von 2"; "" where nothing comes next."""
    found = next((part for part in parts if part.standing == "next"), None)
    if found is None:
        return ""
    words = _("Weiter zu Zahlung {number} von {total}")
    return words.format(number=found.number, total=len(parts))


def parts_list(lines: rx.Var[list[PartLine]]) -> rx.Component:
    """Nothing where there is one payment only."""
    return rx.cond(
        lines.length() > 0,
        rx.el.section(
            rx.el.h2(_("Ihre Zahlungen nacheinander")),
            rx.el.ol(rx.foreach(lines, _line), class_name="line"),
            class_name="parts",
        ),
    )


def tab_of(of_case: rx.Var[bool]) -> rx.Var[str]:
    """Where a payment belongs in the main menu: to the case it is for, or to the basket."""
    return rx.cond(of_case, "Vorgänge", "Warenkorb")


def _in_words(part: PartStanding, total: int) -> PartLine:
    standing, look = _STANDINGS[part.standing]
    which = _("Zahlung {number} von {total}").format(number=part.number, total=total)
    return PartLine(which, f"{part.names}, {format_euro(part.amount_cents)}", _(standing), look)


def _line(line: rx.Var[PartLine]) -> rx.Component:
    return rx.el.li(
        rx.el.b(line.which, ": ", line.whom), rx.el.p(line.standing), class_name=line.look
    )
