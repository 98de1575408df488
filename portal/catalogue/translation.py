"""Services in other languages: overlays that say each German text of a definition otherwise.

An overlay is keyed by the German words. So a German text that changes has no translation any
more, and an old translation can never stand for new words: the service is then shown in German
until somebody has translated what is new (`portal content check` says what). Paths, values and
conditions of a translated definition are those of the German one: answers have no language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.offer import Offer
from portal.catalogue.overlay import (
    GERMAN,
    Overlay,
    languages_in,
    lookup,
    paragraphs,
    read_overlay,
)
from portal.catalogue.wording import MAY_STAY, Model, name_of, reworded
from portal.fees import fee_in_words
from portal.municipalities import Municipality
from portal.shared.content_files import CONTENT, Location

FOLDER = CONTENT / "translations"
COMMON = "common"
Words = Mapping[tuple[str, str], str]


def translated(definition: ServiceDefinition, language: str) -> ServiceDefinition | None:
    """The definition in that language, with the same ids, paths and values.

    None without a complete translation: then show the German one and say so. Works for older
    versions too, as long as all their texts are translated. Raises FaultyFile.
    """
    return definition if language == GERMAN else _translated(_Same(definition), language)


def languages_of(definition: ServiceDefinition) -> tuple[str, ...]:
    """The languages a service can be had in, German first: ('de', 'en')."""
    others = (lang for lang in languages_in(FOLDER) if translated(definition, lang) is not None)
    return (GERMAN, *others)


def translated_offer(offer: Offer, language: str) -> Offer:
    """The offer with the service's words in that language, if there are all of them, and with
    those of the municipality's own words (note, duration, fee) that somebody has translated."""
    service = translated(offer.service, language)
    if service is None or language == GERMAN:
        return offer
    said = _words_for(offer.service.slug, offer.responsible or offer.municipality, language)
    fee = _as_far_as_known(offer.fee, said) if offer.fee is not None else None
    headline, detail = offer.fee_headline, offer.fee_detail
    if "link" not in offer.modes and offer.responsible is not None:
        headline, detail = fee_in_words(fee) if fee is not None else (service.fee_words, "")
    return replace(
        offer,
        service=service,
        fee=fee,
        fee_headline=headline,
        fee_detail=detail,
        note=said(offer.note),
        summary=said(offer.summary),
        more=tuple(said(paragraph) for paragraph in offer.more),
        requirements=tuple(said(line) for line in offer.requirements),
        off=said(offer.off),
        duration=_as_far_as_known(offer.duration, said) if offer.duration else None,
    )


def said_by(municipality: Municipality, text: str, language: str) -> str:
    """A text of the municipality's own file in that language; in German where nobody has
    translated it."""
    return _Dictionary(_municipality_words(FOLDER, language, municipality.slug))(text)


def overlay_files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Every translation file, whatever its language."""
    return tuple(
        path
        for language in languages_in(folder)
        for path in sorted((folder / language).rglob("*.yaml"))
    )


def read_overlays() -> None:
    """Read every translation file, so that a broken one is found at the start. Raises
    FaultyFile."""
    for path in overlay_files():
        read_overlay(path)


@cache
def search_words(slug: str) -> tuple[str, ...]:
    """What people who speak another language type to find the service."""
    return tuple(
        word
        for language in languages_in(FOLDER)
        for overlay in _overlays(FOLDER, language, slug)
        for word in overlay.synonyms
    )


class Untranslated(LookupError):
    """A text nobody has translated."""


@dataclass(frozen=True)
class _Dictionary:
    """Looks texts up, paragraph by paragraph; German where a word is missing."""

    words: Words

    def __call__(self, text: str, role: str = "") -> str:
        parts = paragraphs(text)
        return "\n\n".join(lookup(self.words, role, part) or part for part in parts)


def strictly(words: Words, at: Location, text: str) -> str:
    """The text by the dictionary. Raises Untranslated where a paragraph is missing, unless it
    has no letters or may stay as it is."""
    return "\n\n".join(_strictly(words, name_of(at), part) for part in paragraphs(text))


def _strictly(words: Words, role: str, german: str) -> str:
    said = lookup(words, role, german)
    if said is not None:
        return said
    if role in MAY_STAY or not any(letter.isalpha() for letter in german):
        return german
    raise Untranslated(german)


@dataclass(frozen=True, eq=False)
class _Same:
    """A definition as a key: it is the same only as itself, so nobody need compare 300 texts."""

    definition: ServiceDefinition

    def __hash__(self) -> int:
        return id(self.definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definition is self.definition


@lru_cache(maxsize=128)
def _translated(of: _Same, language: str) -> ServiceDefinition | None:
    words = service_words(FOLDER, language, of.definition.slug)
    if words is None:
        return None
    try:
        said = reworded(of.definition, lambda at, text: strictly(words, at, text))
    except Untranslated:
        return None
    own = _overlays(FOLDER, language, of.definition.slug)
    synonyms = tuple(word for overlay in own for word in overlay.synonyms)
    return said.model_copy(update={"synonyms": synonyms})


@cache
def service_words(folder: Path, language: str, slug: str) -> Words | None:
    """German words and what they are in that language; None where the service has no overlay."""
    own = [overlay.words for overlay in _overlays(folder, language, slug)]
    return _common_words(folder, language) | own[0] if own else None


@cache
def _municipality_words(folder: Path, language: str, slug: str) -> Words:
    own = [overlay.words for overlay in _overlays(folder, language, f"municipalities/{slug}")]
    return _common_words(folder, language) | (own[0] if own else {})


def _common_words(folder: Path, language: str) -> dict[tuple[str, str], str]:
    common = _overlays(folder, language, COMMON)
    return common[0].words if common else {}


def _words_for(slug: str, municipality: Municipality, language: str) -> _Dictionary:
    own = _municipality_words(FOLDER, language, municipality.slug)
    return _Dictionary({**(service_words(FOLDER, language, slug) or {}), **own})


def _as_far_as_known(part: Model, said: _Dictionary) -> Model:
    return reworded(part, lambda at, text: said(text, name_of(at)))


@cache
def _overlays(folder: Path, language: str, name: str) -> tuple[Overlay, ...]:
    """The overlay of that name, or nothing."""
    path = folder / language / f"{name}.yaml"
    return (read_overlay(path),) if path.exists() else ()
