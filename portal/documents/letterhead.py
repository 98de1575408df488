"""What stands at the head and foot of every document of a municipality."""

from typing import Any

from portal.municipalities import Municipality, arms_svg

DEMO_NOTICE = "Vorführung – kein echtes Dokument"


def letterhead(municipality: Municipality, title: str, footer: str, demo: bool) -> dict[str, Any]:
    """The part of a document's content that templates/letter.typ reads."""
    return {
        "title": title,
        "footer": footer,
        "notice": DEMO_NOTICE if demo else "",
        "colour": municipality.colour.light,
        "arms": arms_svg(municipality),
        "sender": {
            "name": municipality.full_name,
            "lines": [
                municipality.address.in_one_line,
                f"Telefon {municipality.phone}",
                municipality.email,
            ],
        },
    }


def fact(label: str, text: str) -> dict[str, str]:
    """A line of a description list."""
    return {"label": label, "text": text}
