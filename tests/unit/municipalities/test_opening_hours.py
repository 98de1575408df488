"""Opening hours are told the way people say them."""

import pytest
from pydantic import ValidationError

from portal.municipalities import OpeningHours, opening_hours_in_words


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"mo": "8:00-12:30"}, "Mo 8–12.30 Uhr"),
        (
            dict.fromkeys(("mo", "di", "mi", "fr"), "8:00-12:30")
            | {"do": "8:00-12:30, 14:00-17:00"},
            "Mo–Fr 8–12.30, Do 14–17 Uhr",
        ),
        ({"mo": "9:00-12:00", "di": "9:00-12:00"}, "Mo und Di 9–12 Uhr"),
        (
            dict.fromkeys(("mo", "di", "mi", "fr"), "9:00–12:00") | {"sa": "10:00–12:00"},
            "Mo–Mi und Fr 9–12, Sa 10–12 Uhr",
        ),
        ({}, ""),
    ],
)
def test_hours_in_words(written: dict[str, str], told: str) -> None:
    assert opening_hours_in_words(OpeningHours.model_validate(written)) == told


def test_each_weekday_can_be_listed_by_its_name() -> None:
    hours = OpeningHours.model_validate({"do": "8:00-12:30, 14:00-17:00"})
    assert list(hours.by_day) == [
        "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
    ]  # fmt: skip
    assert [str(span) for span in hours.by_day["Donnerstag"]] == ["8–12.30", "14–17"]
    assert hours.by_day["Montag"] == ()


@pytest.mark.parametrize("written", ["morgens", "8-12", "12:00-8:00", "8:00-25:00", "", 8])
def test_hours_nobody_could_keep_are_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        OpeningHours.model_validate({"mo": written})
