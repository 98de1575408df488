"""The accessibility statement (Directive (EU) 2016/2102, Decision (EU) 2018/1523; NBGG § 9b)."""

import reflex as rx

from portal.shared.language import N_
from portal.web.citizen.info.parts import bullets, info_page, known, part
from portal.web.citizen.info.state import Info
from portal.web.components.links import internal_link, mail_link, phone_link

TITLE = N_("Barrierefreiheit")
DESCRIPTION = N_(
    "Erklärung zur Barrierefreiheit: was schon geht, was noch nicht, wie Sie Barrieren melden."
)
MADE_ON = "22. November 2026"


def page() -> rx.Component:
    """The page."""
    return info_page(
        TITLE,
        "Dieses Portal soll für alle Menschen gut zu bedienen sein. Hier steht, wie weit wir sind "
        "und wie Sie uns Barrieren melden.",
        _scope(),
        _status(),
        _limits(),
        _made(),
        _feedback(),
        _mediation(),
    )


def _scope() -> rx.Component:
    return part(
        "Wofür diese Erklärung gilt",
        rx.el.p(
            "Sie gilt für dieses Portal mit allen Seiten, für Bürgerinnen und Bürger wie für die "
            "Verwaltung."
        ),
        known(
            rx.el.p("Verantwortlich: ", rx.el.b(Info.name)),
            rx.el.p("Rechtsgrundlage: ", Info.law.equality_law, ", ", Info.law.accessibility_rules),
        ),
    )


def _status() -> rx.Component:
    return part(
        "Wie barrierefrei das Portal ist",
        "Maßstab ist die europäische Norm EN 301 549 mit den Anforderungen der WCAG auf Stufe AA. "
        "Das Portal ist damit nach unserer eigenen Bewertung weitgehend vereinbar. Eine "
        "unabhängige Prüfung steht noch aus; bis dahin nennen wir es „teilweise vereinbar“.",
        bullets(
            "Alles lässt sich mit der Tastatur bedienen, und man sieht, wo man ist.",
            "Überschriften, Felder und Fehler sind für Vorleseprogramme benannt.",
            "Text lässt sich auf 200 Prozent vergrößern, ohne dass etwas abgeschnitten wird.",
            "Farben haben genug Kontrast, hell wie dunkel, und nie sagt die Farbe allein etwas.",
            "Es gibt keine Frist, nach der Eingaben verloren gehen.",
        ),
    )


def _limits() -> rx.Component:
    return part(
        "Was noch nicht barrierefrei ist",
        bullets(
            "Es gibt noch keine Videos in Deutscher Gebärdensprache.",
            rx.el.span(
                "In ",
                internal_link("Leichter Sprache", href="/leichte-sprache/"),
                " erklären wir das Portal, aber noch nicht jede einzelne Leistung.",
            ),
            "Dateien, die andere hochladen, können Barrieren haben. Auf Wunsch geben wir Ihnen den "
            "Inhalt in einer Form, die Sie lesen können.",
            "Seiten von Zahlungsdiensten und anderen Behörden, zu denen wir verlinken, liegen "
            "nicht in unserer Hand.",
        ),
    )


def _made() -> rx.Component:
    return part(
        "Wie diese Erklärung entstanden ist",
        f"Sie wurde am {MADE_ON} erstellt. Grundlage ist eine Selbstbewertung mit automatischen "
        "Prüfungen und Durchgängen mit der Tastatur.",
    )


def _feedback() -> rx.Component:
    return part(
        "Barriere melden",
        "Ist Ihnen etwas im Weg, oder brauchen Sie eine Auskunft in anderer Form? Schreiben Sie "
        "uns oder rufen Sie an. Es genügt zu sagen, auf welcher Seite es hakt. Wir antworten "
        "innerhalb eines Monats.",
        known(
            rx.el.p(
                rx.el.b(Info.name),
                rx.el.br(),
                "Telefon ",
                phone_link(Info.phone),
                rx.el.br(),
                "E-Mail ",
                mail_link(Info.email),
            ),
            lines=3,
        ),
    )


def _mediation() -> rx.Component:
    law = Info.law
    return part(
        "Schlichtungsstelle",
        "Hilft unsere Antwort nicht weiter, können Sie ein Schlichtungsverfahren beantragen. Es "
        "kostet nichts, und Sie brauchen niemanden, der Sie rechtlich vertritt.",
        known(
            rx.el.p(
                rx.el.b(law.mediation),
                rx.cond(law.mediation_law != "", rx.fragment(" (", law.mediation_law, ")")),
                rx.cond(
                    law.mediation_address != "",
                    rx.fragment(rx.el.br(), law.mediation_address),
                ),
                rx.cond(
                    law.mediation_email != "",
                    rx.fragment(rx.el.br(), mail_link(law.mediation_email)),
                ),
            ),
            lines=3,
        ),
    )
