"""Addresses, names and ways back, as people and others send them."""

import pytest

from portal.identity import UnfitAddress, UnfitName, clean_email, clean_name, path_within_portal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Buerger@Demo.Example ", "buerger@demo.example"),
        ("jörg@müller.de", "jörg@müller.de"),
        # However the domain is encoded, it is one domain; a look-alike is another one.
        ("anna@xn--mller-kva.de", "anna@müller.de"),
        ("anna@MU\u0308LLER.de", "anna@müller.de"),
        ("anna@ex\u0430mple.org", "anna@ex\u0430mple.org"),
        # A capital that folds to two signs, and the Kelvin sign, which is a K.
        ("\u0130nci@post.example", "i\u0307nci@post.example"),
        ("\u212aai@post.example", "kai@post.example"),
    ],
)
def test_one_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


@pytest.mark.parametrize("typed", ["", "anna", "anna@", "@post.example", "a b@post.example", "\0",
                                   "an\u200bna@post.example", "anna\u202e@post.example",
                                   "\uff41nna@post.example", "\ufb01nn@post.example",
                                   "anna@post.example\r\nBcc: b@post.example"])  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(UnfitAddress):
        clean_email(typed)


def test_names_of_all_europe_are_kept_in_form_c() -> None:
    assert clean_name("  Zoe\u0308   Łuczak-Ørsted ") == "Zoë Łuczak-Ørsted"


@pytest.mark.parametrize("typed", ["", "  ", "Anna\u202eAhrens", "x" * 201])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(UnfitName):
        clean_name(typed)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "",
        "/\n",
        "/konto/\r\nSet-Cookie: a=b",
        "/konto/%0d%0aSet-Cookie:a=b",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/.//evil.example",
        "/konto//../evil.example",
        "/\uff0fevil.example",
        "/%ef%bc%8fevil.example",
        "/\u2028evil.example",
        "/" * 600,
    ],
)
def test_the_way_back_never_leads_out_of_the_portal(path: str) -> None:
    assert path_within_portal(path) == "/"


def test_the_way_back_inside_the_portal_is_kept() -> None:
    assert path_within_portal("/antrag/geburtsurkunde/?schritt=2") == (
        "/antrag/geburtsurkunde/?schritt=2"
    )
