"""The search measured by what citizens type: a set it was developed with, and one held out.

Each line of the files: what is typed, a tab, the service wanted. Both were written before the
search was tuned and parted by chance; nothing is ever changed to please a held-out line.
"""

from pathlib import Path

from portal.catalogue import service_by_slug
from portal.catalogue.search.words import spelled_out, words_of
from tests.integration.catalogue.conftest import Find

FOLDER = Path(__file__).parent
TOWN = "papenburg"


def lines_of(name: str) -> list[tuple[str, str]]:
    rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(typed, slug) for typed, slug in (row.split("\t") for row in rows)]


async def shares(find: Find, name: str) -> tuple[float, float, list[str]]:
    """Which share finds its service first, which among three; and what was not first."""
    lines = lines_of(name)
    first, among_three, missed = 0, 0, []
    for typed, slug in lines:
        found = [hit.slug for hit in await find(typed, TOWN)]
        first += found[:1] == [slug]
        among_three += slug in found[:3]
        if found[:1] != [slug]:
            missed.append(f"{typed!r}: {found[:3]} instead of {slug}")
    return first / len(lines), among_three / len(lines), missed


async def test_of_200_queries_95_percent_find_it_first_and_99_among_three(find: Find) -> None:
    first, among_three, missed = await shares(find, "queries.tsv")
    assert len(lines_of("queries.tsv")) == 200
    assert first >= 0.95, missed
    assert among_three >= 0.99, missed


async def test_words_that_nobody_tuned_it_for_do_nearly_as_well(find: Find) -> None:
    first, among_three, missed = await shares(find, "held_out.tsv")
    assert first >= 0.93, missed
    assert among_three >= 0.96, missed


def test_most_of_what_is_typed_has_no_official_word() -> None:
    free = [typed for typed, slug in lines_of("queries.tsv") if not _official(slug) & _words(typed)]
    assert len(free) >= 100


def test_the_two_sets_share_no_line() -> None:
    seen = {typed for typed, _ in lines_of("queries.tsv")}
    assert not seen & {typed for typed, _ in lines_of("held_out.tsv")}


def _official(slug: str) -> set[str]:
    service = service_by_slug(slug)
    return _words(f"{service.name} {service.title}")


def _words(text: str) -> set[str]:
    return {spelled_out(word) for word in words_of(text)}
