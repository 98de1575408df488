"""What is proven of the applicant: it stands in their fields and cannot be changed there. Pure.

As with offers it concerns the applicant alone, never somebody else a form asks about.
"""

from collections.abc import Collection, Mapping

from portal.forms.checking import check_step
from portal.forms.context import FormContext, RawAnswers
from portal.forms.definition import Form
from portal.forms.fields import FIELD_TYPES
from portal.forms.offers import applicants_fields


def proven_answers(
    form: Form, known: Mapping[str, str], raw: RawAnswers, context: FormContext
) -> dict[str, str]:
    """The answers that are proven, by the inputs' names; `known` as for `offers_from_account`.

    Only whole fields, and only what the form accepts: nobody is left with an answer that is wrong
    and cannot be mended.
    """
    whole = {
        node.path: {node.path + suffix: known[subject + suffix] for suffix in suffixes}
        for node, field, subject in applicants_fields(form)
        if (suffixes := FIELD_TYPES[field.kind].suffixes)
        and all(known.get(subject + suffix) for suffix in suffixes)
    }
    filled = raw | {name: value for names in whole.values() for name, value in names.items()}
    faulty = {
        error.path for step in form.steps for error in check_step(form, step.id, filled, context)
    }
    return {
        name: value
        for path, names in whole.items()
        if path not in faulty
        for name, value in names.items()
    }


def is_proven(names: Collection[str], path: str, kind: str) -> bool:
    """Whether the answer at `path`, a field of that kind, is among the proven names."""
    suffixes = FIELD_TYPES[kind].suffixes if kind in FIELD_TYPES else ("",)
    return bool(names) and all(path + suffix in names for suffix in suffixes)
