"""Uploaded evidence: the answers hold ids of stored files, written by the server alone."""

from dataclasses import replace

from portal.forms import messages
from portal.forms.context import FileInfo, FormContext
from portal.forms.field_definitions import FileField
from portal.forms.fields.base import Asked, FieldType, Reading, Refused, is_required
from portal.forms.fields.view import FieldView, FileView
from portal.shared.language import _


def stored_files(asked: Asked) -> list[FileInfo]:
    """The uploads named by the answer that are really stored."""
    return [asked.context.files[id] for id in asked.chosen() if id in asked.context.files]


def size_in_words(size_bytes: int) -> str:
    """'1,2 MB' (decimal units); small files in kB, at least 1."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB".replace(".", ",")
    return f"{max(1, round(size_bytes / 1000))} kB"


class FileType(FieldType[FileField]):
    """A tuple of file ids."""

    several = True
    writable = False

    def is_empty(self, asked: Asked) -> bool:
        return not stored_files(asked)

    def missing(self, field: FileField) -> Reading:
        return super().missing(field) if is_required(field) else Reading()

    def parse(self, field: FileField, asked: Asked) -> tuple[str, ...]:
        files = stored_files(asked)
        if any(info.media_type not in field.accept for info in files):
            raise Refused("invalid", messages.please_check(field, _("Diese Dateiart geht nicht.")))
        self._check_size(field, files)
        self._check_number(field, len(files))
        return tuple(info.id for info in files)

    def _check_size(self, field: FileField, files: list[FileInfo]) -> None:
        if any(info.size_bytes > field.max_megabytes * 1_000_000 for info in files):
            how = _("Eine Datei darf höchstens {max_megabytes} MB groß sein.").format(
                max_megabytes=field.max_megabytes
            )
            raise Refused("too_large", messages.please_check(field, how))

    def _check_number(self, field: FileField, number: int) -> None:
        if number > field.occurs.limit:
            limit = field.occurs.limit
            most = (
                _("nur eine Datei")
                if limit == 1
                else _("höchstens {limit} Dateien").format(limit=limit)
            )
            how = _("Möglich: {most}. Bitte entfernen Sie, was zu viel ist.").format(most=most)
            raise Refused("too_large", messages.please_check(field, how))
        if is_required(field) and number < field.occurs.min:
            how = _("Es sind mindestens {min} Dateien nötig.").format(min=field.occurs.min)
            raise Refused("too_small", messages.please_check(field, how))

    def missing_words(self, field: FileField) -> str:
        return _("Bitte laden Sie {what} hoch.").format(what=messages.named(field))

    def words(self, field: FileField, value: object, context: FormContext) -> str:
        assert isinstance(value, tuple)
        return ", ".join(context.files[id].name for id in value if id in context.files)

    def export(self, field: FileField, value: object) -> object:
        assert isinstance(value, tuple)
        return list(value)

    def as_typed(self, asked: Asked) -> str:
        return ", ".join(info.name for info in stored_files(asked))

    def draw(self, field: FileField, asked: Asked, view: FieldView) -> FieldView:
        files = [
            FileView(info.id, info.name, size_in_words(info.size_bytes))
            for info in stored_files(asked)
        ]
        return replace(
            view,
            kind="file",
            input_type="file",
            files=files,
            accept=",".join(field.accept),
            multiple=field.occurs.limit > 1,
        )
