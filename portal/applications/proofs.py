"""What a service account vouches for: filled into the owner's draft, and locked there."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.queries import form_context, form_of, lock_application
from portal.applications.status import ApplicationStatus
from portal.applications.tables import Application
from portal.forms import Form, RawAnswers, offers_from_account, proven_answers

_ADDRESS = {
    "street": "address.street",
    "house_number": "address.house_number",
    "postal_code": "address.postcode",
    "city": "address.city",
}


async def lock_proven(
    session: AsyncSession, owner_id: UUID, application_id: UUID, attributes: Mapping[str, str]
) -> Application:
    """Fill the owner's fields with what is vouched for, and keep everybody from changing who they
    are: names and day of birth.

    The address is filled in where none stands yet, and stays theirs to change: people move before
    their account does, and letters may go elsewhere. `attributes` by
    identity.provider_config.MEANINGS, of a level that proves them. Nothing happens to somebody
    else's draft, or to one that is no draft any more. Raises NotFound.
    """
    application = await lock_application(session, application_id)
    if application.account_id != owner_id or application.status != ApplicationStatus.DRAFT:
        return application
    form, answers = form_of(application), application.answers
    context = await form_context(session, application)
    proven = proven_answers(form, _person(attributes), answers, context)
    application.answers = _address(form, answers, attributes) | answers | proven
    application.proven_names = sorted(proven)
    await session.flush()
    return application


def _person(attributes: Mapping[str, str]) -> dict[str, str]:
    """By the names of portal.forms.offers."""
    given, family = attributes.get("given_name", ""), attributes.get("family_name", "")
    year, _, rest = attributes.get("birth_date", "").partition("-")
    month, _, day = rest.partition("-")
    return {
        "first_names": given,
        "last_name": family,
        "name": f"{given} {family}" if given and family else "",
        "birth_date.day": day.lstrip("0"),
        "birth_date.month": month.lstrip("0"),
        "birth_date.year": year,
    }


def _address(form: Form, answers: RawAnswers, attributes: Mapping[str, str]) -> RawAnswers:
    """The whole address, for the form's addresses of which nothing was answered yet."""
    if not all(attributes.get(name) for name in _ADDRESS):
        return {}
    known = {subject: attributes[name] for name, subject in _ADDRESS.items()}
    begun = {name.rpartition(".")[0] for name in answers}
    return {
        name: offer.value
        for name, offer in offers_from_account(form, known).items()
        if name.rpartition(".")[0] not in begun
    }
