"""Who comes: name and address as people type them, checked."""

from dataclasses import dataclass

import phonenumbers

from portal.appointments.faults import ContactIncomplete
from portal.identity.addresses import clean_email, clean_name
from portal.identity.errors import UnfitAddress, UnfitName
from portal.shared.language import _


@dataclass(frozen=True)
class Contact:
    """Whom the office expects and where the mails go: nowhere without an `email`, as with
    somebody who called and has none."""

    name: str
    email: str
    phone: str = ""


def clean_contact(name: str, email: str, phone: str = "") -> Contact:
    """The contact in the form it is kept. Raises ContactIncomplete with each field's fault."""
    return _clean(name, email, phone, needs_email=True)


def clean_callers_contact(name: str, email: str, phone: str) -> Contact:
    """The same as staff write it down: an e-mail address or a telephone number is enough."""
    return _clean(name, email, phone, needs_email=False)


def _clean(name: str, email: str, phone: str, *, needs_email: bool) -> Contact:
    faults: dict[str, str] = {}
    cleaned_name = cleaned_email = cleaned_phone = ""
    try:
        cleaned_name = clean_name(name)
    except UnfitName as fault:
        faults["name"] = (
            _("Bitte geben Sie Ihren Namen ein.") if not name.strip() else fault.message
        )
    try:
        cleaned_email = clean_email(email) if needs_email or email.strip() else ""
    except UnfitAddress as fault:
        empty = _("Bitte geben Sie Ihre E-Mail-Adresse ein.")
        faults["email"] = fault.message if email.strip() else empty
    try:
        cleaned_phone = _clean_phone(phone)
    except ValueError:
        faults["phone"] = _(
            "Bitte prüfen Sie die Telefonnummer. Geben Sie sie mit Vorwahl an, "
            "zum Beispiel 04961 123456, oder lassen Sie das Feld leer."
        )
    if not faults and not (cleaned_email or cleaned_phone):
        faults["phone"] = _("Bitte tragen Sie eine E-Mail-Adresse oder eine Telefonnummer ein.")
    if faults:
        raise ContactIncomplete(faults)
    return Contact(cleaned_name, cleaned_email, cleaned_phone)


def _clean_phone(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "DE")
    except phonenumbers.NumberParseException:
        raise ValueError from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
