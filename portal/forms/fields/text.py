"""Lines of text, several lines, and text of a fixed shape."""

import re
from dataclasses import replace

from portal.forms import messages
from portal.forms.cleaning import clean_lines, is_readable
from portal.forms.field_definitions import PatternField, PostcodeField, TextareaField, TextField
from portal.forms.fields.base import Asked, FieldType, Refused
from portal.forms.fields.view import FieldView
from portal.shared.language import N_, _


def check_length(field: TextField | TextareaField | PatternField, text: str) -> None:
    """Refuses unreadable characters and text shorter or longer than allowed."""
    if not is_readable(text):
        raise Refused("invalid", messages.unreadable(field))
    if len(text) > field.max_length:
        words = messages.at_most_characters(field, field.max_length, len(text))
        raise Refused("too_long", words)
    if len(text) < field.min_length:
        raise Refused("too_short", messages.at_least_characters(field, field.min_length))


class TextType(FieldType[TextField]):
    """One line of text."""

    def parse(self, field: TextField, asked: Asked) -> str:
        text = asked.typed()
        check_length(field, text)
        if field.pattern and not re.fullmatch(field.pattern, text):
            raise Refused("invalid", _shape_words(field))
        return text

    def draw(self, field: TextField, asked: Asked, view: FieldView) -> FieldView:
        return replace(super().draw(field, asked, view), maxlength=field.max_length)

    def size_limit(self, field: TextField) -> int:
        return field.max_length * 5


class PatternType(FieldType[PatternField]):
    """Text of a fixed shape, such as a number plate."""

    def parse(self, field: PatternField, asked: Asked) -> str:
        text = asked.typed()
        text = "".join(text.split()) if field.without_spaces else text
        text = text.upper() if field.upper_case else text
        check_length(field, text)
        if not re.fullmatch(field.pattern, text):
            raise Refused("invalid", _shape_words(field))
        return text

    def size_limit(self, field: PatternField) -> int:
        return field.max_length * 5


_POSTCODE_WORDS = {
    False: N_("Bitte geben Sie die Postleitzahl mit fünf Ziffern an."),
    True: N_("Bitte geben Sie die Postleitzahl mit fünf Ziffern an, im Ausland auch das Land."),
}


class PostcodeType(FieldType[PostcodeField]):
    """A German postcode."""

    inputmode = "numeric"

    def parse(self, field: PostcodeField, asked: Asked) -> str:
        if field.abroad and not asked.in_germany():
            return self._foreign(field, asked.typed())
        text = asked.typed().replace(" ", "")
        if not re.fullmatch(r"(?!00)[0-9]{5}", text):
            raise Refused("invalid", _(_POSTCODE_WORDS[field.abroad]))
        return text

    def _foreign(self, field: PostcodeField, text: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z -]{2,12}", text):
            how = _("Richtig ist zum Beispiel 9665 AB.")
            raise Refused("invalid", messages.please_check(field, how))
        return text.upper()


class TextareaType(FieldType[TextareaField]):
    """Several lines of text."""

    def parse(self, field: TextareaField, asked: Asked) -> str:
        text = _lines(asked)
        check_length(field, text)
        return text

    def as_typed(self, asked: Asked) -> str:
        return _lines(asked)

    def shown_text(self, field: TextareaField, asked: Asked) -> str:
        return field.default if asked.untouched(self.suffixes) else _lines(asked)

    def draw(self, field: TextareaField, asked: Asked, view: FieldView) -> FieldView:
        drawn = super().draw(field, asked, view)
        return replace(drawn, kind="textarea", rows=field.rows, maxlength=field.max_length)

    def size_limit(self, field: TextareaField) -> int:
        return field.max_length * 3


def _lines(asked: Asked) -> str:
    value = asked.raw.get(asked.path, "")
    return clean_lines(value) if isinstance(value, str) else ""


def _shape_words(field: TextField | PatternField) -> str:
    if field.example:
        return messages.please_check(
            field, _("Richtig ist zum Beispiel {example}.").format(example=field.example)
        )
    return messages.please_check(field, _("Die Eingabe hat nicht die erwartete Form."))
