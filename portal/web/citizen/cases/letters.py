"""The conversation as pages show it, for both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflex_base.utils.form import FormData

from portal.cases.conversation_tables import MessageFile
from portal.cases.views import CaseFile, CaseView
from portal.forms.fields.files import size_in_words
from portal.persistence.sealed_columns import or_plain_words


@dataclass(frozen=True)
class Paper:
    """A file that can be fetched; `key` names one that may still be taken back."""

    name: str
    size: str
    href: str
    key: str = ""


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


def letters_of(case: CaseView, fresh: Sequence[str] = ()) -> list[Letter]:
    """The conversation, the first message first; those in `fresh` were new when the page opened,
    and say so until it is opened again."""
    return [
        Letter(
            m.author, m.body, m.when, m.own, m.read, str(m.id) in fresh,
            [paper_of(file) for file in m.files],
        )
        for m in case.messages
    ]  # fmt: skip


def is_second_click(form_data: FormData, reference: str, drawing: int, sent_already: bool) -> bool:
    """Whether the form is that of a message just sent, or was drawn for another case.

    Something else typed into an older drawing is a message of its own: nothing typed is lost.
    """
    drawn_for, _between, drawn_as = str(form_data.get("blatt", "")).partition(":")
    return drawn_for != reference or (drawn_as != str(drawing) and sent_already)


def paper_of(file: CaseFile) -> Paper:
    """A file of the case."""
    return Paper(file.name, size_in_words(file.size_bytes), f"/dateien/{file.id}")


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
