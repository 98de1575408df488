"""The port through which an e-mail leaves the portal."""

from dataclasses import dataclass
from typing import Protocol

from portal.errors import PortalError


@dataclass(frozen=True)
class Mail:
    """One e-mail, ready to be sent: plain text, a stable Message-ID in angle brackets.

    `calendar` is a calendar file to be attached (RFC 5545), "" for none.
    """

    message_id: str
    municipality: str
    sender_name: str
    to_address: str
    subject: str
    body: str
    calendar: str = ""


class MailNotAccepted(PortalError):
    """The mail could not be handed over now; trying again later may help."""


class Mailer(Protocol):
    """Hands mails over, at least once each; the Message-ID tells repeats apart."""

    async def deliver(self, mail: Mail) -> None:
        """Hand `mail` over. Raises MailNotAccepted."""
