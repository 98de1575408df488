"""A case as a story: what now, and what happened when."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.components.alerts import as_paragraph
from portal.web.components.links import Words, as_german, document_link

TONES = {
    "Rückfrage an Sie": "status status--ask",
    "Auf dem Postweg": "status status--done",
    "Bereitgestellt": "status status--done",
    "Abgeschlossen": "status status--done",
    "Abgelehnt": "status status--ended",
    "Zurückgezogen": "status status--ended",
}


@dataclass(frozen=True)
class TimelineEntry:
    """One line of "Verlauf". `state` is done, now or next; `link` a paper that belongs to it."""

    title: str
    when: str = ""
    when_iso: str = ""
    state: str = "done"
    note: str = ""
    link: str = ""
    link_label: str = ""


def status_box(status: rx.Var[str], *children: Any) -> rx.Component:
    """The region "Bearbeitungsstand": the status as heading, then in words what it means.

    It is a live region: a change while the page is open is read out.
    """
    return rx.el.section(
        rx.el.p(_("Bearbeitungsstand"), class_name="eyebrow", id="bearbeitungsstand"),
        rx.el.div(
            rx.el.h2(status), *[as_paragraph(child) for child in children], aria_live="polite"
        ),
        class_name=rx.match(
            rx.Var.create(status), *[(_(name), tone) for name, tone in TONES.items()], "status"
        ),
        aria_labelledby="bearbeitungsstand",
    )


def timeline(entries: rx.Var[list[TimelineEntry]]) -> rx.Component:
    """The list "Verlauf", oldest first, with what comes next at its end."""
    return rx.el.ol(rx.foreach(entries, _entry), class_name="line", aria_labelledby="verlauf")


def timeline_section(entries: rx.Var[list[TimelineEntry]]) -> rx.Component:
    return rx.fragment(rx.el.h2(_("Verlauf"), id="verlauf"), timeline(entries))


def _entry(entry: rx.Var[TimelineEntry]) -> rx.Component:
    paper = rx.fragment(" · ", document_link(entry.link_label, href=entry.link))
    return rx.el.li(
        rx.el.b(entry.title),
        rx.cond(
            entry.state == "next", rx.el.span(" ", _("(als Nächstes)"), class_name="kern-sr-only")
        ),
        rx.cond(entry.link != "", paper),
        rx.cond(entry.when != "", _moment(entry)),
        rx.cond(entry.note != "", rx.el.p(entry.note, **as_german())),
        class_name=entry.state,
    )


def _moment(entry: rx.Var[TimelineEntry]) -> rx.Component:
    return rx.el.time(entry.when, date_time=entry.when_iso)


def badge(words: Words, tone: Words = "") -> rx.Component:
    """A short word on a tinted ground. `tone`: success, warning, danger, info or none."""
    kind = "kern-badge kern-badge--" + tone if isinstance(tone, str) else _toned(tone)
    return rx.el.span(rx.el.span(words, class_name="kern-label"), class_name=kind)


def _toned(tone: rx.Var[str]) -> rx.Var[str]:
    return rx.Var.create("kern-badge kern-badge--") + tone
