"""What somebody wants to see of the queue: a filter, limits that go with it, words, an order."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from portal.cases.status import CaseStatus
from portal.errors import InvalidField

LONGEST_SEARCH = 100
_LONGEST_SLUG = 60


class QueueFilter(StrEnum):
    """Which cases to show; `words` stand on the pill."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    NEW = "new"
    DUE = "due"
    SOON = "soon"
    WAITING = "waiting"
    DONE = "done"
    FORWARDED = "forwarded"

    @property
    def words(self) -> str:
        """The filter in German."""
        return _FILTER_WORDS[self]


_FILTER_WORDS = {
    QueueFilter.ALL: "Alle offenen",
    QueueFilter.MINE: "Mir zugewiesen",
    QueueFilter.TEAM: "Im Team",
    QueueFilter.UNASSIGNED: "Nicht zugewiesen",
    QueueFilter.NEW: "Neu",
    QueueFilter.DUE: "Fällig",
    QueueFilter.SOON: "Bald fällig",
    QueueFilter.WAITING: "Wartet auf Antwort",
    QueueFilter.DONE: "Erledigt",
    QueueFilter.FORWARDED: "Abgegeben",
}


class QueueOrder(StrEnum):
    """By what to sort; `words` stand in the list to choose from."""

    DEADLINE = "deadline"
    OLDEST = "oldest"
    NEWEST = "newest"
    SERVICE = "service"
    NAME = "name"
    ASSIGNEE = "assignee"

    @property
    def words(self) -> str:
        """The order in German."""
        return _ORDER_WORDS[self]


_ORDER_WORDS = {
    QueueOrder.DEADLINE: "Frist",
    QueueOrder.OLDEST: "Eingang, älteste zuerst",
    QueueOrder.NEWEST: "Eingang, neueste zuerst",
    QueueOrder.SERVICE: "Leistung",
    QueueOrder.NAME: "Name",
    QueueOrder.ASSIGNEE: "Zuständig",
}


@dataclass(frozen=True)
class QueueWish:
    """Everything a view of the queue depends on.

    `service`, `status` and `municipality` limit to one ("" to all), `since` and `until` to the days
    (in Germany) on which cases came in, both included. `text` is what was typed into the search.
    """

    chosen: QueueFilter = QueueFilter.ALL
    text: str = ""
    service: str = ""
    status: str = ""
    municipality: str = ""
    since: date | None = None
    until: date | None = None
    order: QueueOrder = QueueOrder.DEADLINE
    page: int = 1

    @property
    def is_limited(self) -> bool:
        """Whether something beside the pill and the search narrows the list."""
        return bool(self.service or self.status or self.municipality or self.since or self.until)

    def without_words(self) -> "QueueWish":
        """The same view of its first page, without what was searched: fit to be kept."""
        return replace(self, text="", page=1)

    def as_document(self) -> dict[str, Any]:
        """To be kept as JSON; never with words that were searched, which may be a name."""
        kept = asdict(self.without_words())
        return {key: _written(value) for key, value in kept.items() if key not in ("text", "page")}


def wish_from_document(kept: dict[str, Any]) -> QueueWish:
    """What `as_document` wrote. What is no longer known (a filter of an older version) is left
    out, as the list then shows more, never less."""
    return QueueWish(
        chosen=_known(QueueFilter, kept.get("chosen"), QueueFilter.ALL),
        service=str(kept.get("service", "")),
        status=str(kept.get("status", "")) if kept.get("status") in set(CaseStatus) else "",
        municipality=str(kept.get("municipality", "")),
        since=_day_of(kept.get("since")),
        until=_day_of(kept.get("until")),
        order=_known(QueueOrder, kept.get("order"), QueueOrder.DEADLINE),
    )


def wish_from_form(now: QueueWish, typed: dict[str, str]) -> QueueWish:
    """`now` with the limits of the form (leistung, status, kommune, von, bis, sortierung).

    Raises InvalidField, whose `field` is one of these names.
    """
    since, until = _day("von", typed.get("von", "")), _day("bis", typed.get("bis", ""))
    if since and until and since > until:
        raise InvalidField("bis", "Dieser Tag liegt vor dem Tag unter „Von“.")
    status = typed.get("status", "")
    return replace(
        now,
        service=typed.get("leistung", "")[:_LONGEST_SLUG],
        status=status if status in set(CaseStatus) else "",
        municipality=typed.get("kommune", "")[:_LONGEST_SLUG],
        since=since,
        until=until,
        order=_known(QueueOrder, typed.get("sortierung"), QueueOrder.DEADLINE),
        page=1,
    )


def _day(field: str, typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise InvalidField(field, "Bitte geben Sie einen Tag an, den es gibt.") from None


def _day_of(kept: Any) -> date | None:
    try:
        return date.fromisoformat(kept) if kept else None
    except (TypeError, ValueError):
        return None


def _known(kind: Any, value: object, otherwise: Any) -> Any:
    return kind(value) if value in set(kind) else otherwise


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class FilterCount:
    """A filter and how many cases it holds."""

    filter: QueueFilter
    words: str
    count: int
