"""The goods of the shop: services as cards, life situations as tiles, the price box."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.web.components.icons import icon, icon_named
from portal.web.components.links import Words, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.status import badge


@dataclass(frozen=True)
class ServiceCard:
    """What a card says. `mode` is the badge's word, such as "Online" or "Landkreis"."""

    title: str
    href: str
    summary: str = ""
    fee: str = ""
    duration: str = ""
    mode: str = "Online"
    online: bool = True


def service_card(card: ServiceCard | rx.Var[ServiceCard]) -> rx.Component:
    """One service as a list item. The link is the title; its area is the whole card.

    The fee's line keeps its height: municipal data may arrive after the first paint.
    """
    return rx.el.li(
        rx.cond(card.online, badge(card.mode, "success"), badge(card.mode)),
        rx.el.h3(internal_link(card.title, href=card.href)),
        rx.el.p(card.summary),
        rx.el.p(rx.el.b(card.fee), rx.el.span(card.duration), class_name="facts"),
        class_name="item",
    )


def service_shelf(cards: rx.Var[list[ServiceCard]] | list[ServiceCard]) -> rx.Component:
    if isinstance(cards, list):
        return rx.el.ul(*[service_card(card) for card in cards], class_name="shelf")
    return rx.el.ul(rx.foreach(cards, service_card), class_name="shelf")


def tile(label: Words, href: Words, drawing: Words) -> rx.Component:
    """One life situation as a list item."""
    image = icon(drawing) if isinstance(drawing, str) else icon_named(drawing)
    return rx.el.li(internal_link(image, rx.el.span(rx.el.b(label)), href=href, class_name="tile"))


def tiles(*items: rx.Component) -> rx.Component:
    return rx.el.ul(*items, class_name="tiles")


def chips(*links: tuple[Words, Words]) -> rx.Component:
    """Frequent choices as pills: (label, path)."""
    entries = [rx.el.li(internal_link(label, href=path)) for label, path in links]
    return rx.el.ul(*entries, class_name="chips")


def search_box(label: str, action: str, placeholder: str = "", **props: Any) -> rx.Component:
    """A search that works before hydration: a GET form, so never for personal data.

    `props` go to the input (default_value, on_change, on_key_down).
    """
    return native_form(
        rx.el.input(
            type="search",
            name=props.pop("name", "q"),
            aria_label=label,
            placeholder=placeholder,
            auto_complete="off",
            custom_attrs={"enterKeyHint": "search"},
            **props,
        ),
        rx.el.button(
            rx.el.span("Suchen", class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--primary",
        ),
        class_name="search",
        role="search",
        action=action,
        method="get",
    )


def box(*children: Any, **props: Any) -> rx.Component:
    """White ground with a border; beside the story on a wide screen, below it on the phone."""
    return rx.el.div(*children, class_name="box", **props)


def glance(*facts: tuple[str, Any, Any]) -> rx.Component:
    """The terms of "Auf einen Blick": (term, value, hint or "")."""
    return rx.el.dl(*[part for fact in facts for part in _fact(*fact)], class_name="glance")


def _fact(term: str, value: Any, hint: Any) -> list[rx.Component]:
    second = [] if isinstance(hint, str) and not hint else [rx.el.dd(hint, class_name="hint")]
    return [rx.el.dt(term), rx.el.dd(value), *second]


def buy_bar(price: Words, note: Words, action: rx.Component) -> rx.Component:
    """The phone's bar above the tabs: price, duration, the one button. Hidden from 48 rem up."""
    words = rx.el.div(rx.el.b(price), rx.el.span(note, class_name="hint"))
    return rx.el.div(words, action, class_name="buy")


def tick_list(*items: Any) -> rx.Component:
    return rx.el.ul(*[rx.el.li(item) for item in items], class_name="ticks")
