"""Corrections in words, for the pages of both sides."""

from dataclasses import dataclass

import reflex as rx

from portal.cases.correction_queries import Change, CorrectionView
from portal.shared.language import N_, _
from portal.web.components.links import as_german
from portal.web.components.status import badge

_STATUS = {
    "open": (N_("wartet auf Ihre Korrektur"), "warning"),
    "answered": (N_("korrigiert"), "success"),
    "withdrawn": (N_("zurückgenommen"), "info"),
}


@dataclass(frozen=True)
class ShownMark:
    """An answer to be mended."""

    label: str
    text: str
    remark: str


@dataclass(frozen=True)
class ShownChange:
    """An answer before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownCorrection:
    """One request; `changes` once it is answered."""

    number: int = 0
    status: str = ""
    words: str = ""
    tone: str = "info"
    text: str = ""
    when: str = ""
    ended: str = ""
    marks: list[ShownMark] = ()  # type: ignore[assignment]
    changes: list[ShownChange] = ()  # type: ignore[assignment]


def shown_correction(view: CorrectionView) -> ShownCorrection:
    """In words."""
    words, tone = _STATUS[view.status]
    return ShownCorrection(
        number=view.number,
        status=view.status,
        words=_(words),
        tone=tone,
        text=view.text,
        when=view.asked_when,
        ended=view.ended_when,
        marks=[ShownMark(mark.label, mark.text, mark.remark) for mark in view.marks],
        changes=shown_changes(view.changes),
    )


def shown_changes(changes: tuple[Change, ...]) -> list[ShownChange]:
    """In words, with a word for nothing."""
    nothing = _("nicht angegeben")
    return [ShownChange(c.label, c.before or nothing, c.after or nothing) for c in changes]


def change_list(changes: rx.Var[list[ShownChange]]) -> rx.Component:
    """Before and after, side by side where there is room; told by words, not by colour alone."""
    return rx.el.dl(rx.foreach(changes, _change), class_name="compared", **as_german())


def earlier_corrections(corrections: rx.Var[list[ShownCorrection]]) -> rx.Component:
    """What was asked for and what came of it; nothing where nothing ever was."""
    return rx.cond(
        corrections.length() > 0,
        rx.el.section(
            rx.el.h2(_("Korrekturen"), id="korrekturen"),
            rx.el.ul(rx.foreach(corrections, _correction), class_name="plain-list corrections"),
            aria_labelledby="korrekturen",
        ),
    )


def mark_list(marks: rx.Var[list[ShownMark]]) -> rx.Component:
    """The answers to be mended, with what was remarked."""
    return rx.el.ul(rx.foreach(marks, _mark), class_name="marks", **as_german())


def _correction(one: rx.Var[ShownCorrection]) -> rx.Component:
    return rx.el.li(
        rx.el.p(badge(one.words, one.tone), " ", rx.el.span(one.when, class_name="hint")),
        rx.cond(one.text != "", rx.el.p(one.text, class_name="letter", **as_german())),
        rx.cond(one.changes.length() > 0, change_list(one.changes), mark_list(one.marks)),
        key=one.number,
        class_name="box",
    )


def _change(change: rx.Var[ShownChange]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(change.label),
        rx.el.dd(
            rx.el.span(_("vorher:"), class_name="hint"), " ", rx.el.del_(change.before),
            class_name="before",
        ),
        rx.el.dd(
            rx.el.span(_("jetzt:"), class_name="hint"), " ", rx.el.ins(change.after),
            class_name="after",
        ),
    )  # fmt: skip


def _mark(mark: rx.Var[ShownMark]) -> rx.Component:
    return rx.el.li(
        rx.el.b(mark.label),
        rx.cond(mark.text != "", rx.fragment(": ", mark.text)),
        rx.cond(mark.remark != "", rx.el.p(mark.remark, class_name="remark")),
    )
