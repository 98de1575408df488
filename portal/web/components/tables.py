"""Tables that become cards below 48 rem, and the pills that filter them."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.web.components.links import Words


@dataclass(frozen=True)
class FilterPill:
    """One filter with its count."""

    key: str
    label: str
    count: int
    active: bool = False


def card_table(columns: tuple[str, ...], rows: Any, caption: Words, **props: Any) -> rx.Component:
    """A table named by `caption`. `rows` is a foreach of `row`; cells come in column order.

    Below 48 rem each row is a card whose second cell is the heading.
    """
    heads = [rx.el.th(column, scope="col", class_name="kern-table__header") for column in columns]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="kern-sr-only"),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rows),
            class_name="kern-table cards",
            **props,
        ),
        class_name="tablebox",
    )


def row(*cells: Any, selected: bool | rx.Var[bool] = False, **props: Any) -> rx.Component:
    """One line. A cell is a component or words, or (label, content) to name it on the phone."""
    return rx.el.tr(
        *[_cell(cell) for cell in cells],
        class_name=rx.cond(selected, "sel", ""),
        **props,
    )


def _cell(cell: Any) -> rx.Component:
    if isinstance(cell, tuple):
        label, content = cell
        return rx.el.td(content, custom_attrs={"data-label": label})
    return rx.el.td(cell)


def due(words: Words, colour: Words) -> rx.Component:
    """A deadline; `colour` is red, amber, green or none, and the words say the same."""
    return rx.el.span(words, class_name=rx.Var.create("due due--") + colour)


def filter_pills(
    pills: rx.Var[list[FilterPill]], on_choose: Any, label: str = "Vorgänge filtern"
) -> rx.Component:
    """`on_choose` takes the key of the pill pressed."""
    return rx.el.div(
        rx.foreach(pills, lambda pill: _pill(pill, on_choose)),
        class_name="filters",
        role="group",
        aria_label=label,
    )


def _pill(pill: rx.Var[FilterPill], on_choose: Any) -> rx.Component:
    return rx.el.button(
        pill.label,
        " ",
        rx.el.span(pill.count, class_name="number"),
        type="button",
        aria_pressed=rx.cond(pill.active, "true", "false"),
        on_click=on_choose(pill.key),
    )
