"""E-mail over SMTP: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS).

`smtp://…?starttls=never` speaks plainly, for a relay on the same machine only.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from portal.errors import ConfigurationFault
from portal.notifications.as_html import as_html
from portal.notifications.calendar_file import method_of
from portal.notifications.mailer import Mail, MailNotAccepted, MailRefused
from portal.shared import clock

SECONDS_TO_ANSWER = 20
# Of the address itself: unknown, moved, full, forbidden. Others (530, 535, 554 to the sender) are
# about us and our relay: they are mended there, and the mail waits.
_NEVER_TO_THIS_ADDRESS = frozenset({550, 551, 552, 553, 556})
_NEVER_THIS_MAIL = frozenset({550, 552, 554})


class SmtpMailer:
    """Implements notifications.mailer.Mailer; a connection per mail."""

    def __init__(self, url: str, sender_address: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ConfigurationFault("PORTAL_SMTP_URL beginnt mit smtp:// oder smtps:// und Host.")
        plain = parse_qs(parts.query).get("starttls") == ["never"]
        self._sender_address = sender_address
        self._options: dict[str, Any] = {
            "hostname": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": parts.scheme == "smtps",
            "start_tls": not (parts.scheme == "smtps" or plain),
            "timeout": SECONDS_TO_ANSWER,
        }

    async def deliver(self, mail: Mail) -> None:
        """Hand the mail to the server. Raises MailRefused where it will never be taken, else
        MailNotAccepted; neither names the address."""
        try:
            await aiosmtplib.send(compose(mail, self._sender_address), **self._options)
        except (aiosmtplib.SMTPException, OSError) as error:
            if code := _refusal_for_good(error):
                raise MailRefused(str(code)) from None
            raise MailNotAccepted(f"SMTP: {type(error).__name__}") from None


def compose(mail: Mail, sender_address: str) -> EmailMessage:
    """The mail as a message: plain text, the same as simple HTML, and a calendar file if any."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(clock.now())
    message["From"] = Address(mail.sender_name, addr_spec=sender_address)
    message["To"] = Address(addr_spec=mail.to_address)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message.set_content(mail.body)
    message["Content-Language"] = mail.language
    message.add_alternative(as_html(mail), subtype="html")
    if mail.calendar:
        _attach_calendar(message, mail.calendar)
    return message


def _attach_calendar(message: EmailMessage, calendar: str) -> None:
    """Named and with its method, so that calendars offer to take it over (RFC 6047)."""
    message.add_attachment(
        calendar,
        subtype="calendar",
        filename="termin.ics",
        params={"method": method_of(calendar)},
    )


def _refusal_for_good(error: Exception) -> int:
    """The server's code, where trying again cannot help (RFC 5321, 4.2.1); else 0."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = {one.code for one in error.recipients}
        return min(codes) if codes <= _NEVER_TO_THIS_ADDRESS else 0
    if isinstance(error, aiosmtplib.SMTPDataError) and error.code in _NEVER_THIS_MAIL:
        return int(error.code)
    return 0
