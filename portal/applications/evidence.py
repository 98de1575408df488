"""Uploads among the answers: a list of ids of stored files at the place of an upload field."""

from portal.errors import InvalidInput, NotFound
from portal.forms import Form, FormContext, RawAnswers, field_at, file_paths
from portal.shared.language import _


def with_file(
    form: Form, raw: RawAnswers, path: str, file_id: str, context: FormContext
) -> RawAnswers:
    """The answers with one more upload at `path`.

    Raises InvalidInput where none (or no more) is asked for, NotFound for a file that is not
    this application's.
    """
    if file_id not in context.files:
        raise NotFound(_("Diese Datei haben wir nicht gefunden."))
    attached = [id for id in files_at(raw, path) if id in context.files and id != file_id]
    most = _most_files(form, raw, path, context)
    if len(attached) >= most:
        raise InvalidInput(
            _("Hier sind höchstens {most} Dateien möglich. Entfernen Sie erst eine.").format(
                most=most
            )
        )
    return raw | {path: [*attached, file_id]}


def without_file(raw: RawAnswers, path: str, file_id: str) -> RawAnswers:
    """The answers without the upload."""
    return raw | {path: [id for id in files_at(raw, path) if id != file_id]}


def files_at(raw: RawAnswers, path: str) -> list[str]:
    """The ids of the uploads at `path`."""
    held = raw.get(path, [])
    return held if isinstance(held, list) else []


def _most_files(form: Form, raw: RawAnswers, path: str, context: FormContext) -> int:
    field = field_at(form, path) if path in file_paths(form, raw, context) else None
    if field is None:
        raise InvalidInput(_("Hier können Sie nichts hochladen."))
    return field.occurs.limit
