"""Plots say what the table says, in a picture with a name, and carry nothing a page forbids."""

from xml.etree import ElementTree as ET

from portal.shared.plots import Bar, Column, columns, lying_bars


def _rects(svg: str) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in ET.fromstring(svg).iter("rect")]


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    svg = lying_bars("Sterne", [Bar("5 Sterne", (8,), "8"), Bar("4 Sterne", (2,), "2")])
    assert [one["width"] for one in _rects(svg)] == ["100.00%", "25.00%"]
    assert [one.text for one in ET.fromstring(svg).iter("text")] == [
        *("5 Sterne", "8", "4 Sterne", "2"),
    ]


def test_columns_stand_on_one_line_and_the_highest_tells_its_value() -> None:
    svg = columns("Mengen", [Column("Jan", (4, 2)), Column("Feb", (0, 1))])
    drawn = _rects(svg)
    assert [one["height"] for one in drawn] == ["180.0", "90.0", "0.0", "45.0"]
    assert len({float(one["y"]) + float(one["height"]) for one in drawn}) == 1
    assert [one.text for one in ET.fromstring(svg).iter("text")] == ["4", "Jan", "Feb"]


def test_many_places_do_not_all_get_a_label() -> None:
    svg = columns("Wochen", [Column(f"{week}.", (1,)) for week in range(53)])
    labels = [one for one in ET.fromstring(svg).iter("text") if one.get("class") == "plot-label"]
    assert 3 <= len(labels) <= 6


def test_nothing_to_draw_draws_nothing_and_zeros_are_no_fault() -> None:
    assert columns("Nichts", []) == lying_bars("Nichts", []) == ""
    assert _rects(lying_bars("Null", [Bar("Eins", (0,), "0")]))[0]["width"] == "0.00%"
    assert _rects(columns("Null", [Column("Eins", (0,))]))[0]["height"] == "0.0"


def test_a_plot_is_one_named_image_without_style_or_markup_of_others() -> None:
    evil = '"><script>alert(1)</script>'
    svg = lying_bars(evil, [Bar(evil, (1,), evil)])
    root = ET.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", evil)
    assert {one.tag for one in root.iter()} == {"svg", "text", "rect"}
    assert not any(
        name in ("style", "fill", "onload") for one in root.iter() for name in one.attrib
    )
