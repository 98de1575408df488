"""What was sealed comes back exactly, in its own place and nowhere else, and only unchanged."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sealing import (
    KEY_BYTES,
    KeyEncryptionKeys,
    KeyMissing,
    SealBroken,
    WrappedKey,
    key_id_of,
    open_bytes,
    seal_bytes,
)

KEY, KEY_ID = b"k" * KEY_BYTES, UUID(int=7)
PLACE = ("application", "answers", "1")
PLACES = st.tuples(st.text(), st.text(), st.text())
OLD, NEW = KeyEncryptionKeys((b"o" * KEY_BYTES,)), KeyEncryptionKeys((b"n" * KEY_BYTES,))
BOTH = KeyEncryptionKeys(NEW.keys + OLD.keys)
BOUND = ("leer", "1")


@given(st.binary(), PLACES)
def test_what_was_sealed_comes_back(plain: bytes, place: tuple[str, str, str]) -> None:
    sealed = seal_bytes(KEY, KEY_ID, place, plain)
    assert key_id_of(sealed) == KEY_ID
    assert open_bytes(KEY, place, sealed) == plain


@given(PLACES, PLACES)
def test_it_opens_in_its_own_place_alone(
    place: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    sealed = seal_bytes(KEY, KEY_ID, place, b"Anna")
    if place != other and "\0".join(place) != "\0".join(other):
        with pytest.raises(SealBroken):
            open_bytes(KEY, other, sealed)


@given(st.data())
def test_every_change_and_every_cut_is_noticed(data: st.DataObject) -> None:
    sealed = seal_bytes(KEY, KEY_ID, PLACE, b"Am Hafen 7")
    at = data.draw(st.integers(0, len(sealed) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = sealed[:at] + bytes([sealed[at] ^ flip]) + sealed[at + 1 :]
    for damaged in (changed, sealed[:at], sealed + b"\0"):
        with pytest.raises(SealBroken):
            open_bytes(KEY, PLACE, damaged)


def test_the_same_words_never_look_the_same() -> None:
    first, second = (seal_bytes(KEY, KEY_ID, PLACE, b"Anna") for _ in range(2))
    assert first != second


def test_another_key_opens_nothing() -> None:
    sealed = seal_bytes(KEY, KEY_ID, PLACE, b"Anna")
    with pytest.raises(SealBroken):
        open_bytes(b"x" * KEY_BYTES, PLACE, sealed)


def test_an_older_key_still_opens_while_it_is_named() -> None:
    data_key, wrapped = OLD.new_data_key(BOUND)
    assert BOTH.unwrap(wrapped, BOUND) == data_key
    again = BOTH.wrap(data_key, BOUND)
    assert again.wrapped_by == BOTH.current == NEW.current
    assert NEW.unwrap(again, BOUND) == data_key


def test_a_key_that_is_missing_is_named_and_not_told() -> None:
    _, wrapped = OLD.new_data_key(BOUND)
    with pytest.raises(KeyMissing, match=OLD.current) as fault:
        NEW.unwrap(wrapped, BOUND)
    assert "oooo" not in str(fault.value)
    assert "nnnn" not in repr(NEW)


@pytest.mark.parametrize("bound_to", [("leer", "2"), ("papenburg", "1"), ("leer",)])
def test_a_data_key_opens_for_its_own_town_and_generation_alone(bound_to: tuple[str, ...]) -> None:
    _, wrapped = NEW.new_data_key(BOUND)
    with pytest.raises(SealBroken):
        NEW.unwrap(wrapped, bound_to)
    with pytest.raises(SealBroken):
        NEW.unwrap(WrappedKey(wrapped.wrapped[:-1], wrapped.wrapped_by), BOUND)


def test_no_key_at_all_seals_nothing() -> None:
    with pytest.raises(KeyMissing):
        KeyEncryptionKeys(()).new_data_key((str(uuid4()),))
