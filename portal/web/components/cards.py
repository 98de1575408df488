"""The goods of the shop: services as cards, life situations as tiles, the price box."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.shared.language import N_, _
from portal.web.components.field_parts import ABSENT
from portal.web.components.icons import icon, icon_named
from portal.web.components.links import Words, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.status import badge
from portal.web.language import localized
from portal.web.static_files import versioned


@dataclass(frozen=True)
class ServiceCard:
    """What a card says. `mode` is the badge's word, such as "Online" or "Landkreis"; `who` names
    those responsible where it is not the municipality itself; `lang` is the language of title and
    summary where it is not the page's.
    """

    title: str
    href: str
    summary: str = ""
    fee: str = ""
    duration: str = ""
    mode: str = N_("Online")
    online: bool = True
    who: str = ""
    lang: str = ""


def service_card(card: ServiceCard | rx.Var[ServiceCard]) -> rx.Component:
    """One service as a list item. The link is the title; its area is the whole card.

    The fee's line keeps its height: municipal data may arrive after the first paint.
    """
    return rx.el.li(
        rx.cond(card.online, badge(card.mode, "success"), badge(card.mode)),
        rx.el.h3(internal_link(card.title, href=card.href), lang=_language(card)),
        rx.el.p(card.summary, lang=_language(card)),
        rx.el.p(rx.el.b(card.fee), rx.el.span(card.duration), class_name="facts"),
        rx.cond(card.who != "", rx.el.p(card.who, class_name="hint")),
        class_name="item",
    )


def _language(card: ServiceCard | rx.Var[ServiceCard]) -> Any:
    if isinstance(card, ServiceCard):
        return card.lang or None
    return rx.cond(card.lang != "", card.lang, ABSENT)


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


SUGGESTIONS_ID = "vorschlaege"


def service_search(placeholder: str = "", **props: Any) -> rx.Component:
    """The search for services, with suggestions while typing (assets/js/suggestions.js).

    It stays a search box: the list of options follows the combobox of the ARIA Authoring
    Practices as far as that role may (no aria-expanded). page.js loads the script at the first
    focus, so nobody waits for it. One such box to a page.
    """
    box = _search_input(
        _("Leistung suchen"),
        placeholder or _("Wonach suchen Sie?"),
        aria_autocomplete="list",
        aria_controls=SUGGESTIONS_ID,
        custom_attrs={
            "enterKeyHint": "search",
            "data-script": versioned("/js/suggestions.js"),
            "data-suggestions": localized("/leistungen/vorschlaege/"),
        },
        **props,
    )
    options = rx.el.ul(
        id=SUGGESTIONS_ID,
        role="listbox",
        aria_label=_("Vorschläge"),
        class_name="suggestions",
        hidden=True,
    )
    heard = rx.el.div(role="status", class_name="kern-sr-only")
    return _search_form(box, options, heard, action="/leistungen/")


def _search_input(label: str, placeholder: str, **props: Any) -> rx.Component:
    props.setdefault("custom_attrs", {"enterKeyHint": "search"})
    return rx.el.input(
        type="search",
        name=props.pop("name", "q"),
        aria_label=label,
        placeholder=placeholder,
        auto_complete="off",
        **props,
    )


def _search_form(box: rx.Component, *children: rx.Component, action: str) -> rx.Component:
    return native_form(
        box,
        rx.el.button(
            rx.el.span(_("Suchen"), class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--primary",
        ),
        *children,
        class_name="search",
        role="search",
        action=localized(action),
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
