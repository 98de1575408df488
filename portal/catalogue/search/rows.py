"""The catalogue's rows in PostgreSQL: filled from the content, replaced whole when it changes."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from portal.catalogue.search.entries import Inventory
from portal.catalogue.search.phrases import IndexedService, KnownWord, Lexicon
from portal.catalogue.search.wording import Wording

TABLES = ("edition", "offer", "municipality", "wording", "service", "word")
_LOCK = 7412
_BATCH = 2000


def fill_rows(owner_url: str, inventory: Inventory, wording: Wording) -> bool:
    """Make the rows those of `inventory`, in one transaction; False where they already are.

    Runs as the owner: the portal's own role may only read them.
    """
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            edition = edition_of(inventory, wording)
            current = connection.scalar(text("SELECT hash FROM catalogue.edition"))
            if current == edition:
                return False
            _replace(connection, inventory, wording)
            insert = text("INSERT INTO catalogue.edition (hash) VALUES (:hash)")
            connection.execute(insert, {"hash": edition})
        _tidy(engine)
        return True
    finally:
        engine.dispose()


def _tidy(engine: Engine) -> None:
    """Lets PostgreSQL know at once what it would find out in its own time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in TABLES:
            connection.execute(text(f"VACUUM ANALYZE catalogue.{table}"))


def edition_of(inventory: Inventory, wording: Wording) -> str:
    """What tells one state of the content, and of the code that reads it, from another."""
    code = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    parts = (repr(inventory).encode(), wording.model_dump_json().encode(), *code)
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def _replace(connection: Connection, inventory: Inventory, wording: Wording) -> None:
    for table in TABLES:
        connection.execute(text(f"DELETE FROM catalogue.{table}"))  # noqa: S608
    lexicon = Lexicon(inventory.entries, wording)
    services, words = lexicon.index(_stems(connection, lexicon.spellings))
    _insert(connection, _SERVICE, map(_service_row, services))
    _insert(connection, _WORDING, map(_wording_row, services))
    _insert(connection, _WORD, map(_word_row, words))
    _insert(connection, _MUNICIPALITY, (vars(town) for town in inventory.towns))
    _insert(connection, _OFFER, (vars(offer) for offer in inventory.offers))


def _stems(connection: Connection, spellings: dict[str, str]) -> dict[str, str]:
    """The stem of each word, by its spelling with umlauts."""
    query = text(STEMS)
    rows = connection.execute(query, {"words": sorted(set(spellings.values()))})
    by_spelling = {spelling: stem for spelling, stem in rows}
    return {word: by_spelling[spelling] for word, spelling in spellings.items()}


STEMS = """
SELECT word, coalesce((ts_lexize('catalogue.german_stem', word))[1], word)
FROM unnest(CAST(:words AS text[])) AS asked (word)
"""
_SERVICE = """
INSERT INTO catalogue.service (slug, name, popular, names, synonyms, parts, prose)
VALUES (:slug, :name, :popular, :names, :synonyms, :parts, :prose)
"""
_WORDING = """
INSERT INTO catalogue.wording (service, phrases) VALUES (:service, CAST(:phrases AS jsonb))
"""
_WORD = """
INSERT INTO catalogue.word (word, stem, services, is_part, alike)
VALUES (:word, :stem, :services, :is_part, :alike)
"""
_MUNICIPALITY = """
INSERT INTO catalogue.municipality (slug, name, full_name, is_county, network, shows_network)
VALUES (:slug, :name, :full_name, :is_county, :network, :shows_network)
"""
_OFFER = """
INSERT INTO catalogue.offer (municipality, service, online)
VALUES (:municipality, :service, :online)
"""


def _service_row(service: IndexedService) -> dict[str, object]:
    return {
        "slug": service.entry.slug,
        "name": service.entry.name,
        "popular": service.entry.popular,
        "names": service.names,
        "synonyms": service.synonyms,
        "parts": service.parts,
        "prose": service.prose,
    }


def _wording_row(service: IndexedService) -> dict[str, object]:
    phrases = json.dumps(service.phrases, ensure_ascii=False)
    return {"service": service.entry.slug, "phrases": phrases}


def _word_row(word: KnownWord) -> dict[str, object]:
    return {
        "word": word.word,
        "stem": word.stem,
        "services": word.services,
        "is_part": word.is_part,
        "alike": list(word.alike),
    }


def _insert(connection: Connection, statement: str, rows: Iterable[dict[str, object]]) -> None:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(dict(row))
        if len(batch) == _BATCH:
            connection.execute(text(statement), batch)
            batch = []
    if batch:
        connection.execute(text(statement), batch)
