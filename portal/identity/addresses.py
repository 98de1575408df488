"""Names and e-mail addresses as people type them."""

import unicodedata
from urllib.parse import unquote
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email

from portal.identity.errors import UnfitAddress, UnfitName
from portal.shared.language import _

LONGEST_NAME = 200
HOME = "/"
LONGEST_PATH = 500
# RFC 2606: no such domain will ever exist, and `clean_email` takes no address of it.
_NOWHERE = "@ohne-adresse.invalid"


def clean_email(email: str) -> str:
    """The address in the one form accounts are kept under. Raises UnfitAddress.

    Whoever writes it in other signs that look the same (full-width letters, ligatures) is refused
    rather than guessed: two of them must never be one mailbox here and two elsewhere.
    """
    try:
        checked = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise UnfitAddress from error
    folded = unicodedata.normalize("NFC", checked.normalized.lower())
    if unicodedata.normalize("NFKC", folded) != folded:
        raise UnfitAddress
    return folded


def placeholder_address() -> str:
    """What stands for the address of an account that has none: unique, and nobody's."""
    return f"{uuid4()}{_NOWHERE}"


def is_address(email: str) -> bool:
    """Whether mail can be sent there: no placeholder."""
    return bool(shown_address(email))


def shown_address(email: str) -> str:
    """An account's address as people see it: "" where it has none."""
    return "" if email.endswith(_NOWHERE) else email


def clean_name(name: str) -> str:
    """The name in Unicode's form C (DIN 91379) with single blanks. Raises UnfitName."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or any(unicodedata.category(letter).startswith("C") for letter in cleaned):
        raise UnfitName
    if len(cleaned) > LONGEST_NAME:
        raise UnfitName(
            _("Bitte geben Sie höchstens {most} Zeichen ein.").format(most=LONGEST_NAME)
        )
    return cleaned


def path_within_portal(path: str) -> str:
    """`path` if it leads to a page of the portal itself, else the home page.

    Browsers read some signs as others (a backslash as a slash), and decode what is encoded.
    """
    bare = unicodedata.normalize("NFKC", unquote(path.partition("?")[0].partition("#")[0]))
    foreign = not path.startswith("/") or "//" in bare or "\\" in path or "\\" in bare
    unprintable = any(not letter.isprintable() for letter in path + bare)
    return HOME if foreign or unprintable or len(path) > LONGEST_PATH else path
