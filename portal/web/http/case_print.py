"""A case on paper: plain HTML without scripts, laid out for the printer."""

from collections.abc import Iterable
from html import escape

from sqlalchemy import select
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases.notes import NoteView, notes_of
from portal.cases.queries import case_for_staff
from portal.cases.tables import Case
from portal.cases.views import CaseView, StaffCaseView
from portal.errors import PortalError
from portal.shared import clock
from portal.web.html import page, to_home
from portal.web.services import services
from portal.web.sessions import visit_of_request
from portal.workflow.history import People, people_in

PATH = "/verwaltung/vorgaenge/{reference}/druck/"


async def printed(request: Request) -> Response:
    """GET: answers, messages, files and history of a case on the desk, and with `?vermerke` the
    notes; the look is recorded as one at the case. 404 for everybody else."""
    visit = await visit_of_request(request)
    reference = str(request.path_params["reference"]).upper()[:20]
    with_notes = "vermerke" in request.query_params
    if visit.scope is None or visit.staff_id is None or not reference.isprintable():
        return _not_found()
    notes: tuple[NoteView, ...] = ()
    try:
        async with services().database.transaction(visit.scope) as session:
            view = await case_for_staff(session, visit.scope, reference)
            if with_notes:
                query = select(Case).where(col(Case.id) == view.case.id)
                notes = await notes_of(session, (await session.scalars(query)).one())
        people = await people_in(services(), view)
    except PortalError:
        return _not_found()
    body = _body(view, notes, people, with_notes=with_notes)
    answer = page(f"Vorgang {view.case.reference}", body)
    answer.headers["cache-control"] = "private, no-store"
    return answer


def _body(
    view: StaffCaseView, notes: tuple[NoteView, ...], people: People, *, with_notes: bool
) -> str:
    case = view.case
    facts = [
        ("Leistung", case.title),
        ("Antrag von", view.applicant_name),
        ("Behörde", case.municipality_name),
        ("Bearbeitungsstand", case.status_words),
        ("Gedruckt am", clock.moment_in_words(clock.now())),
    ]
    return "".join(
        (
            _ways_on(case, with_notes=with_notes),
            _list(facts),
            "<h2>Angaben</h2>",
            *(_part(part["title"], part["rows"]) for part in case.review),
            "<h2>Unterlagen</h2>",
            _items(file.name for file in case.files),
            "<h2>Nachrichten</h2>",
            *(_written(one.author, one.when, one.body) for one in case.messages),
            "" if case.messages else "<p>Keine.</p>",
            *(("<h2>Interne Vermerke</h2>",) if with_notes else ()),
            *(_written(one.author, one.when, one.body) for one in notes),
            "<p>Keine.</p>" if with_notes and not notes else "",
            "<h2>Verlauf</h2>",
            _items(_happened(case, people)),
        )
    )


def _ways_on(case: CaseView, *, with_notes: bool) -> str:
    here = f"/verwaltung/vorgaenge/{escape(case.reference)}/"
    other = ("Ohne Vermerke", "druck/") if with_notes else ("Mit Vermerken", "druck/?vermerke")
    return (
        f'<p class="bar"><a href="{here}">Zurück zum Vorgang</a>'
        f' <a href="{here}{other[1]}">{other[0]}</a>'
        " <span>Drucken: Strg + P</span></p>"
    )


def _happened(case: CaseView, people: People) -> Iterable[str]:
    for entry in case.timeline:
        if entry.state != "next":
            when = ", ".join(filter(None, (entry.when, people.who(entry))))
            yield ": ".join(filter(None, (when, entry.words, entry.detail)))


def _part(title: str, rows: list[dict[str, str]]) -> str:
    answered = [(str(row["label"]), str(row["text"])) for row in rows]
    return f"<h3>{escape(title)}</h3>{_list(answered)}"


def _list(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>" for name, words in facts
    )
    return f'<dl class="answers">{rows}</dl>' if rows else ""


def _items(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else "<p>Keine.</p>"


def _written(author: str, when: str, body: str) -> str:
    return (
        f'<div class="printed"><p><b>{escape(author)}</b> · {escape(when)}</p>'
        f'<p class="letter">{escape(body)}</p></div>'
    )


def _not_found() -> Response:
    return page("Diesen Vorgang gibt es hier nicht", to_home(), 404)


ROUTES = [Route(PATH, printed)]
