"""The page of a case on the desk, put together from its sections."""

import reflex as rx

from portal.web.backoffice.case.actions import next_step
from portal.web.backoffice.case.assigning_parts import who_works_on_it
from portal.web.backoffice.case.beside import beside_the_case
from portal.web.backoffice.case.correction_parts import marking
from portal.web.backoffice.case.desk_parts import (
    checklist,
    not_all_checked,
    notes,
    perhaps_twice,
)
from portal.web.backoffice.case.fee_parts import fees_on_desk, not_yet_issued
from portal.web.backoffice.case.forwarding_parts import forward_form, where_it_was_forwarded
from portal.web.backoffice.case.letter_parts import letters_on_desk
from portal.web.backoffice.case.present_parts import also_here
from portal.web.backoffice.case.sent import sent_answers
from portal.web.backoffice.case.state import StaffCase
from portal.web.backoffice.case.told_parts import mail_does_not_arrive, told_by_mail
from portal.web.backoffice.case.writing_parts import conversation_with_citizen
from portal.web.backoffice.frame import header
from portal.web.citizen.cases.correction_shown import earlier_corrections
from portal.web.components.alerts import refusal
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.page import backoffice_page, breadcrumbs
from portal.web.components.scripts import script
from portal.web.components.status import status_box, timeline_section
from portal.web.components.tables import due


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.cond(
            StaffCase.ready & (StaffCase.reference == rx.State.aktenzeichen),
            rx.cond(StaffCase.missing, not_found(), _case()),
            skeleton(6),
        ),
        current="Arbeitsvorrat",
        header=header(),
        breadcrumb=breadcrumbs(("Arbeitsvorrat", "/verwaltung/"), here=StaffCase.reference),
    )


def _case() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            script("viewing"),
            script("kept"),
            rx.el.h1(StaffCase.title),
            also_here(),
            _worked_on_for(),
            _where_it_stands(),
            mail_does_not_arrive(),
            perhaps_twice(),
            refusal(StaffCase.refusal),
            where_it_was_forwarded(),
            rx.cond(~StaffCase.reads_only, _work()),
        ),
        beside_the_case(),
        rx.el.div(
            rx.cond(~StaffCase.marking, sent_answers()),
            earlier_corrections(StaffCase.corrections),
            letters_on_desk(),
            conversation_with_citizen(),
            told_by_mail(),
            notes(),
            timeline_section(StaffCase.story),
            class_name="more",
        ),
        class_name="two",
    )


def _work() -> rx.Component:
    """What the desk does; who only reads the case has none of it."""
    return rx.fragment(
        not_yet_issued(StaffCase.why_not_issued),
        rx.cond(
            StaffCase.marking,
            marking(),
            rx.cond(
                StaffCase.forwarding,
                forward_form(),
                rx.fragment(not_all_checked(), next_step()),
            ),
        ),
        checklist(),
        who_works_on_it(),
        fees_on_desk(StaffCase),
    )


def _worked_on_for() -> rx.Component:
    """Whose case it is, where it is another municipality's."""
    return rx.cond(
        StaffCase.delegated_by != "",
        rx.el.p("Diesen Vorgang bearbeiten Sie für ", rx.el.b(StaffCase.delegated_by), "."),
    )


def _where_it_stands() -> rx.Component:
    return status_box(
        StaffCase.status,
        rx.cond(
            StaffCase.reads_only & (StaffCase.forwarded_to != ""),
            rx.el.p("Bei: ", StaffCase.forwarded_to),
            rx.el.p("Bei: ", StaffCase.assignee),
        ),
        rx.cond(
            StaffCase.due != "",
            rx.el.p(
                StaffCase.due,
                rx.cond(
                    StaffCase.due_colour != "none",
                    rx.fragment(" ", due(StaffCase.due_state, StaffCase.due_colour)),
                ),
            ),
        ),
    )
