"""`portal content new-service`: a service's file with a form to begin with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.catalogue import CATEGORIES, ServiceDefinition
from portal.cli.asking import TODO, Questions, Refusal, anything, one_of, scalar
from portal.shared.trust import TrustLevel

LEVELS = tuple(level.value for level in TrustLevel)
_AMOUNT = r"[0-9]{1,6}\.[0-9]{2}"


@dataclass(frozen=True)
class NewService:
    """What was answered about a new service. `fee` is an amount ("15.00"), or "none"."""

    slug: str
    name: str
    summary: str
    category: str
    contact: str
    level: str
    fee: str
    minutes: str
    with_form: bool


@dataclass(frozen=True)
class ServiceOptions:
    """The command's options; None is still to be asked."""

    name: str | None = None
    summary: str | None = None
    category: str | None = None
    contact: str | None = None
    level: str | None = None
    fee: str | None = None
    minutes: str | None = None
    with_form: bool = True


def ask_about_service(
    slug: str, given: ServiceOptions, known: Iterable[ServiceDefinition], ask: Questions
) -> NewService:
    """The service as answered. Raises InvalidInput for what will not do or is missing."""
    departments = sorted({service.contact for service in known})
    categories = [category.key.value for category in CATEGORIES]
    service = NewService(
        slug=slug,
        name=ask.needed("--name", given.name, "Name (z. B. Hund anmelden)", _at_most(120)),
        summary=ask.assumed(
            "--summary", given.summary, "Ein Satz für die Karte", TODO, _at_most(160)
        ),
        category=ask.needed(
            "--category",
            given.category,
            f"Lebenslage ({', '.join(categories)})",
            one_of(categories),
        ),
        contact=ask.needed(
            "--contact",
            given.contact,
            f"Zuständige Abteilung (z. B. {', '.join(departments)})",
            _key,
        ),
        level=ask.assumed(
            "--level", given.level, f"Vertrauensniveau ({', '.join(LEVELS)})", "basic",
            one_of(LEVELS),
        ),
        fee=ask.assumed(
            "--fee", given.fee, "Gebühr in Euro (15.00) oder none", "none", _fee_refusal
        ),
        minutes=ask.assumed(
            "--minutes", given.minutes, "Wie viele Minuten dauert das Ausfüllen?", "5", _minutes
        ),
        with_form=given.with_form,
    )  # fmt: skip
    ask.finish()
    return service


def service_file(service: NewService) -> str:
    """The YAML file: a draft, with a form that works and words that say what to write."""
    return "\n".join(_head(service)) + "\n" + (_FORM if service.with_form else "")


def _head(service: NewService) -> list[str]:
    return [
        "# yaml-language-server: $schema=../schema/service.schema.json",
        "# Was die Schlüssel bedeuten: docs/content.md und docs/forms.md. "
        "Prüfen: portal content check.",
        f"slug: {service.slug}",
        "draft: true   # noch nicht zu sehen; diese Zeile löschen, wenn kein TODO mehr dasteht",
        "version: 1   # bei jeder Änderung an Formular oder Gebühr um eins erhöhen",
        f"name: {scalar(service.name)}",
        f"summary: {scalar(service.summary)}   # eine Zeile auf der Karte",
        "# Absätze, durch eine leere Zeile getrennt: Was ist das, wer braucht es, was bringt es?",
        "description: |",
        f"  {TODO} In einfachen Worten sagen, worum es geht.",
        f"category: {service.category}",
        "synonyms: []   # Wörter, die Menschen wirklich eintippen: [Welpe, Hundemarke]",
        "requirements:   # „Das brauchen Sie“",
        f"  - {TODO} Was man bereithalten soll",
        "next_steps:   # „So geht es weiter“",
        *_next_steps(service),
        f"minutes: {service.minutes}",
        "duration: {words: meist innerhalb einer Woche, working_days: 5}",
        f"trust_level: {service.level}   # {', '.join(LEVELS)}",
        "delivery: [inbox]   # post, inbox, on_site, confirmation",
        "legal_basis: []   # Gesetz und Paragraf",
        f"contact: {service.contact}   # Schlüssel der Abteilung unter `contacts` der Kommune",
        _fee_line(service),
    ]


def _next_steps(service: NewService) -> list[str]:
    if not service.with_form:
        return [f"  - {TODO} Wie man an die Leistung kommt"]
    costs = "Es kostet nichts." if service.fee == "none" else "Danach bezahlen Sie die Gebühr."
    return [
        f"  - Sie füllen das Formular aus. Das dauert etwa {service.minutes} Minuten.",
        f"  - Sie prüfen Ihre Angaben und senden sie ab. {costs}",
        "  - Wir bearbeiten Ihren Antrag und melden uns, wenn etwas fehlt.",
        "  - Sie bekommen Bescheid, sobald er fertig ist.",
    ]


def _fee_line(service: NewService) -> str:
    if service.fee == "none":
        return "fee: {kind: none}"
    return f'fee: {{kind: fixed, amount: "{service.fee}"}}   # andere Arten: docs/forms.md'


_FORM = """
form:
  version: "1"
  steps:
    - id: matter
      title: Worum geht es?   # eine Frage; sie wird zur Überschrift der Seite
      elements:
        - id: matter
          kind: textarea
          label: Ihr Anliegen
          hint: Bitte in wenigen Sätzen.
          phrase: Ihr Anliegen   # „Bitte geben Sie … an.“
        - id: evidence
          kind: file
          label: Nachweise
          phrase: die Nachweise
          required: false
          occurs: {min: 0, max: 3}

    - id: applicant
      title: Wer stellt den Antrag?
      elements:
        - id: first_name
          kind: text
          label: Vorname
          phrase: Ihren Vornamen
          autocomplete: given-name
          max_length: 120
        - id: last_name
          kind: text
          label: Familienname
          phrase: Ihren Familiennamen
          autocomplete: family-name
          max_length: 120
        - {id: address, kind: address, title: Anschrift}
        - id: phone
          kind: phone
          label: Telefon
          hint: Für Rückfragen
          autocomplete: tel
          required: false
"""


def offered_in(town_file: Path, slug: str, mode: str) -> bool:
    """Add the service to the `offers` of a municipality's file; False where its form differs."""
    text = town_file.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^offers:[ \t]*(#.*)?$", rf"\g<0>\n  {slug}: {mode}", text, count=1)
    changed = re.sub(r"(?m)^offers: \{\}$", f"offers:\n  {slug}: {mode}", changed, count=1)
    if changed == text:
        return False
    town_file.write_text(changed, encoding="utf-8")
    return True


def _at_most(length: int) -> Refusal:
    def refusal(answer: str) -> str:
        return anything(answer) or ("" if len(answer) <= length else f"höchstens {length} Zeichen")

    return refusal


def _key(answer: str) -> str:
    return "" if re.fullmatch("[a-z][a-z0-9-]*", answer) else "kleine Buchstaben, bitte"


def _fee_refusal(answer: str) -> str:
    return "" if answer == "none" or re.fullmatch(_AMOUNT, answer) else "bitte wie 15.00, oder none"


def _minutes(answer: str) -> str:
    return "" if answer.isdecimal() and 1 <= int(answer) <= 120 else "eine Zahl von 1 bis 120"
