"""Links: within the app without a page load, to documents and routes of the server with one.

Reflex turns `rx.el.a` into React Router's Link, which would answer a route the client does not
know (a download, the sign-in callback) with its own 404. `rx.el.A` is the plain element.
"""

from typing import Any

import reflex as rx

from portal.shared.language import GERMAN, spoken
from portal.web.language import localized

Words = str | rx.Var[str]


def internal_link(*children: Any, href: Words, **props: Any) -> rx.Component:
    """A link to a page of the portal, within the language of the page it stands on; React Router
    changes the page without loading it anew. A Var has been `localized` by who filled it.
    """
    path = localized(href) if isinstance(href, str) else href
    return rx.el.a(*children, href=path, **props)


def document_link(*children: Any, href: Words, **props: Any) -> rx.Component:
    """A link the browser follows itself: downloads, sign-in and -out, other sites, mail, phone."""
    path = localized(href) if isinstance(href, str) else href
    return rx.el.A.create(*children, href=path, **props)


def leaving_link(label: Words, *, href: rx.Var[str]) -> rx.Component:
    """Nothing while `href` is empty; once it is set, page.js leads the browser there by itself.

    For pages that are not the app's own, such as a payment page: Reflex's redirect would look for
    them among its routes.
    """
    link = rx.el.A.create(label, href=href, custom_attrs={"data-leave": ""})
    return rx.el.p(rx.cond(href != "", link, rx.fragment()), role="status")


def fragment_link(*children: Any, target: Words, **props: Any) -> rx.Component:
    """A link to the element with the id `target` on this page; page.js moves the focus there."""
    return rx.el.A.create(*children, href="#" + target, **props)


def as_german() -> dict[str, str]:
    """`lang` for German words on a page of another language, such as a department's name."""
    return {} if spoken() == GERMAN else {"lang": GERMAN}


def mail_link(address: Words) -> rx.Component:
    return document_link(address, href="mailto:" + address)


def phone_link(number: Words) -> rx.Component:
    return document_link(number, href="tel:" + number)
