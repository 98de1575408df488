"""The limits staff choose, and how a view is kept."""

from datetime import date

import pytest

from portal.cases.queue import QueueFilter, QueueOrder, QueueWish, wish_from_form
from portal.cases.queue.wish import wish_from_document
from portal.errors import InvalidField

WISH = QueueWish(
    chosen=QueueFilter.TEAM,
    text="Ahrens",
    service="geburtsurkunde",
    status="inquiry",
    municipality="papenburg",
    since=date(2026, 11, 1),
    until=date(2026, 11, 30),
    order=QueueOrder.NAME,
    page=3,
)


def test_what_is_kept_comes_back_without_the_words_searched() -> None:
    kept = WISH.as_document()
    assert "Ahrens" not in str(kept)
    assert wish_from_document(kept) == WISH.without_words()


def test_what_an_older_version_kept_shows_more_rather_than_failing() -> None:
    kept = {"chosen": "gone", "order": "gone", "status": "gone", "since": "gone", "more": 1}
    assert wish_from_document(kept) == QueueWish()


def test_the_form_sets_the_limits_and_begins_at_the_first_page() -> None:
    typed = {"leistung": "osterfeuer", "status": "received", "von": "2026-01-31", "bis": ""}
    wish = wish_from_form(WISH, typed)
    assert (wish.service, wish.status, wish.municipality) == ("osterfeuer", "received", "")
    assert (wish.since, wish.until, wish.page) == (date(2026, 1, 31), None, 1)
    assert (wish.chosen, wish.text) == (QueueFilter.TEAM, "Ahrens")
    assert wish.is_limited
    assert not wish_from_form(WISH, {}).is_limited


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"von": "31.02.2026"}, "von"),
        ({"bis": "2026-02-30"}, "bis"),
        ({"von": "2026-02-02", "bis": "2026-02-01"}, "bis"),
    ],
)
def test_impossible_days_are_refused_at_their_field(typed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        wish_from_form(QueueWish(), typed)
    assert refused.value.field == field


def test_unknown_choices_mean_no_limit() -> None:
    wish = wish_from_form(QueueWish(), {"status": "nonsense", "sortierung": "nonsense"})
    assert wish == QueueWish()
