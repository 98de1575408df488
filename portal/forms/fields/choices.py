"""One choice, several choices, yes or no, and statements to be ticked."""

from dataclasses import replace

from portal.forms import messages
from portal.forms.context import FormContext
from portal.forms.field_definitions import (
    CheckboxField,
    ChoiceBase,
    DeclarationField,
    Option,
    RadioField,
    SelectField,
    YesNoField,
)
from portal.forms.fields.base import Asked, FieldType, Reading, Refused, is_required
from portal.forms.fields.view import FieldView, OptionView
from portal.shared.language import _

YES, NO = "yes", "no"


def _option(field: ChoiceBase, value: str) -> Option | None:
    return next((option for option in field.options if option.value == value), None)


def _label(field: ChoiceBase, value: str) -> str:
    option = _option(field, value)
    return option.label if option else value


def draw_options(view: FieldView, options: tuple[Option, ...], chosen: list[str]) -> FieldView:
    """The view with its choices; the first one bears the field's own id."""
    drawn = [
        OptionView(
            value=option.value,
            label=option.label,
            hint=option.hint,
            checked=option.value in chosen,
            element_id=f"{view.element_id}-{number}" if number else view.element_id,
        )
        for number, option in enumerate(options)
    ]
    return replace(view, options=drawn)


class OneChoiceType(FieldType[SelectField | RadioField]):
    """One of the options; the value is the option's."""

    def parse(self, field: SelectField | RadioField, asked: Asked) -> str:
        if _option(field, asked.typed()) is None:
            raise Refused("invalid", messages.please_choose(field))
        return asked.typed()

    def missing_words(self, field: SelectField | RadioField) -> str:
        return messages.please_choose(field)

    def words(self, field: SelectField | RadioField, value: object, context: FormContext) -> str:
        return _label(field, str(value))

    def draw(self, field: SelectField | RadioField, asked: Asked, view: FieldView) -> FieldView:
        value = self.shown_text(field, asked)
        drawn = replace(view, kind=field.kind, value=value)
        return draw_options(drawn, field.options, [value])


class CheckboxType(FieldType[CheckboxField]):
    """Any number of the options, in their order."""

    several = True

    def is_empty(self, asked: Asked) -> bool:
        return not asked.chosen()

    def parse(self, field: CheckboxField, asked: Asked) -> tuple[str, ...]:
        chosen = asked.chosen()
        if any(_option(field, value) is None for value in chosen):
            raise Refused("invalid", messages.please_choose(field))
        self._check_number(field, len(set(chosen)))
        return tuple(option.value for option in field.options if option.value in chosen)

    def _check_number(self, field: CheckboxField, number: int) -> None:
        if number < field.min_choices:
            how = _("Wählen Sie mindestens {min_choices} Möglichkeiten aus.").format(
                min_choices=field.min_choices
            )
            raise Refused("too_small", messages.please_check(field, how))
        if field.max_choices is not None and number > field.max_choices:
            how = _("Wählen Sie höchstens {max_choices} Möglichkeiten aus.").format(
                max_choices=field.max_choices
            )
            raise Refused("too_large", messages.please_check(field, how))

    def missing_words(self, field: CheckboxField) -> str:
        return _("Bitte wählen Sie bei „{label}“ mindestens eine Möglichkeit aus.").format(
            label=field.label
        )

    def words(self, field: CheckboxField, value: object, context: FormContext) -> str:
        assert isinstance(value, tuple)
        return ", ".join(_label(field, part) for part in value)

    def export(self, field: CheckboxField, value: object) -> object:
        assert isinstance(value, tuple)
        return list(value)

    def as_typed(self, asked: Asked) -> str:
        return ", ".join(asked.chosen())

    def draw(self, field: CheckboxField, asked: Asked, view: FieldView) -> FieldView:
        at_first = asked.untouched(self.suffixes) and field.default
        chosen = [field.default] if at_first else asked.chosen()
        return draw_options(replace(view, kind="checkbox"), field.options, chosen)


class YesNoType(FieldType[YesNoField]):
    """True or False."""

    def parse(self, field: YesNoField, asked: Asked) -> bool:
        if asked.typed() not in (YES, NO):
            raise Refused("invalid", self.missing_words(field))
        return asked.typed() == YES

    def missing_words(self, field: YesNoField) -> str:
        return messages.please_answer(field, field.yes_label, field.no_label)

    def words(self, field: YesNoField, value: object, context: FormContext) -> str:
        return field.yes_label if value else field.no_label

    def draw(self, field: YesNoField, asked: Asked, view: FieldView) -> FieldView:
        value = self.shown_text(field, asked)
        options = (
            Option(value=YES, label=field.yes_label),
            Option(value=NO, label=field.no_label),
        )
        return draw_options(replace(view, kind="yesno", value=value), options, [value])


class DeclarationType(FieldType[DeclarationField]):
    """A statement: True once ticked."""

    def is_empty(self, asked: Asked) -> bool:
        return YES not in asked.chosen()

    def missing(self, field: DeclarationField) -> Reading:
        return super().missing(field) if is_required(field) else Reading(False)

    def parse(self, field: DeclarationField, asked: Asked) -> bool:
        return True

    def missing_words(self, field: DeclarationField) -> str:
        return _("Bitte bestätigen Sie mit einem Häkchen: „{label}“").format(label=field.label)

    def words(self, field: DeclarationField, value: object, context: FormContext) -> str:
        return _("Bestätigt") if value else _("Nicht bestätigt")

    def draw(self, field: DeclarationField, asked: Asked, view: FieldView) -> FieldView:
        ticked = OptionView(YES, field.label, "", YES in asked.chosen(), view.element_id)
        return replace(view, kind="declaration", options=[ticked], value=YES)
