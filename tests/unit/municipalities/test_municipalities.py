"""Every municipality has a portal of its own, found by its host."""

import re

import pytest

from portal.errors import NotFound
from portal.municipalities import (
    Municipality,
    all_municipalities,
    municipality_by_host,
    municipality_by_slug,
    network_of,
)

PREFIXES = {
    "papenburg": "PAP", "haren": "HAR", "soegel": "SOE", "twist": "TWI", "emsland": "EMS",
    "lkleer": "LKL", "leer": "LEE", "weener": "WEE", "borkum": "BOR", "moormerland": "MOO",
    "rhauderfehn": "RHA", "westoverledingen": "WOL", "juemme": "JUE", "marienmuenster": "MAR",
    "wiesmoor": "WIE",
}  # fmt: skip
REAL_HOSTS = {
    "openrathaus.papenburg.de": "papenburg",
    "openkreishaus.lkleer.de": "lkleer",
    "openrathaus.leer.de": "leer",
    "openrathaus.weener.de": "weener",
    "openrathaus.borkum.de": "borkum",
    "openrathaus.moormerland.de": "moormerland",
    "openrathaus.rhauderfehn.de": "rhauderfehn",
    "openrathaus.westoverledingen.de": "westoverledingen",
    "openrathaus.juemme.de": "juemme",
    "buergerservice.marienmuenster.de": "marienmuenster",
    "openrathaus.stadt-wiesmoor.de": "wiesmoor",
}
KINDS = {
    "Stadt": {"papenburg", "haren", "leer", "weener", "borkum", "marienmuenster", "wiesmoor"},
    "Gemeinde": {"twist", "moormerland", "rhauderfehn", "westoverledingen"},
    "Samtgemeinde": {"soegel", "juemme"},
    "Landkreis": {"emsland", "lkleer"},
}
MUNICIPALITIES = all_municipalities()
each_municipality = pytest.mark.parametrize("town", MUNICIPALITIES, ids=lambda town: town.slug)


def test_all_fifteen_are_there_with_the_prefix_of_their_references() -> None:
    assert {town.slug: town.prefix for town in MUNICIPALITIES} == PREFIXES


def test_each_is_the_kind_of_municipality_it_is() -> None:
    kinds = {kind: {t.slug for t in MUNICIPALITIES if t.kind == kind} for kind in KINDS}
    assert kinds == KINDS


@pytest.mark.parametrize(("host", "slug"), REAL_HOSTS.items())
def test_the_host_of_the_real_portal_leads_to_its_municipality(host: str, slug: str) -> None:
    assert _slug_at(host) == slug
    assert _slug_at(f"{host.upper()}:443") == slug


@each_municipality
def test_a_municipality_is_found_under_localhost_and_under_the_base_domain(
    town: Municipality,
) -> None:
    assert _slug_at(f"{town.slug}.localhost:3000") == town.slug
    assert _slug_at(f"{town.slug}.schalter.example") == town.slug
    assert _slug_at(f"{town.slug}.schalter.example.:8443") == town.slug


@pytest.mark.parametrize(
    "host",
    [
        "localhost:3000", "127.0.0.1:3000", "[::1]:3000", "", "schalter.example",
        "unbekannt.localhost", "papenburg.evil.example", "x.papenburg.localhost", "papenburg",
        "papenburg.localhost.evil.example", ".localhost",
    ],
)  # fmt: skip
def test_bare_unknown_and_forged_hosts_mean_no_municipality(host: str) -> None:
    assert municipality_by_host(host, "schalter.example") is None


def test_an_empty_base_domain_opens_no_back_door() -> None:
    assert municipality_by_host("papenburg", "") is None
    assert municipality_by_host("papenburg.", "") is None


def test_no_two_share_a_host_or_a_prefix() -> None:
    hosts = [host for town in MUNICIPALITIES for host in town.hosts]
    assert len(hosts) == len(set(hosts)) == len(REAL_HOSTS)


def test_an_unknown_municipality_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFound, match="kennen wir nicht"):
        municipality_by_slug("atlantis")


def test_a_network_names_its_county_first() -> None:
    leer = [member.slug for member in network_of(municipality_by_slug("borkum"))]
    assert leer[0] == "lkleer"
    assert len(leer) == 8
    emsland = {member.slug for member in network_of(municipality_by_slug("twist"))}
    assert emsland == {"emsland", "papenburg", "haren", "soegel", "twist"}


def test_who_is_in_no_network_stands_alone() -> None:
    wiesmoor = municipality_by_slug("wiesmoor")
    assert network_of(wiesmoor) == (wiesmoor,)


@each_municipality
def test_shipped_contacts_are_visibly_fictitious(town: Municipality) -> None:
    for contact in (town.front_desk, *town.contacts.values()):
        assert re.search(r" 0000-\d+$", contact.phone), contact
        assert contact.email.endswith(f"@{town.slug}.example"), contact
    assert town.address.street.startswith("Muster")
    for offer in town.offers.values():
        assert offer.url is None or ".example/" in offer.url


@each_municipality
def test_a_department_is_open_when_the_town_hall_is_unless_it_says_otherwise(
    town: Municipality,
) -> None:
    for key, own in town.contacts.items():
        assert town.contact(key).opening_hours == (own.opening_hours or town.opening_hours)
    assert town.contact("gibt-es-nicht") == town.front_desk
    assert town.contact(None).email == town.email


def test_paypal_and_card_are_offered_where_nothing_else_is_said() -> None:
    assert municipality_by_slug("haren").payment_methods == ("paypal", "card")
    assert all(town.sign_in == "default" for town in MUNICIPALITIES)


def _slug_at(host: str) -> str | None:
    found = municipality_by_host(host, "schalter.example")
    return found.slug if found else None
