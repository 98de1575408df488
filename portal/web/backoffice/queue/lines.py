"""What the page shows of the queue, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.cases.duty.overview import SeenAbsence
from portal.cases.duty.roster import in_place_of
from portal.cases.queue import QueueRow, WorkQueue
from portal.shared import clock
from portal.web.components.tables import FilterPill

COLOURS = {"overdue": "red", "soon": "amber", "later": "green", "none": "none"}


@dataclass(frozen=True)
class Line:
    """One case in the queue, in words. `delegated_by` names the town it is worked on for."""

    reference: str
    opened: str
    title: str
    delegated_by: str
    applicant: str
    status: str
    due: str
    colour: str
    assignee: str
    href: str
    news: bool = False


@dataclass(frozen=True)
class Choice:
    """Something to choose."""

    key: str
    words: str


def line_of(entry: QueueRow, away: Sequence[SeenAbsence] = ()) -> Line:
    """One row of the table; `away` is who is not there today."""
    return Line(
        reference=entry.reference,
        opened=f"vom {entry.opened_at.astimezone(clock.BERLIN):%d.%m.%Y}",
        title=entry.title,
        delegated_by=entry.delegated_by,
        applicant=entry.applicant_name,
        status=entry.status_words,
        due=entry.due_words,
        colour=COLOURS[entry.urgency],
        assignee=_assignee(entry, away),
        href=f"/verwaltung/vorgaenge/{entry.reference}/",
        news=entry.has_news,
    )


def _assignee(entry: QueueRow, away: Sequence[SeenAbsence]) -> str:
    if entry.forwarded_to:
        return entry.forwarded_to
    if entry.assigned_to_me:
        return "Sie"
    name = entry.assignee_name or "–"
    if entry.stands_in:
        return f"{name} (Sie in Vertretung)"
    absence = next((one for one in away if one.person == entry.assignee_id), None)
    if absence is None:
        return name
    return f"{name} (abwesend, {_instead(absence)})"


def stand_in_words(away: Sequence[SeenAbsence], me: UUID | None) -> str:
    """ "Sie vertreten Imke Brand bis Freitag, 27. November." Empty where it is not theirs."""
    mine = next((one for one in away if one.person == me), None)
    if mine:
        until = clock.day_in_words(mine.until)
        return f"Sie sind bis {until} als abwesend eingetragen, {_instead(mine)}."
    instead = {one.person: one.substitute for one in away}
    names = [
        f"{one.name} bis {clock.day_in_words(one.until)}"
        for one in away
        if in_place_of(one.person, instead) == me
    ]
    return f"Sie vertreten {' und '.join(names)}." if names else ""


def _instead(absence: SeenAbsence) -> str:
    if not absence.substitute_name:
        return "ohne Vertretung"
    return f"Vertretung: {absence.substitute_name}"


def pills_of(queue: WorkQueue, chosen: str) -> list[FilterPill]:
    """The filters with their counts."""
    return [
        FilterPill(c.filter.value, c.words, c.count, c.filter.value == chosen) for c in queue.counts
    ]


def choices_of(pairs: tuple[tuple[str, str], ...]) -> list[Choice]:
    """For a list to choose from."""
    return [Choice(key, words) for key, words in pairs]


def similar_words_of(queue: WorkQueue) -> str:
    """ "So geschrieben gibt es nichts. Ähnlich: Meyer." """
    if not queue.similar:
        return ""
    words = ", ".join(word.capitalize() for word in queue.similar)
    return f"So geschrieben haben wir nichts gefunden. Ähnlich geschrieben: {words}."


def greeting(due_count: int) -> str:
    """ "Guten Morgen. 1 Vorgang ist heute fällig." """
    hour = clock.now().astimezone(clock.BERLIN).hour
    hello = "Guten Morgen" if hour < 11 else "Guten Tag" if hour < 18 else "Guten Abend"
    if due_count == 0:
        return f"{hello}. Heute ist nichts fällig."
    verb = "Vorgang ist" if due_count == 1 else "Vorgänge sind"
    return f"{hello}. {due_count}\N{NO-BREAK SPACE}{verb} fällig."
