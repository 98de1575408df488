"""How fast the search answers with a state's catalogue: 6,000 services, 1,000 municipalities.

    .venv/bin/python bench/search.py [--services 6000] [--towns 1000] [--queries 1000]

Starts a scratch database of its own, fills it with the shipped services and made-up ones (names,
synonyms and prose of made-up compounds) and with networks of towns, then asks
what citizens type (tests/integration/catalogue/*.tsv, whole and half typed) at towns of all kinds.
Times are of the server: from the words to the ranked hits, all statements included; the words in
memory are loaded before. Prints JSON lines; ends with 1 if p95 is not below 30 ms.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import text

from portal.catalogue import CATEGORIES, load_catalogue
from portal.catalogue.search import fill_rows, inventory_of, load_wording, search
from portal.catalogue.search.entries import Entry, Inventory, OfferedBy, Place, Town
from portal.municipalities import all_municipalities
from portal.persistence.database import Database, Scope
from portal.persistence.embedded import postgres_server
from portal.wiring import migrate_database

QUERIES = Path(__file__).resolve().parents[1] / "tests" / "integration" / "catalogue"
LIMIT_MS = 30.0
_BACKEND = text("SELECT pg_backend_pid()")
IN_A_NETWORK = 20
COMMON = """
Sie brauchen für den Antrag folgende Unterlagen wenn Ihre Anschrift oder Name geändert wurde und die
zuständige Behörde Gebühren erhebt bitte Formular ausfüllen Bearbeitung dauert einige Wochen
""".split()  # noqa: SIM905
OFFERS = 120
FIRST = """
Bad Berg Boden Brand Brunnen Dach Deich Denkmal Energie Erb Fisch Flur Forst Friedhof Garten
Gast Gesundheits Gleis Grund Hafen Handwerks Heim Hoch Jagd Jugend Kanal Kinder Kirmes Klein
Kultur Land Luft Markt Mess Miet Moor Natur Notfall Obst Park Pflege Quell Rad Reise Ruhe Schiff
Schul Schwimm See Sport Sozial Stadt Stand Steg Stift Tank Tier Turm Ufer Umwelt Verkehrs
Vereins Wald Wasser Weide Wein Weiter Werk Wild Wind Winter Wohn Zaun Zelt
""".split()  # noqa: SIM905
LAST = """
abgabe amt anlage anzeige aufsicht ausnahme befreiung beitrag beratung betrieb bewilligung buch
erlaubnis förderung fläche gebühr genehmigung gutachten haltung hilfe karte kasse kataster
konzession kosten liste nachweis nutzung ordnung pass platz plan prüfung rat recht register
schein schutz sperre stelle steuer verband vertrag verzeichnis vorhaben weg zeichen zulage
zulassung zuschuss
""".split()  # noqa: SIM905
DEEDS = """
beantragen anmelden abmelden ummelden ändern verlängern melden bestellen anzeigen
""".split()  # noqa: SIM905


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the search on a large catalogue")
    parser.add_argument("--services", type=int, default=6000)
    parser.add_argument("--towns", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=1000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="schalter-search-") as folder,
        postgres_server(Path(folder), durable=True) as url,
    ):
        return asyncio.run(measure(url, options))


async def measure(url: str, options: argparse.Namespace) -> int:
    """Fill, ask, print."""
    chance = random.Random(2026)
    inventory = large_inventory(chance, options.services, options.towns)
    migrate_database(url)
    begun = time.perf_counter()
    fill_rows(url, inventory, load_wording())
    filled = time.perf_counter() - begun
    database = Database(url, pool_size=2)
    await _ask(database, "papenburg", "Hund", is_typing=False)
    before = _memory_mb()
    whole = [
        (await _ask(database, *one, is_typing=False))
        for one in _questions(chance, inventory, options.queries)
    ]
    typing = [
        (await _ask(database, *one, is_typing=True))
        for one in _half_typed(chance, inventory, options.queries)
    ]
    first_use = await _first_use(url)
    await database.close()
    print(json.dumps({
        "services": len(inventory.entries), "towns": len(inventory.towns),
        "offers": len(inventory.offers), "fill_s": round(filled, 1),
        "first_search_of_a_process_ms": round(first_use), "memory_mb": before,
        "load_1min": round(os.getloadavg()[0], 1),
    }))  # fmt: skip
    print(json.dumps({"what": "search", **_figures(whole)}))
    print(json.dumps({"what": "suggestions", **_figures(typing)}))
    return 0 if max(_figures(whole)["p95_ms"], _figures(typing)["p95_ms"]) < LIMIT_MS else 1


def large_inventory(chance: random.Random, services: int, towns: int) -> Inventory:
    """The shipped catalogue, grown."""
    shipped = inventory_of(load_catalogue().services, all_municipalities())
    entries = list(shipped.entries)
    while len(entries) < services:
        entries.append(_made_up(chance, len(entries)))
    grown = list(shipped.towns)
    while len(grown) < towns:
        grown.append(_town(len(grown)))
    offers = {(o.municipality, o.service): o for o in shipped.offers}
    slugs = [entry.slug for entry in entries]
    for town in grown:
        for slug in {*slugs[:27], *chance.sample(slugs, min(OFFERS, len(slugs)))}:
            offer = OfferedBy(town.slug, slug, chance.random() < 0.6)
            offers.setdefault((town.slug, slug), offer)
    return Inventory(tuple(entries), tuple(grown), tuple(offers.values()))


def _made_up(chance: random.Random, number: int) -> Entry:
    """A service with names and prose of its own, in words as compound as German's are."""
    words = [chance.choice(FIRST) + chance.choice(LAST) for _ in range(40)]
    deed, other = chance.sample(DEEDS, 2)
    name = f"{words[0]} {deed}"
    prose = " ".join(word for pair in zip(words[8:], COMMON, strict=False) for word in pair)
    texts = (
        (Place.NAME, name),
        (Place.TITLE, f"{words[0]} {deed} und bezahlen"),
        (Place.SYNONYM, f"{words[0]} {other}"),
        *((Place.SYNONYM, word) for word in words[1:8]),
        (Place.CATEGORY, chance.choice(CATEGORIES).name),
        (Place.SUMMARY, f"{words[8]} und {words[9]}, wenn Sie {deed} möchten."),
        (Place.PROSE, prose),
    )
    return Entry(slug=f"leistung-{number}", name=name, texts=texts)


def _town(number: int) -> Town:
    network = number // IN_A_NETWORK
    return Town(
        slug=f"kommune-{number}",
        name=f"Kommune {number}",
        full_name=f"Stadt Kommune {number}",
        is_county=number % IN_A_NETWORK == 0,
        network=f"verbund-{network}",
        shows_network=number % 3 != 0,
    )


def _typed() -> list[str]:
    files = (QUERIES / "queries.tsv", QUERIES / "held_out.tsv")
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return [line.split("\t")[0] for line in lines]


def _questions(chance: random.Random, inventory: Inventory, count: int) -> list[tuple[str, str]]:
    """What citizens type, and in every third case a made-up service's own words."""
    typed, names = _typed(), [entry.name for entry in inventory.entries[27:]]
    towns = [town.slug for town in inventory.towns]
    words = (chance.choice(names if number % 3 == 0 else typed) for number in range(count))
    return [(chance.choice(towns), word) for word in words]


def _half_typed(chance: random.Random, inventory: Inventory, count: int) -> list[tuple[str, str]]:
    questions = _questions(chance, inventory, count)
    return [(town, typed[: chance.randint(2, max(len(typed), 2))]) for town, typed in questions]


async def _ask(database: Database, town: str, typed: str, is_typing: bool) -> tuple[float, float]:
    """Milliseconds of one search with its transaction: by the clock, and of processor time, which
    tells what a machine without other work would need."""
    begun, own = time.perf_counter(), time.process_time()
    async with database.transaction(Scope("visitor", None, town)) as session:
        backend = await session.scalar(_BACKEND)
        worked = _worked_ms(backend)
        await search(session, town, typed, is_typing=is_typing)
        worked = _worked_ms(backend) - worked
    spent = (time.perf_counter() - begun) * 1000
    return spent, (time.process_time() - own) * 1000 + worked


def _worked_ms(process: int) -> float:
    """Processor time of a process so far (Linux)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6


async def _first_use(url: str) -> float:
    """The first search of a process, which reads the words."""
    from portal.catalogue.search import finding

    finding._kept.clear()
    database = Database(url, pool_size=1)
    spent, _ = await _ask(database, "papenburg", "Hund", is_typing=False)
    await database.close()
    return spent


def _memory_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _figures(measured: list[tuple[float, float]]) -> dict[str, float]:
    times = [spent for spent, _ in measured]
    cuts, worked = quantiles(times, n=100), quantiles([worked for _, worked in measured], n=100)
    return {
        "queries": len(times), "p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1), "longest_ms": round(max(times), 1),
        "processor_p50_ms": round(worked[49], 1), "processor_p95_ms": round(worked[94], 1),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
