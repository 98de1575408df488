"""The conversation as pages show it, for both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflex_base.utils.form import FormData

from portal.cases.conversation_tables import MessageFile
from portal.cases.views import CaseFile, CaseView
from portal.forms.fields.files import size_in_words
from portal.persistence.sealed_columns import or_plain_words
from portal.web.components.viewing import KINDS


@dataclass(frozen=True)
class Paper:
    """A file that can be fetched; `key` names one that may still be taken back, `kind` how staff
    look at it in the page ("image", "pdf"; "" for who fetches it)."""

    name: str
    size: str
    href: str
    key: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Letter:
    """One message: `read` says when the other side opened it, `is_new` that one has not yet."""

    author: str
    body: str
    when: str
    own: bool
    read: str
    is_new: bool
    papers: list[Paper]


def letters_of(
    case: CaseView, fresh: Sequence[str] = (), *, for_staff: bool = False
) -> list[Letter]:
    """The conversation, the first message first; those in `fresh` were new when the page opened,
    and say so until it is opened again."""
    return [
        Letter(
            m.author, m.body, m.when, m.own, m.read, str(m.id) in fresh,
            [paper_of(file, for_staff=for_staff) for file in m.files],
        )
        for m in case.messages
    ]  # fmt: skip


def is_second_click(form_data: FormData, reference: str, drawing: int, sent_already: bool) -> bool:
    """Whether the form is that of a message just sent, or was drawn for another case.

    Something else typed into an older drawing is a message of its own: nothing typed is lost.
    """
    drawn_for, _between, drawn_as = str(form_data.get("blatt", "")).partition(":")
    return drawn_for != reference or (drawn_as != str(drawing) and sent_already)


def paper_of(file: CaseFile, *, for_staff: bool = False) -> Paper:
    """A file of the case."""
    kind = KINDS.get(file.media_type, "") if for_staff else ""
    size = size_in_words(file.size_bytes)
    return Paper(file.name, size, f"/dateien/{file.id}", kind=kind)


def waiting_of(files: Sequence[MessageFile]) -> list[Paper]:
    """What goes with the next message, and may be taken back."""
    return [
        Paper(
            or_plain_words(file.name),
            size_in_words(file.size_bytes),
            f"/dateien/{file.id}",
            str(file.id),
        )
        for file in files
    ]
