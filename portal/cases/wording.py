"""Texts that people write to each other: cleaned, and refused when empty or too long."""

import unicodedata

from portal.errors import InvalidInput
from portal.shared.language import _

LONGEST_TEXT = 4000


def clean_text(text: str, label: str, most: int = LONGEST_TEXT) -> str:
    """The text in normal form C (DIN 91379), without control characters and outer blanks.

    Raises InvalidInput naming `label`, also for more than `most` characters.
    """
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    cleaned = "".join(
        sign for sign in cleaned if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    if not cleaned:
        raise InvalidInput(_("{label}: Bitte schreiben Sie etwas.").format(label=label))
    if len(cleaned) > most:
        raise InvalidInput(
            _("{label}: Bitte kürzen Sie auf {most} Zeichen; es sind {length}.").format(
                label=label, most=most, length=len(cleaned)
            )
        )
    return cleaned
