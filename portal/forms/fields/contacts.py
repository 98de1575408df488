"""E-mail address, phone number, bank account."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from portal.forms import messages
from portal.forms.context import FormContext
from portal.forms.field_definitions import EmailField, IbanField, PhoneField
from portal.forms.fields.base import Asked, FieldType, Refused
from portal.shared.language import _


class EmailType(FieldType[EmailField]):
    """An e-mail address, checked for its form only: whether it works, a message will show."""

    input_type = "email"
    inputmode = "email"

    def parse(self, field: EmailField, asked: Asked) -> str:
        try:
            return validate_email(asked.typed(), check_deliverability=False).normalized
        except (EmailNotValidError, UnicodeError):
            how = _("Richtig ist zum Beispiel {example}.").format(
                example=field.example or "vorname.name@beispiel.de"
            )
            raise Refused("invalid", messages.please_check(field, how)) from None


class PhoneType(FieldType[PhoneField]):
    """A phone number, kept as E.164 ('+494961820')."""

    input_type = "tel"
    inputmode = "tel"

    def parse(self, field: PhoneField, asked: Asked) -> str:
        number = _dialable(asked.typed())
        if number is None:
            how = _("Richtig ist zum Beispiel {example}.").format(
                example=field.example or "04961 820"
            )
            raise Refused("invalid", messages.please_check(field, how))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def words(self, field: PhoneField, value: object, context: FormContext) -> str:
        number = phonenumbers.parse(str(value))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class IbanType(FieldType[IbanField]):
    """A bank account, checked by length, form and check digits (ISO 13616, ISO 7064)."""

    def parse(self, field: IbanField, asked: Asked) -> str:
        try:
            iban = IBAN(asked.typed())
        except (SchwiftyException, ValueError):
            how = _(
                "Die Prüfziffer stimmt nicht. Bitte vergleichen Sie die Eingabe mit Ihrer Karte."
            )
            raise Refused("invalid", messages.please_check(field, how)) from None
        if field.countries and iban.country_code not in field.countries:
            how = _("Möglich sind Konten aus {countries}.").format(
                countries=", ".join(field.countries)
            )
            raise Refused("invalid", messages.please_check(field, how))
        return str(iban.compact)

    def words(self, field: IbanField, value: object, context: FormContext) -> str:
        return " ".join(re.findall(".{1,4}", str(value)))


def _dialable(typed: str) -> phonenumbers.PhoneNumber | None:
    if not re.fullmatch(r"[+0-9 ()/.–-]{3,40}", typed):
        return None
    try:
        number = phonenumbers.parse(typed, "DE")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
