"""The raw answers of a draft: what a change touches, and who else touched it meanwhile.

Each answer remembers the revision that last changed it and from which page. So two devices may
fill in different fields of one draft; where it is the same field, the older view is refused.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.errors import Conflict, InvalidInput
from portal.forms.context import RawAnswers
from portal.shared.language import N_, _

LIMIT = 200_000
"""The most characters that all answers of one application may have together."""

ChangeLog = dict[str, Any]
"""Answer name -> [revision that last changed it, page it was changed from]."""


class AnswersChangedElsewhere(Conflict):
    """Another page changed the same answers after this one read them: `names` has them."""

    message = N_(
        "Diese Angaben haben Sie inzwischen an anderer Stelle geändert. Bitte laden Sie die Seite "
        "neu und sehen Sie noch einmal nach."
    )

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.names = tuple(sorted(names))


def changed_names(before: RawAnswers, after: RawAnswers) -> set[str]:
    """The answers that differ, among them those that are new or gone."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def refuse_stale(log: ChangeLog, names: Iterable[str], seen: int, page: str) -> None:
    """Refuse to change answers that another page changed after revision `seen`.

    A page never clashes with itself: its second save may leave before the first is answered.
    Raises AnswersChangedElsewhere.
    """
    clashing = [name for name in names if _changed_elsewhere(log.get(name), seen, page)]
    if clashing:
        raise AnswersChangedElsewhere(clashing)


def noted(log: ChangeLog, names: Iterable[str], revision: int, page: str) -> ChangeLog:
    """The log after `names` were changed by `page` in `revision`."""
    return log | {name: [revision, page] for name in names}


def refuse_oversized(raw: Mapping[str, str | list[str]]) -> None:
    """Raises InvalidInput for answers no form of ours can need."""
    if sum(len(name) + _length(value) for name, value in raw.items()) > LIMIT:
        raise InvalidInput(_("Ihre Angaben sind zusammen zu lang. Bitte fassen Sie sich kürzer."))


def _changed_elsewhere(entry: Any, seen: int, page: str) -> bool:
    if entry is None:
        return False
    revision, changed_from = entry
    return bool(revision > seen and not (page and page == changed_from))


def _length(value: str | list[str]) -> int:
    return len(value) if isinstance(value, str) else sum(len(part) for part in value)
