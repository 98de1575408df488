"""Uploaded evidence: the answers hold ids of stored files, written by the server alone."""

from collections.abc import Sequence
from dataclasses import replace

from portal.forms import messages
from portal.forms.context import FileInfo, FormContext
from portal.forms.field_definitions import FileField
from portal.forms.fields.base import Asked, FieldType, Reading, Refused, is_required
from portal.forms.fields.view import FieldView, FileView
from portal.shared.language import _

KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
}
BROWSER_ORDER = ("image/jpeg", "image/png", "application/pdf")


def stored_files(asked: Asked) -> list[FileInfo]:
    """The uploads named by the answer that are really stored."""
    return [asked.context.files[id] for id in asked.chosen() if id in asked.context.files]


def size_in_words(size_bytes: int) -> str:
    """'1,2 MB' (decimal units); small files in kB, at least 1."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB".replace(".", ",")
    return f"{max(1, round(size_bytes / 1000))} kB"


def limits_in_words(field: FileField) -> str:
    """'PDF, JPEG oder PNG, je Datei höchstens 10 MB.'"""
    *others, last = [KINDS[media_type] for media_type in KINDS if media_type in field.accept]
    listed = _("{others} oder {last}").format(others=", ".join(others), last=last)
    return _("{kinds}, je Datei höchstens {most} MB.").format(
        kinds=listed if others else last, most=field.max_megabytes
    )


def accept_attribute(accept: Sequence[str]) -> str:
    """What the browser is told, so that phones offer camera, photos and files.

    JPEG first: Safari turns an iPhone's HEIC into the first kind named, as long as HEIC is not;
    staff can open that anywhere. Whoever has only HEIC still may send it. A list of pictures alone
    hides the camera in Chrome since Android 14; a kind that does not exist brings it back.
    """
    told = [kind for kind in BROWSER_ORDER if kind in accept]
    if "image/jpeg" not in told and "image/heic" in accept:
        told.append("image/heic")
    if not any(kind.startswith("application/") for kind in told):
        told.append("android/allowCamera")
    return ",".join(told)


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
        hint_id = f"{view.element_id}-hint"
        described_by = view.described_by if view.hint else f"{hint_id} {view.described_by}".strip()
        return replace(
            view,
            kind="file",
            input_type="file",
            files=files,
            hint=f"{view.hint} {limits_in_words(field)}".strip(),
            hint_id=hint_id,
            described_by=described_by,
            accept=accept_attribute(field.accept),
            max_bytes=field.max_megabytes * 1_000_000,
            multiple=field.occurs.limit > 1,
        )
