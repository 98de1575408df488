"""The pages before sending and paying: answers in words, lines of the basket, sums."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.components.links import Words, internal_link


@dataclass(frozen=True)
class ReviewAnswer:
    """One answer in words; `proven` by a Servicekonto."""

    label: str
    value: str
    proven: bool = False


@dataclass(frozen=True)
class ReviewSection:
    """The answers of one step and the link that changes them."""

    title: str
    href: str
    answers: list[ReviewAnswer] = field(default_factory=list)


@dataclass(frozen=True)
class SumLine:
    """One line of an account: words and an amount such as "15,00 €"."""

    label: str
    amount: str


def review_list(sections: rx.Var[list[ReviewSection]]) -> rx.Component:
    """ "Angaben prüfen": each step's answers with a link "… ändern"."""
    return rx.fragment(rx.foreach(sections, review_section))


def review_section(section: rx.Var[ReviewSection]) -> rx.Component:
    what = rx.el.span(section.title, " ", class_name="kern-sr-only")
    change = internal_link(what, _("ändern"), href=section.href)
    return rx.el.section(
        rx.el.div(rx.el.h2(section.title), change, class_name="kern-summary__header"),
        rx.el.dl(rx.foreach(section.answers, _answer), class_name="kern-description-list"),
        class_name="kern-summary",
        aria_label=section.title,
    )


def basket_line(
    title: Words, town: Words, fees: rx.Var[list[str]], amount: Words, *links: Any
) -> rx.Component:
    """One application in the basket, as a list item: whom it is for, and its fees line by line."""
    return rx.el.li(
        rx.el.div(
            rx.el.b(title),
            rx.el.p(town, class_name="hint"),
            rx.el.ul(rx.foreach(fees, rx.el.li), class_name="fees"),
        ),
        rx.el.span(amount, class_name="amount number"),
        rx.el.div(*links, class_name="links"),
    )


def basket_list(lines: Any) -> rx.Component:
    return rx.el.ul(lines, class_name="basket")


def total(amount: Words, label: str = "") -> rx.Component:
    return rx.el.p(
        rx.el.span(label or _("Summe")), rx.el.span(amount, class_name="number"), class_name="total"
    )


def sums(lines: rx.Var[list[SumLine]], amount: Words, label: str = "") -> rx.Component:
    """Lines of an account with their sum."""
    return rx.el.dl(
        rx.foreach(lines, lambda line: _sum_line(line.label, line.amount)),
        _sum_line(label or _("Summe"), amount, class_name="sum"),
        class_name="sums",
    )


def _answer(answer: rx.Var[ReviewAnswer]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(answer.label, class_name="kern-description-list-item__key"),
        rx.el.dd(
            answer.value,
            " ",
            rx.cond(answer.proven, rx.el.span(_("Aus Ihrem Servicekonto"), class_name="offered")),
            class_name="kern-description-list-item__value",
        ),
        class_name="kern-description-list-item",
    )


def _sum_line(label: Words, amount: Words, **props: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(amount, class_name="number"), **props)
