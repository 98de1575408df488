"""Every town looks like itself, and everyone can read it."""

import re
import xml.etree.ElementTree as ET

import pytest
from pydantic import ValidationError

from portal.municipalities import (
    DRAWINGS,
    Colour,
    Municipality,
    all_municipalities,
    arms_svg,
    manifest,
    municipality_by_slug,
    stylesheet,
)
from portal.municipalities.colours import contrast, mix

each_municipality = pytest.mark.parametrize(
    "town", all_municipalities(), ids=lambda town: town.slug
)
DARK_CARD = "#1d232c"


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#0f4c81", "#0f4c81") == pytest.approx(1)
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


@each_municipality
def test_town_colours_can_be_read_by_day_and_by_night(town: Municipality) -> None:
    light, dark = (dict(re.findall(r"--([a-z-]+):(#\w{6})", part)) for part in _parts(town))
    assert contrast(light["town-ink"], light["town"]) >= 4.5
    assert contrast(light["town"], "#ffffff") >= 4.5
    assert contrast(light["town"], light["town-tint"]) >= 4.5
    assert contrast(dark["town-ink"], dark["town"]) >= 4.5
    assert contrast(dark["town"], DARK_CARD) >= 4.5
    assert contrast(dark["town"], dark["town-tint"]) >= 4.5


@pytest.mark.parametrize(
    ("light", "dark"), [("#ffcc00", "#ffe680"), ("#0f4c81", "#0f4c81"), ("#777777", "#cccccc")]
)
def test_a_colour_that_cannot_be_read_is_refused(light: str, dark: str) -> None:
    with pytest.raises(ValidationError, match=r"contrast below 4\.5:1"):
        Colour(light=light, dark=dark)


def test_no_two_towns_have_the_same_colour_or_drawing() -> None:
    towns = all_municipalities()
    assert len({town.colour.light for town in towns}) == len(towns)
    assert len({town.arms for town in towns}) == len(towns)


@each_municipality
def test_the_arms_are_a_standalone_picture_in_the_colour_of_the_town(town: Municipality) -> None:
    picture = ET.fromstring(arms_svg(town))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    shield, drawing = picture
    assert shield.get("fill") == town.colour.light
    assert drawing.get("d") == DRAWINGS[town.arms]


def test_the_portal_can_be_installed_under_the_name_of_the_town() -> None:
    papenburg = manifest(municipality_by_slug("papenburg"))
    assert papenburg["short_name"] == "Papenburg"
    assert papenburg["name"] == "Stadt Papenburg – Digitales Rathaus"
    assert (papenburg["start_url"], papenburg["display"], papenburg["lang"]) == (
        "/", "standalone", "de",
    )  # fmt: skip
    assert papenburg["theme_color"] == "#0f4c81"
    assert {icon["src"] for icon in papenburg["icons"]} == {
        "/icons/icon-192.png",
        "/icons/icon-512.png",
        "/icons/maskable-512.png",
    }


def _parts(town: Municipality) -> tuple[str, str]:
    light, _, dark = stylesheet(town).partition("@media (prefers-color-scheme:dark)")
    return light, dark
