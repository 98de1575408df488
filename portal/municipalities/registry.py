"""Which municipalities there are, and which of them a host or a slug means."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from portal.errors import NotFound
from portal.municipalities.municipality import Municipality
from portal.shared.content_files import CONTENT, Fault, FaultyFile, fault_at, read_model

FOLDER = CONTENT / "municipalities"


@cache
def all_municipalities() -> tuple[Municipality, ...]:
    """Every municipality of the content, by name. Raises FaultyFile where a file is wrong."""
    return load_municipalities(FOLDER)


def municipality_by_slug(slug: str) -> Municipality:
    """The municipality called `slug`. Raises NotFound."""
    found = _by_slug().get(slug)
    if found is None:
        raise NotFound("Diese Kommune kennen wir nicht.")
    return found


def municipality_by_host(host: str, base_domain: str) -> Municipality | None:
    """The municipality a Host header means; None for the bare host and for unknown ones.

    `<slug>.localhost`, `<slug>.<base_domain>` and the hosts named in the content count, in
    any case and with any port.
    """
    name = host.strip().lower().partition(":")[0].removesuffix(".")
    if named := _by_host().get(name):
        return named
    slug, _, domain = name.partition(".")
    known_domains = {"localhost", base_domain.strip().lower().partition(":")[0]} - {""}
    return _by_slug().get(slug) if domain in known_domains else None


def network_of(municipality: Municipality) -> tuple[Municipality, ...]:
    """All members of its Verbund, itself among them, the county first; itself alone if none."""
    if municipality.network is None:
        return (municipality,)
    members = (m for m in all_municipalities() if m.network == municipality.network)
    return tuple(sorted(members, key=lambda m: (m.kind != "Landkreis", m.name)))


def load_municipalities(folder: Path) -> tuple[Municipality, ...]:
    """The municipalities of a folder, without drafts. Raises FaultyFile where one is wrong or two
    collide."""
    paths = sorted(folder.glob("*.yaml"))
    municipalities = [read_model(path, Municipality) for path in paths]
    if faults := list(collisions(zip(paths, municipalities, strict=True))):
        raise FaultyFile(faults)
    ready = (municipality for municipality in municipalities if not municipality.draft)
    return tuple(sorted(ready, key=lambda m: m.name.casefold()))


def collisions(loaded: Iterable[tuple[Path, Municipality]]) -> Iterable[Fault]:
    """Faults that show only between files: a slug unlike its file's name, a prefix or host
    that two claim."""
    claimed: dict[str, Path] = {}
    for path, municipality in loaded:
        if municipality.slug != path.stem:
            yield fault_at(path, ("slug",), f"slug: the file's name says `{path.stem}`")
        claims = [(("prefix",), municipality.prefix)]
        claims += [(("hosts",), host) for host in municipality.hosts]
        for location, claim in claims:
            if claim in claimed:
                owner = claimed[claim].name
                yield fault_at(path, location, f"{location[0]}: `{claim}` belongs to {owner}")
            claimed.setdefault(claim, path)


@cache
def _by_slug() -> dict[str, Municipality]:
    return {town.slug: town for town in all_municipalities()}


@cache
def _by_host() -> dict[str, Municipality]:
    return {
        host: municipality for municipality in all_municipalities() for host in municipality.hosts
    }
