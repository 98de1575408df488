"""Values the citizen does not enter: hidden ones and those shown but locked."""

from dataclasses import replace

from portal.forms.field_definitions import HiddenField, LockedField
from portal.forms.fields.base import Asked, FieldType, Reading
from portal.forms.fields.view import FieldView


class FixedType(FieldType[HiddenField | LockedField]):
    """The value the server put into the answers, else the default of the definition."""

    writable = False

    def read(self, field: HiddenField | LockedField, asked: Asked) -> Reading:
        return Reading(asked.typed() or field.default or None)

    def draw(self, field: HiddenField | LockedField, asked: Asked, view: FieldView) -> FieldView:
        return replace(view, kind=field.kind, value=asked.typed() or field.default)
