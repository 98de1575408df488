"""`portal content show`: a service or a municipality as an outline, after all overrides."""

from collections.abc import Iterable, Iterator, Sequence

from portal.catalogue import Catalogue, Offer, ServiceDefinition
from portal.errors import NotFound
from portal.fees import fee_in_words
from portal.forms import Form
from portal.forms.structure import Node, outline
from portal.municipalities import Municipality, opening_hours_in_words

MOST_WORDS = 80


def outline_of(slug: str, catalogue: Catalogue, towns: Iterable[Municipality]) -> str:
    """What `slug` is. Raises NotFound where neither a service nor a municipality bears it."""
    known = tuple(towns)
    service = next((s for s in catalogue.services if s.slug == slug), None)
    town = next((t for t in known if t.slug == slug), None)
    lines = [
        *(_service(service, catalogue, known) if service else ()),
        *(_town(town, catalogue) if town else ()),
    ]
    if not lines:
        raise NotFound(f"„{slug}“ ist weder eine Leistung noch eine Kommune (oder ein Entwurf).")
    return "\n".join(lines)


def _service(
    service: ServiceDefinition, catalogue: Catalogue, towns: tuple[Municipality, ...]
) -> Iterator[str]:
    yield f"{service.name} ({service.slug}, Version {service.version})"
    yield f"  {service.summary}"
    yield f"  Vertrauensniveau {service.trust_level.value}, Abteilung {service.contact}"
    yield f"  Gebühr {_common_fee(service)}"
    yield ""
    yield "Formular" if service.form else "Kein Online-Formular"
    yield from _steps(service.form) if service.form else ()
    yield ""
    offers = [(town, catalogue.offer(town, service.slug)) for town in towns]
    yield "Angeboten von"
    rows = [_offered(town, offer) for town, offer in offers if offer is not None]
    yield from (f"  {line}" for line in _columns(rows)) if rows else ("  niemandem",)


def _town(town: Municipality, catalogue: Catalogue) -> Iterator[str]:
    yield f"{town.full_name} ({town.slug}, {town.prefix}), {town.county}, {town.state}"
    yield f"  {town.address.in_one_line}, Telefon {town.phone}, {town.email}"
    yield f"  {opening_hours_in_words(town.opening_hours) or 'keine Öffnungszeiten'}"
    yield ""
    yield "Abteilungen"
    contacts = [(key, c.name, c.phone, c.email) for key, c in town.contacts.items()]
    yield from (f"  {line}" for line in _columns(contacts))
    yield ""
    yield "Leistungen im Portal"
    shown = (catalogue.offer(town, service.slug) for service in catalogue.services)
    rows = [(offer.service.slug, *_particulars(offer)) for offer in shown if offer is not None]
    yield from (f"  {line}" for line in _columns(rows))


def _offered(town: Municipality, offer: Offer) -> tuple[str, ...]:
    return (town.slug, *_particulars(offer))


def _particulars(offer: Offer) -> tuple[str, ...]:
    elsewhere = offer.responsible is not None and offer.responsible != offer.municipality
    at = f"bei {offer.responsible.name}" if elsewhere and offer.responsible else ""
    if offer.responsible is None:
        at = f"bei einer von {len(offer.also_at)} Kommunen"
    return (
        "abgeschaltet" if offer.off else ", ".join(offer.modes),
        offer.fee_headline,
        offer.duration.words if offer.duration else "",
        f"{offer.contact.name}, {offer.contact.phone}" if offer.contact else "",
        at or offer.authority or "",
    )


def _common_fee(service: ServiceDefinition) -> str:
    if service.fee is None:
        return service.fee_words or "nicht genannt"
    headline, detail = fee_in_words(service.fee)
    return f"{headline} ({detail})" if detail else headline


def _steps(form: Form) -> Iterator[str]:
    nodes = outline(form)
    for number, step in enumerate(form.steps):
        condition = "   (nur wenn …)" if step.when else ""
        yield f"  {number + 1}. {step.title}{condition}"
        yield from (_element(node) for node in nodes if node.step == number)


def _element(node: Node) -> str:
    element = node.element
    words = getattr(element, "label", "") or getattr(element, "title", "")
    notes = [str(element.kind)]
    notes += ["freiwillig"] * (not getattr(element, "required", True))
    notes += ["bedingt"] * (element.when is not None)
    notes += ["mehrfach"] * (node.block is not None and node.block.occurs.repeats)
    indent = "     " + "  " * node.path.count(".")
    short = words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
    return f"{indent}{node.path.rpartition('.')[2]}: {short or '–'} [{', '.join(notes)}]"


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The rows in columns; what is empty everywhere takes no room."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width
        ).rstrip()
        for row in rows
    ]
