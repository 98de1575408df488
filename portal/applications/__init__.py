"""Antrag: drafts, answers and evidence, the basket, and what was sent for ever.

The story: `begin_or_resume` finds the draft, `save_answers` keeps what is typed, `put_into_basket`
checks and prices it and writes the submission, `mark_submitted` sends it once it is settled.
"""

from portal.applications.answers import AnswersChangedElsewhere
from portal.applications.basket import Basket, BasketItem, basket
from portal.applications.contact_profile import (
    erase_contact_data,
    find_contact_data,
    keep_contact_data,
)
from portal.applications.drafts import (
    Saved,
    add_group_item,
    attach_file,
    begin_or_resume,
    close_note,
    detach_file,
    discard,
    remove_group_item,
    request_step,
    save_answers,
    save_step,
    set_answers,
)
from portal.applications.offered import last_sent, offers_for, repeat_last_time
from portal.applications.offering import NotOrderable
from portal.applications.proofs import lock_proven
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
from portal.applications.reach import note_reached
from portal.applications.service import (
    AnswersIncomplete,
    FeeIsDue,
    FormChanged,
    change_again,
    mark_submitted,
    price_of_draft,
    put_into_basket,
    submit_without_fee,
    take_out_of_basket,
)
from portal.applications.status import ApplicationElsewhere, ApplicationStatus
from portal.applications.terms import Returned, return_outdated, returned_items
from portal.applications.versions import ChangeNote, change_note, keep_definitions

__all__ = [
    "AnswersChangedElsewhere",
    "AnswersIncomplete",
    "ApplicationElsewhere",
    "ApplicationStatus",
    "Basket",
    "BasketItem",
    "ChangeNote",
    "FeeIsDue",
    "FormChanged",
    "NotOrderable",
    "OpenDraft",
    "Returned",
    "Saved",
    "add_group_item",
    "attach_file",
    "basket",
    "basket_count",
    "begin_or_resume",
    "change_again",
    "change_note",
    "close_note",
    "detach_file",
    "discard",
    "erase_contact_data",
    "find_application",
    "find_contact_data",
    "find_submission",
    "form_context",
    "form_of",
    "keep_contact_data",
    "keep_definitions",
    "last_sent",
    "last_submission",
    "lock_proven",
    "mark_submitted",
    "newest_draft",
    "note_reached",
    "offers_for",
    "open_drafts",
    "price_of_draft",
    "put_into_basket",
    "remove_group_item",
    "repeat_last_time",
    "request_step",
    "return_outdated",
    "returned_items",
    "save_answers",
    "save_step",
    "set_answers",
    "submit_without_fee",
    "take_out_of_basket",
]
