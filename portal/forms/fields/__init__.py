"""The types of fields, by the `kind` of the definition."""

from typing import Any

from portal.forms.fields.appointments import AppointmentType, ChosenTime
from portal.forms.fields.base import Asked, FieldType, Reading, is_required
from portal.forms.fields.choices import CheckboxType, DeclarationType, OneChoiceType, YesNoType
from portal.forms.fields.contacts import EmailType, IbanType, PhoneType
from portal.forms.fields.dates import DateTimeType, DateType, TimeType
from portal.forms.fields.files import FileType
from portal.forms.fields.fixed import FixedType
from portal.forms.fields.numbers import MoneyType, NumberType
from portal.forms.fields.text import PatternType, PostcodeType, TextareaType, TextType

FIELD_TYPES: dict[str, FieldType[Any]] = {
    "text": TextType(),
    "textarea": TextareaType(),
    "pattern": PatternType(),
    "postcode": PostcodeType(),
    "number": NumberType(),
    "money": MoneyType(),
    "date": DateType(),
    "time": TimeType(),
    "datetime": DateTimeType(),
    "email": EmailType(),
    "phone": PhoneType(),
    "iban": IbanType(),
    "select": OneChoiceType(),
    "radio": OneChoiceType(),
    "checkbox": CheckboxType(),
    "yesno": YesNoType(),
    "declaration": DeclarationType(),
    "file": FileType(),
    "appointment": AppointmentType(),
    "hidden": FixedType(),
    "locked": FixedType(),
}

__all__ = ["FIELD_TYPES", "Asked", "ChosenTime", "FieldType", "Reading", "is_required"]
