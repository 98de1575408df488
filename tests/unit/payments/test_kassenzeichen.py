"""The Kassenzeichen: what a person mistypes is noticed, how it is written does not matter."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from schwifty.checksum import ISO7064_mod97_10

from portal.municipalities import all_municipalities
from portal.payments.kassenzeichen import (
    LARGEST_NUMBER,
    in_groups,
    is_kassenzeichen,
    make_kassenzeichen,
    normalised,
)

PREFIXES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
GIVEN_OUT = st.builds(make_kassenzeichen, PREFIXES, st.integers(1, LARGEST_NUMBER))


def test_every_municipality_has_its_own():
    made = {make_kassenzeichen(town.prefix, 7) for town in all_municipalities()}
    assert len(made) == len(all_municipalities())
    assert all(map(is_kassenzeichen, made))


def test_its_check_digits_are_those_of_the_standard():
    """Reckoned by schwifty, whose IBANs have the same ones, and nobody of us wrote it."""
    made = make_kassenzeichen("LEE", 42)
    assert made == "RF47LEE00000042"
    assert made[2:4] == ISO7064_mod97_10().compute(["LEE00000042", "RF"])


@given(GIVEN_OUT)
def test_one_that_was_given_out_is_right(given_out: str):
    assert is_kassenzeichen(given_out)
    assert len(given_out) <= 25  # ISO 11649


@given(GIVEN_OUT, st.data())
def test_a_wrong_sign_is_noticed(given_out: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(given_out) - 1))
    signs = "0123456789" if given_out[at].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    other = data.draw(st.sampled_from(signs))
    assume(other != given_out[at])
    assert not is_kassenzeichen(given_out[:at] + other + given_out[at + 1 :])


@given(GIVEN_OUT, st.data())
def test_swapped_neighbours_are_noticed(given_out: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(given_out) - 2))
    first, second = given_out[at], given_out[at + 1]
    assume(first != second)
    assert not is_kassenzeichen(given_out[:at] + second + first + given_out[at + 2 :])


@given(GIVEN_OUT, st.sampled_from([" ", "-", ".", "\u00a0", "/", "  "]))
def test_how_it_is_written_does_not_matter(given_out: str, between: str):
    written = between.join(in_groups(given_out).lower().split())
    assert normalised(f" {written}\n") == given_out
    assert is_kassenzeichen(written)


@given(st.text(max_size=40))
def test_whatever_is_typed_has_an_answer(typed: str):
    assert is_kassenzeichen(typed) in (True, False)


@pytest.mark.parametrize(
    "typed", ["", "RF", "123456789015", "RF18539007547034", "RF٩٧LEE00000042", "RF97LEE"]
)
def test_what_never_was_one(typed: str):
    assert not is_kassenzeichen(typed)


@pytest.mark.parametrize(
    ("prefix", "number"), [("le", 1), ("LEER", 1), ("L1E", 1), ("LEE", 0), ("LEE", 10**18)]
)
def test_none_is_made_of_nonsense(prefix: str, number: int):
    with pytest.raises(ValueError, match="Kassenzeichen"):
        make_kassenzeichen(prefix, number)
