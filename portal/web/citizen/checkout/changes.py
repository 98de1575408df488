"""What changed in the basket since the checkout page was shown: old and new amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from portal.applications import Basket
from portal.shared.language import _
from portal.shared.money import format_euro
from portal.web.citizen.translation import title_in_our_words


@dataclass(frozen=True)
class Seen:
    """One item as the page showed it; amount in cents."""

    application_id: str
    submission_id: str
    title: str
    cents: int


@dataclass(frozen=True)
class Change:
    """What became of one item, in words."""

    title: str
    words: str


def seen_of(content: Basket) -> list[Seen]:
    """What the page shows now."""
    return [
        Seen(
            str(item.application_id),
            str(item.submission_id),
            title_in_our_words(item.service, item.title),
            item.total_cents,
        )
        for item in content.items
    ]


def changes(before: Sequence[Seen], content: Basket) -> list[Change]:
    """What is new, gone, or not what it was."""
    old = {item.application_id: item for item in before}
    now = seen_of(content)
    gone = old.keys() - {item.application_id for item in now}
    return [
        *(Change(item.title, words) for item in now if (words := _against(old, item))),
        *(Change(old[key].title, _("nicht mehr dabei")) for key in old if key in gone),
    ]


def list_of_changes(found: rx.Var[list[Change]]) -> rx.Component:
    """Nothing where nothing changed."""
    return rx.cond(
        found.length() > 0,
        rx.el.ul(
            rx.foreach(found, lambda change: rx.el.li(rx.el.b(change.title), ": ", change.words)),
            class_name="changes",
        ),
    )


def _against(old: dict[str, Seen], item: Seen) -> str:
    """ "" where it is what it was."""
    before = old.get(item.application_id)
    if before is None:
        return _("neu, {amount}").format(amount=format_euro(item.cents))
    if before.cents != item.cents:
        words = _("Bisher {old}, jetzt {new}.")
        return words.format(old=format_euro(before.cents), new=format_euro(item.cents))
    return "" if before.submission_id == item.submission_id else _("mit geänderten Angaben")
