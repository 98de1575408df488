"""The sheets of figures: rows in words, and the plots of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases.figures.asking import (
    FEWEST,
    SENT,
    Asked,
    Reach,
    first_day,
    reaches,
    spoken_of,
    stars_by_service,
    volumes,
    words_said,
    working_times,
)
from portal.cases.figures.feedback import MOST_STARS
from portal.catalogue import service_by_slug
from portal.shared.plots import Bar, Column, columns, lying_bars

VOLUMES, TIMES, STEPS, STARS, WORDS = "mengen", "dauer", "schritte", "sterne", "rueckmeldungen"
_TOO_FEW = f"Weniger als {FEWEST}: Damit niemand erkannt wird, steht hier nichts."
_ABBREVIATED = (
    *("Jan", "Feb", "März", "Apr", "Mai", "Juni"),
    *("Juli", "Aug", "Sept", "Okt", "Nov", "Dez"),
)


@dataclass(frozen=True)
class Sheet:
    """A table in words; `plot` is an SVG, or "" where there is nothing to draw. `legend` names
    the plot's series, `note` says what is left out, `empty` why there are no rows."""

    key: str
    heading: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    plot: str = ""
    legend: tuple[str, ...] = ()
    note: str = ""
    empty: str = ""


async def sheet_of_volumes(session: AsyncSession, asked: Asked) -> Sheet:
    """What came in and what was done, by week or month."""
    found = await volumes(session, replace(asked, since=first_day(asked.since, asked.unit)))
    weekly = asked.unit == "week"
    some = any(one.received or one.done for one in found)
    places = [
        Column(
            f"{one.begins:%d.%m.}" if weekly else _month(one.begins, short=True),
            (one.received, one.done),
        )
        for one in found
    ]
    return Sheet(
        VOLUMES,
        "Eingegangen und erledigt",
        ("Woche ab" if weekly else "Monat", "Eingegangen", "Erledigt"),
        tuple(
            (
                f"{one.begins:%d.%m.%Y}" if weekly else _month(one.begins),
                str(one.received),
                str(one.done),
            )
            for one in found
        )
        if some
        else (),
        columns("Eingegangene und erledigte Vorgänge", places) if some else "",
        ("Eingegangen", "Erledigt"),
        "Erledigt ist ein Vorgang, sobald er versendet, bereitgestellt, abgeschlossen oder"
        " abgelehnt ist.",
        "In diesem Zeitraum ist nichts eingegangen.",
    )


async def sheet_of_times(session: AsyncSession, asked: Asked, names: dict[str, str]) -> Sheet:
    """How long cases took, by service."""
    found = await working_times(session, asked)
    bars = [
        Bar(
            _name(names, one.service),
            (float(one.median), float(one.most)),
            f"{_tenths(one.median)} / {_tenths(one.most)} Tage",
        )
        for one in found
    ]
    return Sheet(
        TIMES,
        "Bearbeitungsdauer",
        ("Leistung", "Erledigt", "Hälfte bis (Tage)", "80 % bis (Tage)"),
        tuple(
            (_name(names, one.service), str(one.done), _tenths(one.median), _tenths(one.most))
            for one in found
        ),
        lying_bars("Bearbeitungsdauer in Tagen je Leistung", bars),
        ("Hälfte der Vorgänge", "80 % der Vorgänge"),
        "Kalendertage vom Eingang, bis ein Vorgang erledigt ist, mit der Zeit, in der auf Antwort"
        " gewartet wurde.",
        "In diesem Zeitraum ist nichts erledigt worden.",
    )


async def sheet_of_steps(
    session: AsyncSession, asked: Asked, names: dict[str, str], service: str
) -> Sheet:
    """How far forms were filled in: by service, or by step of the one asked for."""
    found = await reaches(session, asked)
    if service:
        return _steps_of_one(found, service)
    begun = {slug: _number(found, slug, 1) for slug in sorted({one.service for one in found})}
    told = sorted((slug for slug in begun if begun[slug] >= FEWEST), key=lambda one: -begun[one])
    sent = {slug: min(_number(found, slug, SENT), begun[slug]) for slug in told}
    bars = [
        Bar(
            _name(names, slug),
            (begun[slug], sent[slug]),
            f"{_percent(begun[slug] - sent[slug], begun[slug])} abgebrochen",
        )
        for slug in told
    ]
    return Sheet(
        STEPS,
        "Begonnen und abgesendet",
        ("Leistung", "Begonnen", "Abgesendet", "Nicht abgesendet"),
        tuple(
            (
                _name(names, slug),
                str(begun[slug]),
                str(sent[slug]),
                _percent(begun[slug] - sent[slug], begun[slug]),
            )
            for slug in told
        ),
        lying_bars("Begonnene und abgesendete Anträge je Leistung", bars),
        ("Begonnen", "Abgesendet"),
        "Wählen Sie eine Leistung, um zu sehen, bei welchem Schritt Anträge liegen bleiben."
        " Manche werden noch ausgefüllt. Leistungen, die weniger als"
        f" {FEWEST}-mal begonnen wurden, stehen hier nicht.",
        _TOO_FEW,
    )


def _steps_of_one(found: Sequence[Reach], service: str) -> Sheet:
    """The form as it is now: counts of earlier versions have other steps."""
    form, version = service_by_slug(service).form, service_by_slug(service).version
    titles = [*(step.title for step in form.steps), "Angaben prüfen"] if form else []
    now = {one.place: one.number for one in found if one.version == version}
    numbers = [now.get(place, 0) for place in range(1, len(titles) + 1)]
    numbers.append(min(now.get(SENT, 0), numbers[-1] if numbers else 0))
    labels = [*(f"{place}. {title}" for place, title in enumerate(titles, 1)), "Abgesendet"]
    enough = bool(numbers) and numbers[0] >= FEWEST
    lost = [
        max(0, here - after)
        for here, after in zip(numbers, [*numbers[1:], numbers[-1]], strict=True)
    ]
    lines = list(zip(labels, numbers, lost, strict=True)) if enough else []
    rows = [
        (label, str(number), f"{gone} ({_percent(gone, number)})" if number else "0")
        for label, number, gone in lines
    ]
    bars = [Bar(label, (number,), str(number)) for label, number, _gone in lines]
    return Sheet(
        STEPS,
        "Wo Anträge liegen bleiben",
        ("Schritt", "So weit gekommen", "Hier geblieben"),
        tuple(rows),
        lying_bars("Wie weit Anträge ausgefüllt wurden", bars),
        (),
        f"Fassung {version} des Formulars. Manche Anträge werden noch ausgefüllt.",
        _TOO_FEW,
    )


async def sheets_of_feedback(
    session: AsyncSession, asked: Asked, names: dict[str, str]
) -> tuple[Sheet, Sheet]:
    """Stars, and what was written with them."""
    found = await stars_by_service(session, asked)
    counts = {
        stars: sum(of.get(stars, 0) for of in found.values()) for stars in range(MOST_STARS, 0, -1)
    }
    total = sum(counts.values())
    mean = sum(stars * number for stars, number in counts.items()) / total if total else 0
    said = await words_said(session, asked, spoken_of(found)) if total else ()
    lines = [(_stars(stars), number) for stars, number in counts.items()] if total else []
    bars = [Bar(label, (number,), str(number)) for label, number in lines]
    told = f"{total} Bewertungen, im Mittel {_tenths(mean)} von 5 Sternen."
    return (
        Sheet(
            STARS,
            "Zufriedenheit",
            ("Sterne", "Bewertungen", "Anteil"),
            tuple((label, str(number), _percent(number, total)) for label, number in lines),
            lying_bars("Bewertungen nach Sternen", bars),
            (),
            told if total else "",
            _TOO_FEW,
        ),
        Sheet(
            WORDS,
            "Rückmeldungen",
            ("Monat", "Leistung", "Sterne", "Text"),
            tuple(
                (_month(one.month), _name(names, one.service), str(one.stars), one.words)
                for one in said
            ),
            note="Ohne Namen und ohne Tag. Enthält ein Text doch Angaben zu einer Person, geben"
            " Sie ihn bitte nicht weiter.",
            empty="Noch keine Texte." if total else _TOO_FEW,
        ),
    )


def _number(found: Sequence[Reach], service: str, place: int) -> int:
    return sum(one.number for one in found if one.service == service and one.place == place)


def _name(names: dict[str, str], slug: str) -> str:
    return names.get(slug, slug)


def _stars(number: int) -> str:
    return "1 Stern" if number == 1 else f"{number} Sterne"


def _tenths(number: float) -> str:
    return f"{float(number):.1f}".replace(".", ",")


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "0 %"


def _month(day: date, *, short: bool = False) -> str:
    return f"{_ABBREVIATED[day.month - 1]}{'' if short else f' {day.year}'}"
