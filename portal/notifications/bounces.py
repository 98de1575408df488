"""Reports that a mail could not be delivered (RFC 3464), as mail servers send them afterwards.

Anybody can write such a report. It counts only with the Message-ID of a mail of ours, which nobody
else knows but those who carried it; nothing of the report's own words is kept. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Any

MOST_BYTES = 1_000_000
"""What a report may weigh; what is longer is cut off."""

MOST_PARTS = 50

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}>")


@dataclass(frozen=True)
class Bounce:
    """Which mail came back, and why: an enhanced status code such as "5.1.1" (RFC 3463)."""

    message_id: str
    status: str


def read_bounce(report: bytes) -> Bounce | None:
    """What the report says; None where it is no report, or of a mail that is only late."""
    try:
        parts = _parts(message_from_bytes(report[:MOST_BYTES]))
    except RecursionError:  # parts in parts in parts: no mail server writes that
        return None
    status = next((found for part in parts if (found := _status_in(part))), "")
    message_id = next((found for part in parts if (found := _original_in(part))), "")
    return Bounce(message_id, status) if status and message_id else None


def _parts(message: "Message[Any, Any]") -> "list[Message[Any, Any]]":
    return [part for part, _number in zip(_walk(message), range(MOST_PARTS), strict=False)]


def _walk(message: "Message[Any, Any]", depth: int = 0) -> "Iterator[Message[Any, Any]]":
    """Down to the parts of a report, not into the mail that it returns."""
    yield message
    if depth < 3 and message.get_content_maintype() == "multipart":
        for part in _within(message):
            yield from _walk(part, depth + 1)


def _within(message: "Message[Any, Any]") -> "list[Message[Any, Any]]":
    inner = message.get_payload()
    found = inner if isinstance(inner, list) else []
    return [part for part in found if isinstance(part, Message)]


def _status_in(part: "Message[Any, Any]") -> str:
    """Why it failed for good; "" where the part does not say that it did."""
    if part.get_content_type() != "message/delivery-status":
        return ""
    for recipient in _within(part):
        if _field(recipient, "Action").lower() == "failed":
            found = _STATUS.match(_field(recipient, "Status"))
            return found[0] if found else "5.0.0"
    return ""


def _original_in(part: "Message[Any, Any]") -> str:
    """The Message-ID of the mail that is returned, whole or as its head alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return next((_message_id(mail) for mail in _within(part)), "")
    head = part.get_payload(decode=True) if kind == "text/rfc822-headers" else None
    if isinstance(head, bytes):
        return _message_id(message_from_string(head.decode("ascii", "replace")))
    return ""


def _message_id(mail: "Message[Any, Any]") -> str:
    found = _MESSAGE_ID.search(_field(mail, "Message-ID"))
    return found[0] if found else ""


def _field(message: "Message[Any, Any]", name: str) -> str:
    return str(message.get(name, "")).strip()
