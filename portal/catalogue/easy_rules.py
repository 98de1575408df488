"""The rules of Leichte Sprache that can be counted (DIN SPEC 33429, Netzwerk Leichte Sprache).

They do not replace readers who test a text; they find what slips in.
"""

import re
from collections.abc import Iterator

MOST_WORDS = 12
MOST_LETTERS = 15
"""Of a word, or of a part of it between hyphens."""

_GENITIVE = re.compile(r"\b(des|dessen|deren|eines|seines|ihres|Ihres|meines)\b")
_SUBJUNCTIVE = re.compile(r"\b(würden?|könnten?|hätten?|wären?|sollten?|müssten?|dürften?)\b", re.I)
_PASSIVE = re.compile(r"\b(wird|werden|wurden?|worden)\b[^.?!]*\b(ge\w+(t|en)|\w+iert)\b")
_UNPERSONAL = re.compile(r"\bman\b", re.I)
_NUMBER_WORD = re.compile(
    r"\b(zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert)\b", re.I
)
_SIGNS = re.compile(r"[§%&();/„“–—]|\.\.\.|…")
_SHORTENED = re.compile(r"\b(z\. ?B|usw|ggf|bzw|etc|d\. ?h|Nr|Tel|inkl)\.|\bbzw\b", re.I)
_NEXT_SENTENCE = re.compile(r"[.!?] +[A-ZÄÖÜ]")


def hard_to_read(sentence: str) -> Iterator[str]:
    """What makes the sentence hard to read, rule by rule; nothing when all is well."""
    if (count := len(sentence.split())) > MOST_WORDS:
        yield f"{count} words, at most {MOST_WORDS}"
    if long := _long_words(sentence):
        yield f"long words without a hyphen: {', '.join(long)}"
    if _NEXT_SENTENCE.search(sentence):
        yield "two sentences on one line"
    for found, rule in _RULES:
        if match := found.search(sentence):
            yield f"{rule}: {match[0]}"


_RULES = (
    (_GENITIVE, "genitive"),
    (_SUBJUNCTIVE, "subjunctive"),
    (_PASSIVE, "passive"),
    (_UNPERSONAL, "nobody in particular"),
    (_NUMBER_WORD, "a number in words"),
    (_SIGNS, "a sign that is hard to read"),
    (_SHORTENED, "shortened"),
)


def _long_words(sentence: str) -> list[str]:
    """Words that need a hyphen. Links and addresses are what they are."""
    words = re.findall(r"[^\W\d_]+", sentence)
    return [word for word in words if len(word) > MOST_LETTERS]
