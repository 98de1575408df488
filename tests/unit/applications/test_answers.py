"""Two devices, one draft: what may be changed side by side, and what needs a second look."""

import pytest

from portal.applications.answers import (
    LIMIT,
    AnswersChangedElsewhere,
    changed_names,
    noted,
    refuse_oversized,
    refuse_stale,
)
from portal.errors import Conflict, InvalidInput


def test_a_change_names_what_is_new_different_or_gone() -> None:
    before = {"name": "Ada", "city": "Leer", "phone": "0491"}
    after = {"name": "Ada", "city": "Weener", "dogs": ["rex"]}

    assert changed_names(before, after) == {"city", "phone", "dogs"}


def test_another_device_may_fill_in_another_field() -> None:
    log = noted({}, ["city"], 4, "phone")

    refuse_stale(log, ["name"], seen=3, page="laptop")


def test_the_same_field_changed_by_another_device_since_is_refused() -> None:
    log = noted(noted({}, ["name"], 2, "phone"), ["city"], 4, "phone")

    with pytest.raises(AnswersChangedElsewhere) as refusal:
        refuse_stale(log, ["city", "name"], seen=3, page="laptop")

    assert refusal.value.names == ("city",)
    assert isinstance(refusal.value, Conflict)
    assert "laden Sie die Seite neu" in refusal.value.message


def test_who_has_seen_the_newer_answer_may_change_it() -> None:
    log = noted({}, ["city"], 4, "phone")

    refuse_stale(log, ["city"], seen=4, page="laptop")


def test_a_page_never_clashes_with_its_own_save_that_was_not_answered_yet() -> None:
    log = noted({}, ["city"], 4, "laptop")

    refuse_stale(log, ["city"], seen=3, page="laptop")


def test_pages_that_give_no_name_count_as_different_pages() -> None:
    log = noted({}, ["city"], 4, "")

    with pytest.raises(AnswersChangedElsewhere):
        refuse_stale(log, ["city"], seen=3, page="")


def test_more_than_any_form_needs_is_refused_in_plain_words() -> None:
    refuse_oversized({"text": "x" * (LIMIT - 10)})

    with pytest.raises(InvalidInput, match="zu lang"):
        refuse_oversized({"text": "x" * (LIMIT - 10), "list": ["y"] * 10})
