"""Text as it is kept: normal form C (DIN 91379), trimmed, without what no one can see."""

import unicodedata

UNREADABLE = "\ufffd"
_KEPT_IN_TEXT = {"\u200c", "\u200d"}


def storable(text: str, limit: int) -> str:
    """What of a typed text is stored: normal form C, trimmed, at most `limit` characters.

    Characters no database or file can hold (NUL, lone surrogates) become U+FFFD, which
    reading refuses: the citizen sees where something unreadable stood.
    """
    kept = "".join(UNREADABLE if _unstorable(char) else char for char in text[: limit * 2])
    return unicodedata.normalize("NFC", kept).strip()[:limit]


def clean_line(text: str) -> str:
    """One line: line breaks and tabs become spaces, invisible marks vanish."""
    spaced = " ".join(text.split())
    visible = "".join(char for char in spaced if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", visible).strip()


def clean_lines(text: str) -> str:
    """Several lines, with line feeds only; invisible direction marks vanish."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(
        char for char in lines if unicodedata.category(char) != "Cf" or char in _KEPT_IN_TEXT
    )
    return unicodedata.normalize("NFC", visible).strip()


def is_readable(text: str) -> bool:
    """Whether the text holds no control character, surrogate or private code point."""
    return all(
        char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co") for char in text
    ) and (UNREADABLE not in text)


def _unstorable(char: str) -> bool:
    return char == "\x00" or unicodedata.category(char) == "Cs"
