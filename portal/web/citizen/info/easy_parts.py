"""How a page in Leichte Sprache is drawn: large type, one sentence a line, much room."""

from typing import Any

import reflex as rx

from portal.catalogue.easy_language import EasyPage, Line, Link, Steps
from portal.shared.language import N_, _
from portal.web.citizen.chrome import header
from portal.web.citizen.info.parts import bullets, numbered
from portal.web.components.icons import icon
from portal.web.components.links import as_german, internal_link
from portal.web.components.page import breadcrumbs, citizen_page

TITLE = N_("Leichte Sprache")
PATH = "/leichte-sprache/"


def easy_frame(
    page: EasyPage, *children: Any, trail: tuple[tuple[str, str], ...], here: str
) -> rx.Component:
    """A whole page; `children` follow its first lines. It is German in every language's frame."""
    story = (rx.el.h1(page.title), *lines(page.lines), *children)
    return citizen_page(
        rx.el.article(*story, class_name="easy", **as_german()),
        tab="",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), *trail, here=here),
    )


def passages(page: EasyPage) -> list[rx.Component]:
    """Every heading with what belongs to it."""
    return [passage(part.title, *lines(part.lines), drawing=part.icon) for part in page.parts]


def passage(title: str, *children: Any, drawing: str = "") -> rx.Component:
    """A heading with its picture, and what belongs to it."""
    picture = [icon(drawing)] if drawing else []
    return rx.el.section(rx.el.h2(*picture, title), *children)


def lines(written: tuple[Line, ...]) -> list[rx.Component]:
    """One sentence a line."""
    return [_line(line) for line in written]


def tall_link(words: Any, href: Any) -> rx.Component:
    """A link on a line of its own, easy to hit."""
    return rx.el.p(internal_link(words, href=href))


def _line(line: Line) -> rx.Component:
    match line:
        case str():
            return rx.el.p(line)
        case Link():
            return tall_link(line.words, line.link)
        case Steps():
            return numbered(*line.steps)
        case _:
            return bullets(*line)
