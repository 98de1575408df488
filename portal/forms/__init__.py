"""Forms as data: fields, conditions, checks, and which step comes next. Pure.

The story of a form: `journey` says where the citizen stands, `step_view` draws that step,
`merge_step` takes over what was typed, `check_step` says what is missing, `review` puts the
answers into words, `values` hands them on.
"""

from portal.forms.checking import FieldError, check_all, check_step
from portal.forms.context import FileInfo, FormContext, FreeTimes, RawAnswers
from portal.forms.definition import Form
from portal.forms.evolution import (
    CarriedOver,
    Question,
    SetAside,
    carry_over,
    digest_of,
    questions_of,
)
from portal.forms.faults import FormFault, faults
from portal.forms.fields.appointments import chosen_time
from portal.forms.fields.view import FieldView, FileView, OptionView, element_id
from portal.forms.items import add_item, remove_item, with_step
from portal.forms.journey import Journey, StepState, journey
from portal.forms.offers import Offer, Offers, offers_from_account, offers_from_last_time
from portal.forms.proofs import proven_answers
from portal.forms.reading import (
    accepted_names,
    appointment_field,
    field_at,
    file_paths,
    merge_raw,
    merge_step,
    values,
)
from portal.forms.review import ReviewRow, ReviewSection, in_snapshot, review
from portal.forms.views import StepView, step_view

__all__ = [
    "CarriedOver",
    "FieldError",
    "FieldView",
    "FileInfo",
    "FileView",
    "Form",
    "FormContext",
    "FormFault",
    "FreeTimes",
    "Journey",
    "Offer",
    "Offers",
    "OptionView",
    "Question",
    "RawAnswers",
    "ReviewRow",
    "ReviewSection",
    "SetAside",
    "StepState",
    "StepView",
    "accepted_names",
    "add_item",
    "appointment_field",
    "carry_over",
    "check_all",
    "check_step",
    "chosen_time",
    "digest_of",
    "element_id",
    "faults",
    "field_at",
    "file_paths",
    "in_snapshot",
    "journey",
    "merge_raw",
    "merge_step",
    "offers_from_account",
    "offers_from_last_time",
    "proven_answers",
    "questions_of",
    "remove_item",
    "review",
    "step_view",
    "values",
    "with_step",
]
