"""The poster for counter, door and notice board: a QR code that leads to the portal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portal.catalogue import Offer
from portal.documents.letterhead import letterhead
from portal.documents.qr import qr_svg
from portal.documents.rendering import render
from portal.municipalities import Municipality, opening_hours_in_words

Paper = Literal["a4", "a3"]
_SCALES: dict[Paper, float] = {"a4": 1.0, "a3": 2**0.5}


@dataclass(frozen=True)
class Poster:
    """What a poster invites to: the whole portal, or one service where `offer` is given.

    `address` is what the code holds and what is printed below it, such as
    'https://papenburg.example/leistungen/hund-anmelden/'.
    """

    municipality: Municipality
    address: str
    offer: Offer | None = None
    paper: Paper = "a4"


def poster(about: Poster, at: datetime, *, demo: bool = False) -> bytes:
    """The poster as a PDF of one page, dated `at`."""
    town = about.municipality
    title = about.offer.service.name if about.offer else "Ihr Rathaus ist auch online für Sie da"
    hours = opening_hours_in_words(town.opening_hours)
    content = letterhead(town, title, "", demo) | {
        "lead": about.offer.view.summary if about.offer else "Anträge stellen, ohne zu warten.",
        "points": _points(about.offer),
        "qr": qr_svg(about.address),
        "address": _short(about.address),
        "alt": f"QR-Code, er öffnet {about.address}",
        "call": "Mit dem Telefon scannen oder diese Adresse eingeben:",
        "personal": f"Lieber persönlich? Telefon {town.phone}" + (f" · {hours}" if hours else ""),
        "paper": about.paper,
        "scale": _SCALES[about.paper],
    }
    return render("poster", content, at)


def _points(offer: Offer | None) -> list[str]:
    """Three good reasons, each of them true."""
    if offer is None:
        return [
            "Rund um die Uhr, vom Sofa oder von unterwegs",
            "Gebühr und Dauer stehen vorher da",
            "Den Stand Ihres Antrags sehen Sie jederzeit",
        ]
    points = [f"Gebühr: {offer.fee_headline}" if offer.fee_headline else ""]
    points += [f"Dauer: {offer.duration.words}" if offer.duration else ""]
    if offer.orderable:
        points.insert(0, "Online beantragen, rund um die Uhr")
        points.append(
            f"Ausfüllen: etwa {offer.service.minutes} Minuten" * bool(offer.service.minutes)
        )
    return [point for point in points if point]


def _short(address: str) -> list[str]:
    """The address as people type it, in pieces between which a line may end."""
    typed = address.removeprefix("https://").removeprefix("http://").removesuffix("/")
    *folders, last = typed.split("/")
    return [*(f"{folder}/" for folder in folders), last]
