"""What one kind of notification consists of. The words are German and marked for translation."""

from dataclasses import dataclass, field
from typing import Literal

from portal.shared.language import N_

Group = Literal["need", "decision", "progress", "message", "appointment", "account", "staff"]
"""What a citizen chooses by: kinds of one group are switched on and off together."""

Duty = Literal["mail", "one_channel", "free"]
"""`mail`: goes by e-mail whatever was chosen (the law, or the account's safety, wants it);
`one_channel`: by e-mail or by push, never by neither; `free`: the citizen may go without."""

GROUP_NAMES: dict[Group, str] = {
    "need": N_("Wenn wir etwas von Ihnen brauchen"),
    "decision": N_("Entscheidungen und Schreiben"),
    "message": N_("Nachrichten vom Rathaus"),
    "progress": N_("Stand Ihrer Anträge"),
    "appointment": N_("Erinnerungen an Termine"),
    "account": N_("Konto und Sicherheit"),
}

CHOSEN_BY_CITIZENS: tuple[Group, ...] = ("need", "decision", "message", "progress", "appointment")


@dataclass(frozen=True)
class Kind:
    """Who is told what, when, and in which words; `{…}` are filled in.

    `when` says in German what happens before it is sent. The mail reads: greeting, `text`,
    `invitation`, the link (a button named `button`), `after`, signature. `push` is all that a
    phone shows below "Neues zu PAP-2026-000123"; "" where nothing is pushed.
    `nameless`: greets nobody by name, as it says what somebody began.
    """

    group: Group
    duty: Duty
    when: str
    subject: str
    text: str
    invitation: str = ""
    button: str = ""
    after: str = field(default="")
    push: str = ""
    nameless: bool = False
