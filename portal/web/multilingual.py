"""A citizens' page stands once per language: at its German path, and below each prefix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.shared.language import GERMAN, LANGUAGES, N_, _, speaking
from portal.web.language import drawing, localized, offer_in_every_language

PORTAL = N_("Digitales Rathaus")
NOT_FOR_SEARCH_ENGINES = [{"name": "robots", "content": "noindex"}]
Words = str | Callable[[], str]


@dataclass(frozen=True)
class CitizenPage:
    """A page to be registered. `title` and `description` are marked German words, or a function
    that says them in the language spoken; `personal` pages are for no search engine.

    Reflex writes what the pages of one `module` have into one script, which each of them loads: so
    forms, which are alike, share one, and services, each with its own words, have one each.
    """

    draw: Callable[[], rx.Component]
    route: str
    title: Words
    description: Words
    on_load: tuple[Any, ...] = ()
    personal: bool = False
    module: str = ""


def add_citizen_page(app: rx.App, page: CitizenPage) -> None:
    """Register the page in every language; links to it stay within the reader's from now on."""
    offer_in_every_language(page.route)
    for language in LANGUAGES:
        with speaking(language):
            app.add_page(
                _drawn_in(language, page),
                route=localized(page.route)
                if page.route != "/"
                else localized("/").rstrip("/") or "/",
                title=_title(page),
                description=_said(page.description),
                meta=NOT_FOR_SEARCH_ENGINES if page.personal else [],
                on_load=list(page.on_load),
            )


def _drawn_in(language: str, page: CitizenPage) -> Callable[[], rx.Component]:
    """English pages have scripts of their own: who reads German loads no English word."""

    def draw() -> rx.Component:
        with drawing(page.route, language):
            return rx.fragment(page.draw(), *([] if page.personal else _alternates(page.route)))

    module = page.module or page.draw.__module__
    draw.__module__ = module if language == GERMAN else f"{module}_{language}"
    return draw


def _title(page: CitizenPage) -> str:
    own = _said(page.title)
    return f"{own} – {_(PORTAL)}" if own else _(PORTAL)


def _said(words: Words) -> str:
    return _(words) if isinstance(words, str) else words()


def _alternates(route: str) -> list[rx.Component]:
    """For search engines: where this page stands in the other languages."""
    return [
        rx.el.link(rel="alternate", href=localized(route, language), href_lang=language)
        for language in LANGUAGES
    ]
