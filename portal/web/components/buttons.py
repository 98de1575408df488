"""Buttons and links that look like buttons. Exactly one primary button per screen."""

from typing import Any

import reflex as rx

from portal.web.components.links import Words, document_link, internal_link


def primary_button(label: Words, **props: Any) -> rx.Component:
    return _button(label, "kern-btn--primary", props)


def secondary_button(label: Words, **props: Any) -> rx.Component:
    return _button(label, "kern-btn--secondary", props)


def danger_button(label: Words, **props: Any) -> rx.Component:
    """For what cannot be undone; say in words what is lost."""
    return _button(label, "kern-btn--secondary kern-btn--danger", props)


def text_button(*children: Any, **props: Any) -> rx.Component:
    """A button that reads like a link: "entfernen", "Abmelden"."""
    props.setdefault("type", "button")
    return rx.el.button(*children, class_name="quiet-link", **props)


def primary_link(label: Words, href: Words, **props: Any) -> rx.Component:
    return _link(label, href, "kern-btn--primary", props)


def secondary_link(label: Words, href: Words, **props: Any) -> rx.Component:
    return _link(label, href, "kern-btn--secondary", props)


def button_bar(*children: Any) -> rx.Component:
    """The row under a form: the way on first, then the way back, then "Gespeichert um …"."""
    return rx.el.div(*children, class_name="bar")


def _button(label: Words, kind: str, props: dict[str, Any]) -> rx.Component:
    wide = props.pop("wide", False)
    props.setdefault("type", "button")
    return rx.el.button(_label(label), class_name=_classes(kind, wide), **props)


def _link(label: Words, href: Words, kind: str, props: dict[str, Any]) -> rx.Component:
    """`document=True` for a route of the server or another site; `wide=True` fills the box."""
    wide = props.pop("wide", False)
    link = document_link if props.pop("document", False) else internal_link
    return link(_label(label), href=href, class_name=_classes(kind, wide), **props)


def _label(label: Words) -> rx.Component:
    return rx.el.span(label, class_name="kern-label")


def _classes(kind: str, wide: bool) -> str:
    return f"kern-btn {kind} kern-btn--block" if wide else f"kern-btn {kind}"
