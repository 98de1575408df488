"""The port through which an e-mail leaves the portal."""

from dataclasses import dataclass
from typing import Protocol

from portal.errors import PortalError


@dataclass(frozen=True)
class Mail:
    """One e-mail, ready to be sent: plain text, a stable Message-ID in angle brackets.

    `calendar` is a calendar file to be attached (RFC 5545), "" for none. As HTML a line that is
    nothing but a link becomes a button, named `button`, in the town's `colour` ("#rrggbb").
    """

    message_id: str
    municipality: str
    sender_name: str
    to_address: str
    subject: str
    body: str
    calendar: str = ""
    language: str = "de"
    button: str = ""
    colour: str = "#1f3d5c"


class MailNotAccepted(PortalError):
    """The mail could not be handed over now; trying again later may help."""


class MailRefused(PortalError):
    """The mail will never be accepted (RFC 5321: 5yz); trying again is of no use.

    `problem` is the server's code, such as "550".
    """

    def __init__(self, problem: str) -> None:
        super().__init__(f"SMTP: {problem}")
        self.problem = problem


class Mailer(Protocol):
    """Hands mails over, at least once each; the Message-ID tells repeats apart."""

    async def deliver(self, mail: Mail) -> None:
        """Hand `mail` over. Raises MailNotAccepted, MailRefused."""
