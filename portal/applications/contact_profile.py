"""Contact data a citizen keeps in the account to fill in forms with: voluntary, erasable.

They are asked by a form like any other, so they are checked and kept as typed like any other.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.answers import refuse_oversized
from portal.applications.tables import ContactProfile
from portal.errors import SignInRequired
from portal.forms import FieldError, Form, FormContext, RawAnswers, check_all, merge_step
from portal.identity.tables import Account
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import N_, _, spoken
from portal.shared.trust import TrustLevel

STEP = "contact"


def contact_form() -> Form:
    """What the account may hold, in the language spoken: all of it optional."""
    return _form_in(spoken())


def contact_context() -> FormContext:
    """What the form needs besides the answers."""
    return FormContext(TrustLevel.NONE, clock.today(), {})


async def find_contact_data(session: AsyncSession, owner: Scope) -> RawAnswers:
    """What the citizen keeps, as typed; empty where nothing is kept. Raises SignInRequired."""
    profile = await session.get(ContactProfile, _account_of(owner), populate_existing=True)
    return dict(profile.answers) if profile else {}


async def keep_contact_data(
    session: AsyncSession, owner: Scope, typed: Mapping[str, str | list[str]]
) -> tuple[FieldError, ...]:
    """Keep what was typed instead of what was there; or, with faults, nothing of it.

    Raises SignInRequired, InvalidInput where it is far too much.
    """
    form, context = contact_form(), contact_context()
    answers = merge_step(form, STEP, {}, typed, context)
    refuse_oversized(answers)
    if faults := check_all(form, answers, context):
        return faults
    account_id = _account_of(owner)
    profile = await session.get(ContactProfile, account_id, with_for_update=True)
    if profile is None:
        profile = ContactProfile(account_id=account_id)
        session.add(profile)
    profile.answers = {name: value for name, value in answers.items() if value}
    profile.saved_at = clock.now()
    await session.flush()
    return ()


async def erase_contact_data(session: AsyncSession, owner: Scope) -> None:
    """Forget them. Raises SignInRequired."""
    profile = await session.get(ContactProfile, _account_of(owner))
    if profile is not None:
        await session.delete(profile)
        await session.flush()


async def known_of_applicant(session: AsyncSession, owner: Scope) -> dict[str, str]:
    """What forms may offer, by the names of portal.forms.offers: contact data and address of
    the account. The name of the account is one text; it is not taken apart by guessing."""
    account = await session.get(Account, _account_of(owner))
    kept = await find_contact_data(session, owner)
    known = {name: value for name, value in kept.items() if isinstance(value, str)}
    full = " ".join(filter(None, (known.get("first_names"), known.get("last_name"))))
    if account is not None:
        known |= {"email": account.email, "name": full or account.display_name}
    return known


def _account_of(owner: Scope) -> UUID:
    if owner.actor_kind != "citizen" or owner.actor_id is None:
        raise SignInRequired
    return owner.actor_id


@cache
def _form_in(_language: str) -> Form:
    elements = [
        {
            name: _(said) if name in ("label", "phrase", "title") else said
            for name, said in e.items()
        }
        for e in _ELEMENTS
    ]
    step = {"id": STEP, "title": _("Kontaktdaten"), "elements": elements}
    return Form.model_validate({"steps": [step]})


_ELEMENTS: list[dict[str, Any]] = [
    {
        "id": "first_names",
        "kind": "text",
        "label": N_("Vornamen"),
        "phrase": N_("die Vornamen"),
        "autocomplete": "given-name",
        "required": False,
        "max_length": 120,
    },
    {
        "id": "last_name",
        "kind": "text",
        "label": N_("Familienname"),
        "phrase": N_("den Familiennamen"),
        "autocomplete": "family-name",
        "required": False,
        "max_length": 120,
    },
    {
        "id": "birth_date",
        "kind": "date",
        "label": N_("Geburtsdatum"),
        "phrase": N_("das Geburtsdatum"),
        "autocomplete": "bday",
        "latest": "today",
        "required": False,
    },
    {
        "id": "phone",
        "kind": "phone",
        "label": N_("Telefon"),
        "phrase": N_("die Telefonnummer"),
        "autocomplete": "tel",
        "required": False,
    },
    {"id": "address", "kind": "address", "title": N_("Anschrift"), "required": False},
]
