"""Which new passwords are good enough: long and not widely known, nothing more."""

import pytest

from portal.identity import UnfitPassword, check_new_password
from portal.identity.passwords import hash_password, verify


@pytest.mark.parametrize(
    "password",
    [
        "Deich Ampel Kürbis Zug",
        "nurkleinbuchstabenaberlang",
        "demo-Passwort-2026",
        "x" * 6 + "Łódź Straße",
        "👍 vier Wörter",
    ],
)
def test_a_long_password_needs_no_special_characters(password: str) -> None:
    check_new_password(password, "anna@post.example", "Anna Ahrens")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "mindestens 12"),
        ("11 Zeichen!", "mindestens 12"),
        ("lang" * 33, "höchstens 128"),
        ("Passwort1234", "leicht zu erraten"),
        ("!!Passwort2026!!", "leicht zu erraten"),
        ("123456789012", "leicht zu erraten"),
        ("qwertzuiopasdfg", "leicht zu erraten"),
        ("hahahahahahaha", "leicht zu erraten"),
        ("ANNA@post.example", "leicht zu erraten"),
        ("Anna Ahrens 1964", "leicht zu erraten"),
    ],
)
def test_a_short_or_well_known_one_is_refused_with_advice(password: str, words: str) -> None:
    with pytest.raises(UnfitPassword, match=words):
        check_new_password(password, "anna@post.example", "Anna Ahrens")


async def test_umlauts_match_however_the_keyboard_composes_them() -> None:
    kept = await hash_password("vier W\u00f6rter am Deich")
    assert await verify(kept, "vier Wo\u0308rter am Deich")
    assert not await verify(kept, "vier Worter am Deich")


async def test_no_password_fits_an_account_that_is_not_there() -> None:
    assert not await verify(None, "vier Wörter am Deich")
    assert not await verify("kein Hash", "vier Wörter am Deich")
