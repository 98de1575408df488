"""Somebody signed in: was it in a browser the account knows? If not, its owner gets a mail."""

from uuid import UUID

from portal.identity import Account
from portal.identity.devices import note_device
from portal.notifications.outbox import Occasion
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.services import Services
from portal.workflow.signing_in import Arrival


async def note_sign_in(services: Services, account_id: UUID, secret: str, arrival: Arrival) -> None:
    """Remember the browser that holds `secret`, and write to the account where it is new."""
    municipality = arrival.host_municipality
    async with services.database.transaction(system_scope()) as session:
        if not await note_device(session, account_id, secret):
            return
        account = await session.get_one(Account, account_id)
        key = f"new-device:{account_id}:{clock.now().isoformat()}"
        occasion = Occasion("new_device", municipality, key, "/konto/sicherheit/")
        await services.outbox.tell(
            session, account, occasion, device=arrival.device, moment=clock.now()
        )
