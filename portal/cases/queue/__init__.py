"""The work queue of a municipality's staff: what lies on a desk, filtered, sorted and searched.

`work_queue` gives a page of it; `matching_cases` gives the ids of all that match, for whatever is
done to many at once. Both ask the same question, a `QueueWish`.
"""

from portal.cases.queue.choices import DeskChoices, desk_choices
from portal.cases.queue.finding import WorkQueue, matching_cases, work_queue
from portal.cases.queue.rows import QueueRow
from portal.cases.queue.saved import (
    SavedFilter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
    start_with,
)
from portal.cases.queue.wish import (
    FilterCount,
    QueueFilter,
    QueueOrder,
    QueueWish,
    wish_from_form,
)

__all__ = [
    "DeskChoices",
    "FilterCount",
    "QueueFilter",
    "QueueOrder",
    "QueueRow",
    "QueueWish",
    "SavedFilter",
    "WorkQueue",
    "delete_filter",
    "desk_choices",
    "matching_cases",
    "rename_filter",
    "save_filter",
    "saved_filters",
    "start_with",
    "wish_from_form",
    "work_queue",
]
