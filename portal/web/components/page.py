"""The frame of every page: skip link, demo line, header, navigation, breadcrumb, main, footer."""

from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from portal.shared.language import LANGUAGES, N_, _, spoken
from portal.web.components.field_parts import ABSENT
from portal.web.components.icons import icon
from portal.web.components.links import Words, as_german, fragment_link, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.scripts import script
from portal.web.language import localized, page_being_drawn

Tab = Literal["", "Start", "Leistungen", "Warenkorb", "Vorgänge", "Konto"]
MAIN_ID = "inhalt"

_TABS: list[tuple[Tab, str, str]] = [
    (N_("Start"), "/", "start"),
    (N_("Leistungen"), "/leistungen/", "services"),
    (N_("Warenkorb"), "/warenkorb/", "basket"),
    (N_("Vorgänge"), "/vorgaenge/", "cases"),
    (N_("Konto"), "/konto/", "account"),
]
_LEGAL: list[tuple[str, str]] = [
    (N_("Barrierefreiheit"), "/barrierefreiheit/"),
    (N_("Leichte Sprache"), "/leichte-sprache/"),
    (N_("Datenschutz"), "/datenschutz/"),
    (N_("Impressum"), "/impressum/"),
    (N_("Hilfe"), "/hilfe/"),
]
DEMO_WORDS = N_("Vorführung – keine echten Anträge")


@dataclass(frozen=True)
class CitizenHeader:
    """What the header shows of this host and this visitor; each may be a Var.

    Before hydration the Vars are empty: the frame keeps their room.
    """

    municipality: Words
    basket_count: int | rx.Var[int] = 0
    unread_count: int | rx.Var[int] = 0
    demo: bool | rx.Var[bool] = False
    tagline: Words = ""


@dataclass(frozen=True)
class StaffHeader:
    """The same for the back office.

    `entries` are (label, path, whether this person has use for it); `current` is a label.
    """

    municipality: Words
    entries: tuple[tuple[str, str, bool | rx.Var[bool]], ...]
    staff_name: Words = ""
    demo: bool | rx.Var[bool] = False
    sign_out_path: str = ""


def citizen_page(
    *children: Any,
    tab: Tab | rx.Var[str],
    header: CitizenHeader,
    breadcrumb: rx.Component | None = None,
    hero: rx.Component | None = None,
    buy: rx.Component | None = None,
) -> rx.Component:
    """A page for citizens. `hero` spans the width above `children`; `buy` is the phone's bar.

    `tab` is where the page belongs in the main menu, as written there in German.
    """
    return rx.el.div(
        skip_link(),
        _top(
            header.demo,
            _home("/", header.municipality, header.tagline or _("Digitales Rathaus")),
            _main_menu(tab, header),
            _language_switch(),
        ),
        _main(
            hero or rx.fragment(),
            rx.el.div(breadcrumb or rx.fragment(), *children, class_name="page"),
            buy or rx.fragment(),
        ),
        footer(),
        _phone_tabs(tab, header),
        class_name="shell",
    )


def backoffice_page(
    *children: Any, current: str, header: StaffHeader, breadcrumb: rx.Component | None = None
) -> rx.Component:
    """A page for staff: a navigation of its own and none of the citizens' tabs."""
    return rx.el.div(
        skip_link(),
        _top(
            header.demo,
            _home("/verwaltung/", header.municipality, "Verwaltung"),
            _staff_menu(current, header),
        ),
        _main(
            rx.el.div(
                breadcrumb or rx.fragment(), *children, _shortcuts_button(), class_name="page"
            )
        ),
        footer(("Für Kommunen", "/einbetten/")),
        script("shortcuts"),
        class_name="shell shell--staff",
    )


def _shortcuts_button() -> rx.Component:
    """Tells of the keys, and switches them off and on (assets/js/shortcuts.js)."""
    return rx.el.p(
        rx.el.button(
            "Tastenkürzel (?)",
            type="button",
            class_name="kern-link",
            custom_attrs={"data-shortcuts": ""},
        ),
        class_name="shortcuts-help",
    )


def bare_page(*children: Any, demo: bool | rx.Var[bool] = False) -> rx.Component:
    """A page that belongs to no municipality: the chooser, an unknown host, an error."""
    return rx.el.div(
        skip_link(),
        rx.el.header(
            _demo_line(demo), rx.el.div(_language_switch(), class_name="page languages-alone")
        ),
        _main(rx.el.div(*children, class_name="page")),
        class_name="shell shell--staff",
    )


def breadcrumbs(*trail: tuple[Words, Words], here: Words) -> rx.Component:
    """The way to this page: (label, path) of each page above, then this page's name."""
    above = [rx.el.li(internal_link(label, href=path)) for label, path in trail]
    return rx.el.nav(
        rx.el.ol(*above, rx.el.li(here, aria_current="page")),
        class_name="crumb",
        aria_label=_("Brotkrumen"),
    )


def skip_link() -> rx.Component:
    return fragment_link(_("Zum Inhalt springen"), target=MAIN_ID, class_name="skip")


def footer(*more: tuple[str, str]) -> rx.Component:
    """The links at the foot of every page, and `more` of (label, path)."""
    links = [rx.el.li(internal_link(_(label), href=path)) for label, path in (*_LEGAL, *more)]
    return rx.el.footer(
        rx.el.div(
            rx.el.nav(rx.el.ul(*links), aria_label=_("Rechtliches und Hilfe")), class_name="page"
        ),
        class_name="foot",
    )


def hero(*children: Any) -> rx.Component:
    return rx.el.div(rx.el.div(*children, class_name="page"), class_name="hero")


def two_columns(content: rx.Component, aside: rx.Component) -> rx.Component:
    """A story and the box beside it; one column on the phone."""
    return rx.el.div(content, aside, class_name="two")


def _demo_line(demo: bool | rx.Var[bool]) -> rx.Component:
    words = rx.el.div(_(DEMO_WORDS), class_name="demo", role="note")
    if isinstance(demo, bool):
        return words if demo else rx.fragment()
    return rx.cond(demo, words, rx.fragment())


def _top(demo: bool | rx.Var[bool], *children: rx.Component) -> rx.Component:
    return rx.el.header(_demo_line(demo), rx.el.div(*children, class_name="page"), class_name="top")


def _main(*children: rx.Component) -> rx.Component:
    return rx.el.main(*children, id=MAIN_ID, tab_index=-1)


def _home(path: str, municipality: Words, tagline: Words) -> rx.Component:
    arms = rx.el.img(
        src="/kommune/wappen.svg",
        alt="",
        class_name="arms",
        # As attributes: as props Reflex makes a style of them, which the CSP forbids.
        custom_attrs={"width": "36", "height": "42"},
    )
    names = rx.el.span(rx.el.b(municipality, **as_german()), rx.el.span(tagline), class_name="who")
    return internal_link(arms, names, href=path, class_name="home")


def _main_menu(tab: Tab | rx.Var[str], header: CitizenHeader) -> rx.Component:
    entries = [
        internal_link(_(label), _count_words(header, label), href=path, **_tab_is(label, tab))
        for label, path, drawing in _TABS
    ]
    return rx.el.nav(*entries, aria_label=_("Hauptmenü"))


def _phone_tabs(tab: Tab | rx.Var[str], header: CitizenHeader) -> rx.Component:
    entries = [
        internal_link(
            icon(drawing), _(label), _count_dot(header, label), href=path, **_tab_is(label, tab)
        )
        for label, path, drawing in _TABS
    ]
    return rx.el.nav(*entries, class_name="tabs", aria_label=_("Hauptmenü"))


def _language_switch() -> rx.Component:
    """To the same page in each other language, named in that language, with a page load: page.js
    puts in the very address, with its query, and the server says whose language it is.
    """
    others = [language for language in LANGUAGES if language != spoken()]
    links = [
        rx.el.A.create(
            LANGUAGES[language],
            href=localized(page_being_drawn(), language),
            lang=language,
            custom_attrs={"hrefLang": language, "data-language": language},
        )
        for language in others
    ]
    return rx.el.div(*links, class_name="languages")


def _staff_menu(current: str, header: StaffHeader) -> rx.Component:
    entries = [
        rx.cond(shown, internal_link(label, href=path, **_current(label == current)))
        for label, path, shown in header.entries
    ]
    if header.sign_out_path:
        entries += [
            rx.el.span(header.staff_name, class_name="staff-name"),
            native_form(rx.el.button("Abmelden", type="submit"), action=header.sign_out_path),
        ]
    return rx.el.nav(*entries, aria_label="Hauptmenü", class_name="staff-menu")


def _current(is_current: bool) -> dict[str, Any]:
    return {"aria_current": "page"} if is_current else {}


def _tab_is(label: str, tab: Tab | rx.Var[str]) -> dict[str, Any]:
    if isinstance(tab, str):
        return _current(label == tab)
    return {"aria_current": rx.cond(tab == label, "page", ABSENT)}


def _count_words(header: CitizenHeader, label: str) -> rx.Component:
    number = _count_beside(header, label)
    if number is None:
        return rx.fragment()
    return rx.cond(number > 0, rx.fragment(rx.el.span(f"({number})"), _what(label)))


def _count_dot(header: CitizenHeader, label: str) -> rx.Component:
    number = _count_beside(header, label)
    if number is None:
        return rx.fragment()
    said = rx.el.span(f" ({number})", class_name="kern-sr-only")
    dot = rx.el.span(number.to_string(), class_name="dot", aria_hidden="true")
    return rx.cond(number > 0, rx.fragment(dot, said, _what(label)))


def _count_beside(header: CitizenHeader, label: str) -> Any:
    counts = {"Warenkorb": header.basket_count, "Vorgänge": header.unread_count}
    return rx.Var.create(counts[label]) if label in counts else None


def _what(label: str) -> rx.Component:
    """What the number counts, for who cannot see where it stands."""
    if label != "Vorgänge":
        return rx.fragment()
    return rx.el.span(" ", _("ungelesene Nachrichten"), class_name="kern-sr-only")
