"""Somebody signed in: was it in a browser the account knows? If not, its owner gets a mail."""

from uuid import UUID

from portal.identity import Account
from portal.identity.devices import note_device
from portal.municipalities import municipality_by_slug
from portal.notifications.account_words import new_device_letter
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.shared.language import GERMAN, speaking
from portal.workflow.services import Services
from portal.workflow.signing_in import Arrival


async def note_sign_in(services: Services, account_id: UUID, secret: str, arrival: Arrival) -> None:
    """Remember the browser that holds `secret`, and write to the account where it is new."""
    municipality = arrival.host_municipality
    async with services.database.transaction(system_scope()) as session:
        if not await note_device(session, account_id, secret):
            return
        account = await session.get_one(Account, account_id)
        with speaking(GERMAN):
            letter = new_device_letter(
                name=account.display_name,
                sender=municipality_by_slug(municipality).full_name,
                link=services.portal_url(municipality, "/konto/sicherheit/"),
                device=arrival.device,
                moment=clock.moment_in_words(clock.now()),
            )
        await services.outbox.write(
            session,
            account,
            letter,
            municipality=municipality,
            unique_key=f"new-device:{account_id}:{clock.now().isoformat()}",
        )
