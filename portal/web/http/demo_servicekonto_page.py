"""The pages of the demo's Servicekonto: who to be and how surely, and the way out again."""

from collections.abc import Mapping
from datetime import date
from html import escape

from starlette.responses import HTMLResponse, Response

from portal.settings import load_settings
from portal.shared import clock
from portal.web.html import page
from portal.wiring import LEVELS, PEOPLE, Choice, Person, Question, SignedIn

TITLE = "Demo-Servicekonto"
OTHER = "andere"
LONGEST = 100
# name in the form and of the person: (label, type, what to say where it is missing)
TEXTS = {
    "given_name": ("Vornamen", "text", "Die Vornamen fehlen."),
    "family_name": ("Familienname", "text", "Der Familienname fehlt."),
    "birthdate": ("Geburtsdatum", "date", "Das Geburtsdatum fehlt."),
    "birth_name": ("Geburtsname (optional)", "text", ""),
    "street_address": ("Straße und Hausnummer (optional)", "text", ""),
    "postal_code": ("Postleitzahl (optional)", "text", ""),
    "locality": ("Ort (optional)", "text", ""),
    "email": ("E-Mail-Adresse (optional)", "email", ""),
}
Faults = Mapping[str, str]


def read_choice(fields: Mapping[str, str]) -> tuple[Choice | None, Faults]:
    """What was chosen, None to break off; or what is wrong, by the field's name."""
    if fields["entscheidung"] != "weiter":
        return None, {}
    acr = fields["niveau"]
    faults = {} if acr in LEVELS else {"niveau": "Bitte wählen Sie ein Vertrauensniveau."}
    if fields["person"] == OTHER:
        faults |= _faults_of_person(fields)
        person = None if faults else _person(fields)
    else:
        person = PEOPLE.get(fields["person"])
        faults |= {} if person else {"person": "Bitte wählen Sie eine Person."}
    return (Choice(person, acr) if person and not faults else None), faults


def ask_page(
    question: Question,
    query: str,
    fields: Mapping[str, str] | None = None,
    faults: Faults | None = None,
) -> Response:
    """The page of the authorization endpoint; `query` is the portal's request, carried along."""
    values = fields or _first_values(question)
    wrong = faults or {}
    body = f"""<div class="box narrow">{_summary(wrong)}
<form method="post" action="/demo/servicekonto/anmelden?{escape(query)}">
{_level(values["niveau"], question.wanted, wrong)}{_people(values, wrong)}
<div class="bar"><button type="submit" class="kern-btn kern-btn--primary" name="entscheidung"
value="weiter"><span class="kern-label">Weiter zum Portal</span></button>
<button type="submit" class="kern-btn kern-btn--secondary" name="entscheidung" value="abbrechen"
formnovalidate><span class="kern-label">Abbrechen</span></button></div></form></div>
{_way_out(question.now)}"""
    lead = (
        "Dies ist eine Vorführung. Die Seite steht für BundID und die Servicekonten der Länder; "
        "alle Personen sind erfunden. Geben Sie hier keine echten Daten ein."
    )
    answer = page(TITLE, body, 422 if wrong else 200, lead)
    return _leading_to(answer, question.portal)


def home_page(signed_in: SignedIn | None, *, just_left: bool) -> Response:
    """Who is signed in at the provider in this browser, and the way out."""
    words = '<p role="status">Sie sind beim Servicekonto abgemeldet.</p>' if just_left else ""
    nobody = "<p>In diesem Browser ist beim Demo-Servicekonto niemand angemeldet.</p>"
    return page(
        TITLE,
        f"{words if not signed_in else ''}{_way_out(signed_in) or nobody}"
        '<p class="bar"><a href="/">Zum Portal</a></p>',
        lead="Dies ist eine Vorführung. Hier ist kein echtes Servicekonto.",
    )


def _first_values(question: Question) -> Mapping[str, str]:
    """Who is signed in already stays so; the level is what the portal asks for."""
    empty = dict.fromkeys(TEXTS, "")
    chosen = {"person": next(iter(PEOPLE)), "niveau": question.wanted or next(iter(LEVELS))}
    if question.now is None:
        return empty | chosen
    person = question.now.person
    known = next((key for key, other in PEOPLE.items() if other == person), None)
    texts = {} if known else {name: str(getattr(person, name)) for name in TEXTS}
    return empty | chosen | texts | {"person": known or OTHER}


def _faults_of_person(fields: Mapping[str, str]) -> dict[str, str]:
    faults = {}
    for name, (_, _, missing) in TEXTS.items():
        if missing and not fields[name].strip():
            faults[name] = missing
        elif len(fields[name]) > LONGEST:
            faults[name] = "Das ist zu lang."
        elif name == "birthdate" and not _is_past(fields[name]):
            faults[name] = "Bitte geben Sie einen Tag an, den es schon gab."
    return faults


def _person(fields: Mapping[str, str]) -> Person:
    texts = {name: " ".join(fields[name].split()) for name in TEXTS if name != "birthdate"}
    return Person(birthdate=date.fromisoformat(fields["birthdate"]), **texts)


def _is_past(text: str) -> bool:
    try:
        return date.fromisoformat(text) <= clock.today()
    except ValueError:
        return False


def _level(chosen: str, wanted: str, faults: Faults) -> str:
    options = "".join(
        f'<option value="{acr}"{" selected" if acr == chosen else ""}>{words}</option>'
        for acr, (_, words) in LEVELS.items()
    )
    asked = f"Das Portal bittet um „{LEVELS[wanted][1]}“." if wanted in LEVELS else ""
    hint = f"{asked} Wählen Sie, wie sicher das Konto bestätigt, wer Sie sind."
    return f"""<div class="kern-form-input field"><label class="kern-label" for="niveau">
Vertrauensniveau</label><p class="kern-hint" id="niveau-hinweis">{hint.strip()}</p>
<div class="kern-form-input__select-wrapper"><select class="kern-form-input__select" id="niveau"
name="niveau" aria-describedby="niveau-hinweis">{options}</select></div>
{_error("niveau", faults)}</div>"""


def _people(values: Mapping[str, str], faults: Faults) -> str:
    known = "".join(
        _choice(key, person.name, _about(person), values["person"])
        for key, person in PEOPLE.items()
    )
    other = _choice(OTHER, "Andere Person", "Mit den Angaben darunter.", values["person"])
    texts = "".join(_text(name, values[name], faults) for name in TEXTS)
    is_open = " open" if values["person"] == OTHER else ""
    return f"""<fieldset class="kern-fieldset field" id="person"><legend class="kern-label">Person
</legend><div class="kern-fieldset__body">{known}{other}</div>{_error("person", faults)}</fieldset>
<details{is_open}><summary>Angaben zur anderen Person</summary>{texts}</details>"""


def _choice(key: str, words: str, about: str, chosen: str) -> str:
    return f"""<div class="kern-form-check choice"><input type="radio" name="person"
class="kern-form-check__radio" id="person-{key}" value="{key}"
aria-describedby="person-{key}-hinweis"{" checked" if key == chosen else ""}>
<label class="kern-label" for="person-{key}">{escape(words)}</label>
<p class="kern-hint" id="person-{key}-hinweis">{escape(about)}</p></div>"""


def _about(person: Person) -> str:
    return f"geboren am {person.birthdate:%d.%m.%Y}, {person.locality}"


def _text(name: str, value: str, faults: Faults) -> str:
    label, kind, _ = TEXTS[name]
    wrong = f' aria-invalid="true" aria-describedby="{name}-fehler"' if name in faults else ""
    return f"""<div class="kern-form-input field"><label class="kern-label" for="{name}">{label}
</label><input class="kern-form-input__input" type="{kind}" id="{name}" name="{name}"
value="{escape(value)}" autocomplete="off" maxlength="{LONGEST}"{wrong}>{_error(name, faults)}
</div>"""


def _error(name: str, faults: Faults) -> str:
    if name not in faults:
        return ""
    return f'<p class="kern-error" id="{name}-fehler">{faults[name]}</p>'


def _summary(faults: Faults) -> str:
    if not faults:
        return ""
    entries = "".join(f'<li><a href="#{name}">{words}</a></li>' for name, words in faults.items())
    return f"""<div class="kern-alert kern-alert--danger" role="alert" tabindex="-1">
<h2 class="kern-title">Bitte prüfen Sie Ihre Angaben</h2><ul>{entries}</ul></div>"""


def _way_out(now: SignedIn | None) -> str:
    if now is None:
        return ""
    since = now.since.astimezone(clock.BERLIN)
    return f"""<div class="box narrow"><h2>Hier angemeldet</h2>
<p>{escape(now.person.name)}, Vertrauensniveau {LEVELS[now.acr][1]}, seit {since:%H:%M} Uhr</p>
<form method="post" action="/demo/servicekonto/abmelden">
<button type="submit" class="kern-btn kern-btn--secondary">
<span class="kern-label">Beim Servicekonto abmelden</span></button></form>
<p class="hint">Das Portal erfährt davon und beendet die Anmeldung auch dort.</p></div>"""


def _leading_to(answer: HTMLResponse, portal: str) -> Response:
    """The form may lead on to the portal that asked, and nowhere else; no script at all."""
    leads_to = "'self'" if portal == load_settings().public_origin else f"'self' {portal}"
    answer.headers["content-security-policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"form-action {leads_to}; base-uri 'none'; frame-ancestors 'none'"
    )
    return answer
