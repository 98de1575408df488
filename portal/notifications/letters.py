"""A mail in words: a kind of notification with its blanks filled in, in the language spoken.

An e-mail is an open postcard: what a case is about and what was written stays in the portal.
"""

import re
from dataclasses import dataclass

from portal.notifications.kinds import KINDS, Kind
from portal.shared.language import GERMAN, N_, _, speaking, spoken

TRIAL = "trial"
"""A notification that its reader asked for, to see how one looks."""

_GREETING = N_("Guten Tag {name},")
_GREETING_NOBODY = N_("Guten Tag,")
_SIGNATURE = N_(
    "Freundliche Grüße\n{sender}\n\n"
    "Bitte antworten Sie nicht auf diese E-Mail. Schreiben Sie uns im Portal."
)
_EMPTY_PARAGRAPHS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Letter:
    """Subject and plain text of an e-mail in `language`; `kind` is its row in the table of kinds,
    `calendar` a calendar file that comes with it."""

    subject: str
    body: str
    calendar: str = ""
    kind: str = ""
    language: str = GERMAN


def write_letter(
    kind: str, *, sender: str, name: str = "", link: str = "", calendar: str = "", **blanks: str
) -> Letter:
    """The mail of this kind; `blanks` are what its words leave open. Staff reads German."""
    with speaking(GERMAN if KINDS[kind].group == "staff" else spoken()):
        row = KINDS[kind]
        values = blanks | {"sender": sender}
        body = "\n\n".join((_greeting(name), *_paragraphs(row, link, values)))
        subject = _(row.subject).format(**values)
        return Letter(subject, f"{body}\n", calendar, kind, spoken())


def push_words(kind: str, reference: str) -> tuple[str, str]:
    """What a phone shows, as title and text: the reference and the kind of news, no more."""
    if kind == TRIAL:
        return _("Probe-Mitteilung"), _("So sehen Mitteilungen vom Rathaus aus.")
    return _("Neues zu {reference}").format(reference=reference), _(KINDS[kind].push)


def button_words(kind: str) -> str:
    """What the mail's button says, in the language spoken."""
    row = KINDS.get(kind)
    return _(row.button) if row and row.button else _("Im Portal öffnen")


def _greeting(name: str) -> str:
    return _(_GREETING).format(name=name) if name else _(_GREETING_NOBODY)


def _paragraphs(row: Kind, link: str, values: dict[str, str]) -> list[str]:
    """What the kind says; a blank filled with nothing leaves no gap."""
    invitation = f"{_(row.invitation)}\n{link}" if row.invitation else ""
    said = [_(row.text).format(**values), invitation, _(row.after).format(**values)]
    said.append(_(_SIGNATURE).format(**values))
    return [_EMPTY_PARAGRAPHS.sub("\n\n", text.strip()) for text in said if text]
