"""Antrag: drafts, answers and evidence, the basket, and what was sent for ever.

The story: `begin_or_resume` finds the draft, `save_answers` keeps what is typed, `put_into_basket`
checks and prices it and writes the submission, `mark_submitted` sends it once it is settled.
"""

from portal.applications.answers import AnswersChangedElsewhere
from portal.applications.basket import Basket, BasketItem, basket
from portal.applications.drafts import (
    Saved,
    add_group_item,
    attach_file,
    begin_or_resume,
    detach_file,
    discard,
    remove_group_item,
    save_answers,
    save_step,
    set_answers,
)
from portal.applications.offering import NotOrderable
from portal.applications.queries import (
    OpenDraft,
    basket_count,
    find_application,
    find_submission,
    form_context,
    form_of,
    last_submission,
    newest_draft,
    open_drafts,
)
from portal.applications.service import (
    AnswersIncomplete,
    FeeIsDue,
    change_again,
    fee_of,
    mark_submitted,
    put_into_basket,
    submit_without_fee,
    take_out_of_basket,
)
from portal.applications.status import ApplicationElsewhere, ApplicationStatus

__all__ = [
    "AnswersChangedElsewhere",
    "AnswersIncomplete",
    "ApplicationElsewhere",
    "ApplicationStatus",
    "Basket",
    "BasketItem",
    "FeeIsDue",
    "NotOrderable",
    "OpenDraft",
    "Saved",
    "add_group_item",
    "attach_file",
    "basket",
    "basket_count",
    "begin_or_resume",
    "change_again",
    "detach_file",
    "discard",
    "fee_of",
    "find_application",
    "find_submission",
    "form_context",
    "form_of",
    "last_submission",
    "mark_submitted",
    "newest_draft",
    "open_drafts",
    "put_into_basket",
    "remove_group_item",
    "save_answers",
    "save_step",
    "set_answers",
    "submit_without_fee",
    "take_out_of_basket",
]
