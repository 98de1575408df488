"""Texts that people write to each other: cleaned, and refused when empty or too long."""

import unicodedata

from portal.errors import InvalidField
from portal.shared.language import _

LONGEST_TEXT = 4000


def clean_text(text: str, label: str, most: int = LONGEST_TEXT, field: str = "text") -> str:
    """The text in normal form C (DIN 91379), without control characters and outer blanks.

    Raises InvalidField for `field`, naming `label`, also for more than `most` characters.
    """
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    cleaned = "".join(
        sign for sign in cleaned if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    if not cleaned:
        raise InvalidField(field, _("{label}: Bitte schreiben Sie etwas.").format(label=label))
    if len(cleaned) > most:
        raise InvalidField(
            field,
            _("{label}: Bitte kürzen Sie auf {most} Zeichen; es sind {length}.").format(
                label=label, most=most, length=len(cleaned)
            ),
        )
    return cleaned
