"""The Kassenzeichen: the reference under which a municipality's treasury books money: that of one
payment item, or all that one bank transfer pays.

It is a creditor reference by ISO 11649: "RF", two check digits (ISO/IEC 7064, MOD 97-10), then the
municipality's prefix and a running number, "RF47LEE00000042". Banks check it and carry it through;
one wrong sign and two neighbours swapped are noticed.
"""

import re

_KNOWN = re.compile(r"RF\d{2}[A-Z]{3}\d{8,18}", re.ASCII)
_BETWEEN = re.compile(r"[\s./_-]+")
_DIGITS = 8
LARGEST_NUMBER = 10**18 - 1
"""ISO 11649 allows 21 signs behind the check digits, three of them the prefix."""


def make_kassenzeichen(prefix: str, number: int) -> str:
    """The Kassenzeichen of a municipality (`prefix`: its three capital letters) and a number.

    Raises ValueError for another prefix, for a number below 1 or above LARGEST_NUMBER.
    """
    if not re.fullmatch(r"[A-Z]{3}", prefix) or not 1 <= number <= LARGEST_NUMBER:
        raise ValueError("a Kassenzeichen needs three capital letters and a number of 18 digits")
    reference = f"{prefix}{number:0{_DIGITS}}"
    check = 98 - _as_number(f"{reference}RF00") % 97
    return f"RF{check:02}{reference}"


def normalised(typed: str) -> str:
    """As it is stored, however it was typed: capitals, no blanks, hyphens, dots or strokes."""
    return _BETWEEN.sub("", typed).upper()


def is_kassenzeichen(typed: str) -> bool:
    """Whether its form and its check digits are right; whether it was given out it does not say."""
    plain = normalised(typed)
    if not _KNOWN.fullmatch(plain):
        return False
    return 2 <= int(plain[2:4]) <= 98 and _as_number(plain[4:] + plain[:4]) % 97 == 1


def looks_mistyped(typed: str) -> bool:
    """Whether it is meant to be a Kassenzeichen ("RF", a digit) and cannot be one."""
    return re.match(r"RF\d", normalised(typed), re.ASCII) is not None and not is_kassenzeichen(
        typed
    )


def in_groups(kassenzeichen: str) -> str:
    """In groups of four, as ISO 11649 has it printed."""
    return " ".join(kassenzeichen[at : at + 4] for at in range(0, len(kassenzeichen), 4))


def _as_number(signs: str) -> int:
    """Letters count as two digits, A as 10 up to Z as 35."""
    return int("".join(str(int(sign, 36)) for sign in signs))
