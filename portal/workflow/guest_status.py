"""Asking for a case's status with reference and secret code: guessing gets slow."""

from portal.cases.guest_status import (
    GuestStatus,
    is_offered,
    plain_code,
    plain_reference,
    status_for_guest,
)
from portal.errors import NotFound
from portal.identity.attempts import (
    count_failure,
    forget_failures,
    guest_status_limits_of,
    seconds_to_wait,
)
from portal.identity.errors import TooManyAttempts
from portal.persistence.database import system_scope
from portal.shared.language import N_
from portal.workflow.services import Services


class NoSuchStatus(NotFound):
    """Unknown reference or wrong code: never said which."""

    message = N_(
        "Aktenzeichen und Code passen nicht zusammen. Bitte prüfen Sie beide. Haben Sie inzwischen "
        "einen neuen Code erstellt? Dann gilt nur noch der."
    )


async def ask_for_status(
    services: Services, municipality: str, reference: str, code: str, network: str
) -> GuestStatus:
    """The status of the municipality's case.

    Raises NoSuchStatus, also where the municipality offers none, and TooManyAttempts.
    """
    known_as, secret = plain_reference(reference), plain_code(code)
    limits = guest_status_limits_of(known_as, network)
    async with services.database.transaction(system_scope()) as session:
        if seconds := await seconds_to_wait(session, limits):
            raise TooManyAttempts(seconds)
        found = None
        if is_offered(municipality):
            found = await status_for_guest(session, municipality, known_as, secret)
        await (forget_failures if found else count_failure)(session, limits)
    if found is None:
        raise NoSuchStatus
    return found
