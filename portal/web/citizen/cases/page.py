"""The page of one case: what now, what happened, what one may do."""

import reflex as rx

from portal.cases.notices import CONSENT
from portal.shared.language import _
from portal.web.citizen.appointments.shown import own_appointment
from portal.web.citizen.cases.correction_shown import earlier_corrections, mark_list
from portal.web.citizen.cases.fees import fees_of_own_case
from portal.web.citizen.cases.guest_code import status_without_signing_in
from portal.web.citizen.cases.letters import Paper
from portal.web.citizen.cases.rating import rating_box
from portal.web.citizen.cases.state import Answer, Case, Part
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    danger_button,
    primary_button,
    primary_link,
    secondary_button,
    text_button,
)
from portal.web.components.cards import box
from portal.web.components.conversation import conversation, writing_form
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.links import (
    as_german,
    document_link,
    fragment_link,
    internal_link,
    mail_link,
    phone_link,
)
from portal.web.components.page import breadcrumbs, citizen_page, two_columns
from portal.web.components.review import sums
from portal.web.components.status import status_box, timeline_section
from portal.web.components.viewing import view_button


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.cond(
            Case.ready & (Case.reference == rx.State.aktenzeichen),
            rx.cond(Case.missing, not_found(), _case()),
            skeleton(6),
        ),
        tab="Vorgänge",
        header=header(),
        breadcrumb=breadcrumbs((_("Meine Vorgänge"), "/vorgaenge/"), here=Case.reference),
    )


def _case() -> rx.Component:
    return two_columns(
        rx.el.div(
            rx.el.h1(Case.title),
            status_box(
                Case.status,
                Case.status_text,
                rx.cond(Case.due != "", rx.el.p(Case.due)),
                rx.cond(Case.has_result, _to_the_papers()),
                rx.cond(
                    Case.question != "",
                    rx.fragment(
                        rx.el.p(Case.question, class_name="question", **as_german()),
                        rx.cond(Case.may_write, _to_the_answer()),
                    ),
                ),
            ),
            refusal(Case.refusal),
            rx.cond(Case.asked.number > 0, _asked_to_correct()),
            fees_of_own_case(Case.relief, Case.claims),
            rx.cond(Case.may_rate, rating_box()),
            timeline_section(Case.story),
            conversation(Case, _write()),
            rx.cond(Case.may_write, rx.fragment(), _who_answers()),
            earlier_corrections(Case.corrections),
        ),
        box(
            own_appointment(Case.appointment),
            rx.el.h2(_("Unterlagen"), id="unterlagen"),
            papers(Case.papers),
            rx.foreach(Case.ended_letters, _ended_letter),
            rx.cond(Case.may_consent, _consent()),
            rx.el.details(rx.el.summary(_("Ihre Angaben")), _sent()),
            status_without_signing_in(Case.reference),
            rx.el.p(internal_link(_("Wer hat meine Daten gesehen?"), href="/konto/daten/")),
            rx.cond(
                Case.total_amount != "",
                rx.el.section(rx.el.h3(_("Gebühr")), sums(Case.sums, Case.total_amount)),
            ),
            rx.cond(
                Case.paid_on_site != "",
                rx.el.section(
                    rx.el.h3(_("Gebühr")),
                    rx.el.p(Case.paid_on_site, " · ", _("Sie zahlen vor Ort.")),
                ),
            ),
            rx.el.p(_("Zuständig:"), " ", rx.el.b(Case.municipality), class_name="hint"),
            rx.cond(Case.may_withdraw, _withdraw()),
        ),
    )


def _to_the_papers() -> rx.Component:
    words = _("Zu Ihren Unterlagen")
    return rx.el.p(fragment_link(words, target="unterlagen", class_name="quiet-link"))


def _who_answers() -> rx.Component:
    """Once it is over nobody can write here; whom to ask instead."""
    office = Case.office
    return rx.el.section(
        rx.el.h2(_("Haben Sie noch Fragen?"), id="fragen"),
        rx.el.p(_("Der Vorgang ist beendet. Hier können Sie nicht mehr schreiben.")),
        rx.el.address(
            rx.el.b(office.name, **as_german()),
            rx.cond(office.room != "", rx.el.span(_("Zimmer"), " ", office.room)),
            phone_link(office.phone),
            mail_link(office.email),
            rx.cond(office.hours != "", rx.el.span(office.hours, class_name="hint")),
        ),
        aria_labelledby="fragen",
    )


def _to_the_answer() -> rx.Component:
    return rx.el.p(
        fragment_link(_("Jetzt antworten"), target="f-nachricht", class_name="quiet-link")
    )


def _ended_letter(words: rx.Var[str]) -> rx.Component:
    return rx.el.p(words, " ", _("Bitte melden Sie sich bei der Verwaltung."), class_name="hint")


def _consent() -> rx.Component:
    """The consent of VwVfG § 41 (2a): said beforehand what it means."""
    return rx.el.details(
        rx.el.summary(_("Schreiben lieber hier statt mit der Post?")),
        rx.el.p(_(CONSENT)),
        secondary_button(_("Einwilligen"), on_click=Case.consent),
    )


def _asked_to_correct() -> rx.Component:
    return alert(
        _("Bitte korrigieren Sie diese Angaben"),
        rx.cond(
            Case.asked.text != "",
            rx.el.p(Case.asked.text, class_name="letter", **as_german()),
        ),
        mark_list(Case.asked.marks),
        rx.el.p(
            primary_link(_("Angaben korrigieren"), f"/vorgaenge/{Case.reference}/korrektur/"),
        ),
        tone="warning",
    )


def _write() -> rx.Component:
    return writing_form(
        Case,
        rx.cond(Case.answering, _("Ihre Antwort"), _("Ihre Nachricht")),
        primary_button(
            rx.cond(Case.answering, _("Antwort senden"), _("Nachricht senden")), type="submit"
        ),
        upload_url="/vorgaenge/" + Case.reference + "/dateien",
    )


def papers(files: rx.Var[list[Paper]]) -> rx.Component:
    """Files to fetch, or that there are none."""
    return rx.cond(
        files.length() > 0,
        rx.el.ul(rx.foreach(files, _paper), class_name="plain-list"),
        rx.el.p(_("Noch keine Unterlagen."), class_name="hint"),
    )


def _paper(paper: rx.Var[Paper]) -> rx.Component:
    return rx.el.li(
        document_link(paper.name, href=paper.href),
        rx.el.span(" ", paper.size, class_name="hint"),
        view_button(paper.name, paper.href, paper.kind),
    )


def _sent() -> rx.Component:
    """As it was sent: in the administrative language."""
    return rx.el.div(rx.foreach(Case.parts, _part), **as_german())


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.el.section(rx.el.h3(part.title), answers(part.answers))


def answers(rows: rx.Var[list[Answer]]) -> rx.Component:
    """Answers as a description list."""
    return rx.el.dl(
        rx.foreach(
            rows,
            lambda row: rx.el.div(
                rx.el.dt(row.label), rx.el.dd(row.value, " ", rx.cond(row.proven, _proven()))
            ),
        ),
        class_name="answers",
    )


def _proven() -> rx.Component:
    return rx.el.span(_("Vom Servicekonto bestätigt"), class_name="offered proven")


def _withdraw() -> rx.Component:
    sure = rx.el.div(
        rx.el.p(
            _(
                "Möchten Sie den Antrag wirklich zurückziehen? Das lässt sich nicht rückgängig "
                "machen. Ob eine Gebühr erstattet wird, entscheidet die Verwaltung."
            )
        ),
        danger_button(_("Ja, Antrag zurückziehen"), on_click=Case.withdraw),
        text_button(_("Nein, behalten"), on_click=Case.ask_to_withdraw),
    )
    return rx.el.div(
        text_button(_("Antrag zurückziehen"), on_click=Case.ask_to_withdraw),
        rx.cond(Case.asking_to_withdraw, sure),
        class_name="withdraw",
    )
