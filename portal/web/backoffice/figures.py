"""`/verwaltung/auswertung/`: what a team lead sees of many cases at once, without names."""

from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import PortalError
from portal.web.backoffice.frame import header
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form
from portal.web.components.links import document_link
from portal.web.components.page import backoffice_page
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.http.figures import EXPORT_PATH
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.figure_sheets import WORDS, Sheet
from portal.workflow.figures import PERIODS, Choice, see_figures

LABEL = "Auswertung"
_NOWHERE = "/antrag/ohne-skript"


@dataclass(frozen=True)
class ShownSheet:
    """A plot, its legend, and the table of the same numbers."""

    key: str
    heading: str
    headings: list[str]
    rows: list[list[str]]
    plot: str
    legend: list[str]
    note: str
    empty: str
    href: str


@dataclass(frozen=True)
class Voice:
    """What somebody wrote."""

    about: str
    words: str


@dataclass(frozen=True)
class ServiceChoice:
    """A service one may choose."""

    key: str
    words: str


class FigureSheets(rx.State):
    """The figures that were asked for. They do not move by themselves."""

    months: str = "3"
    service: str = ""
    service_choices: list[ServiceChoice] = []
    sheets: list[ShownSheet] = []
    voices: list[Voice] = []
    voices_sheet: ShownSheet = ShownSheet("", "", [], [], "", [], "", "", "")
    refusal: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """The last months, all services."""
        self.months, self.service = "3", ""
        await self._show()
        self.drawing += 1
        self.ready = True

    @rx.event
    @staff
    async def choose(self, form_data: FormData) -> None:
        """ "Anzeigen"."""
        typed = {name: str(value)[:100] for name, value in texts_of(form_data).items()}
        self.months, self.service = typed.get("zeitraum", ""), typed.get("leistung", "")
        await self._show()

    async def _show(self) -> None:
        visit = await visit_of(self)
        self.refusal = ""
        if visit.scope is None:
            return
        choice = Choice(self.months, self.service)
        try:
            found = await see_figures(services(), visit.scope, choice)
        except PortalError as fault:
            self.refusal, self.sheets, self.voices = fault.message, [], []
            self.voices_sheet = ShownSheet("", "", [], [], "", [], "", "", "")
            return
        self.service_choices = [ServiceChoice(slug, name) for slug, name in found.services]
        shown = {one.key: _shown(one, choice) for one in found.sheets}
        self.voices_sheet = shown.pop(WORDS)
        self.sheets = list(shown.values())
        self.voices = [_voice(row) for row in self.voices_sheet.rows]


def _shown(sheet: Sheet, choice: Choice) -> ShownSheet:
    query = urlencode({"art": sheet.key, "monate": choice.months, "leistung": choice.service})
    return ShownSheet(
        sheet.key,
        sheet.heading,
        list(sheet.headings),
        [list(row) for row in sheet.rows],
        sheet.plot,
        list(sheet.legend),
        sheet.note,
        sheet.empty,
        f"{EXPORT_PATH}?{query}",
    )


def _voice(row: list[str]) -> Voice:
    month, service, stars, words = row
    return Voice(f"{stars} von 5 Sternen · {service} · {month}", words)


def page() -> rx.Component:
    """Button "Anzeigen", links "… als CSV"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        refusal(FigureSheets.refusal),
        rx.cond(
            FigureSheets.ready,
            rx.fragment(
                rx.cond(FigureSheets.service_choices.length() > 0, _filters()),
                rx.el.div(
                    rx.foreach(FigureSheets.sheets, _sheet),
                    rx.cond(FigureSheets.voices_sheet.key != "", _voices()),
                    class_name="plots",
                    aria_live="polite",
                ),
            ),
            skeleton(8),
        ),
        current=LABEL,
        header=header(),
    )


def _filters() -> rx.Component:
    return plain_form(
        _select(
            "Zeitraum", "zeitraum", FigureSheets.months,
            *[rx.el.option(words, value=key) for key, words in PERIODS],
        ),
        _select(
            "Leistung", "leistung", FigureSheets.service,
            rx.el.option("Alle", value=""),
            rx.foreach(
                FigureSheets.service_choices, lambda one: rx.el.option(one.words, value=one.key)
            ),
        ),
        button_bar(primary_button("Anzeigen", type="submit")),
        on_submit=FigureSheets.choose,
        action=_NOWHERE,
        key=FigureSheets.drawing,
        class_name="filter-form",
        role="search",
        aria_label="Auswertung filtern",
    )  # fmt: skip


def _select(label: str, name: str, chosen: rx.Var[str], *options: rx.Component) -> rx.Component:
    identity = f"f-{name}"
    control = rx.el.select(
        *options,
        name=name,
        id=identity,
        default_value=chosen,
        class_name="kern-form-input__select",
    )
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.el.div(control, class_name="kern-form-input__select-wrapper"),
        class_name="kern-form-input field",
    )


def _sheet(sheet: rx.Var[ShownSheet]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(sheet.heading),
        rx.cond(
            sheet.rows.length() > 0,
            rx.fragment(
                rx.cond(
                    sheet.legend.length() > 0,
                    rx.el.ul(rx.foreach(sheet.legend, rx.el.li), class_name="plot-legend"),
                ),
                rx.html(sheet.plot),
                rx.cond(sheet.note != "", rx.el.p(sheet.note, class_name="hint")),
                _numbers(sheet),
            ),
            rx.el.p(sheet.empty, class_name="hint"),
        ),
        key=sheet.key,
        class_name="box",
    )


def _numbers(sheet: rx.Var[ShownSheet]) -> rx.Component:
    """The numbers of the plot, for who does not see it, and to take along."""
    table = rx.el.table(
        rx.el.caption(sheet.heading, class_name="kern-sr-only"),
        rx.el.thead(
            rx.el.tr(
                rx.foreach(
                    sheet.headings,
                    lambda one: rx.el.th(one, scope="col", class_name="kern-table__header"),
                )
            )
        ),
        rx.el.tbody(
            rx.foreach(
                sheet.rows,
                lambda row: rx.el.tr(rx.foreach(row, _cell)),
            )
        ),
        class_name="kern-table",
    )
    box = rx.el.div(
        table, class_name="tablebox", role="region", aria_label=sheet.heading, tab_index=0
    )
    return rx.fragment(
        rx.el.details(rx.el.summary("Zahlen als Tabelle"), box),
        rx.el.p(document_link(sheet.heading, " als CSV", href=sheet.href)),
    )


def _cell(words: rx.Var[str]) -> rx.Component:
    return rx.el.td(words)


def _voices() -> rx.Component:
    sheet = FigureSheets.voices_sheet
    return rx.el.section(
        rx.el.h2(sheet.heading),
        rx.cond(
            FigureSheets.voices.length() > 0,
            rx.fragment(
                rx.el.p(sheet.note, class_name="hint"),
                rx.el.ul(rx.foreach(FigureSheets.voices, _said), class_name="plain-list voices"),
                rx.el.p(document_link(sheet.heading, " als CSV", href=sheet.href)),
            ),
            rx.el.p(sheet.empty, class_name="hint"),
        ),
        class_name="box",
    )


def _said(one: rx.Var[Voice]) -> rx.Component:
    return rx.el.li(rx.el.p(one.words, class_name="letter"), rx.el.p(one.about, class_name="hint"))
