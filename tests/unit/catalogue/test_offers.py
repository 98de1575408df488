"""Which municipality offers what, and how: compared with the texts the project was founded on."""

import pytest
import yaml

from portal.catalogue import Catalogue, Offer, OfferView, load_catalogue, members_offering
from portal.catalogue.catalogue import takes_orders
from portal.catalogue.offer import offer_at, offer_to_choose
from portal.errors import NotFound
from portal.municipalities import (
    Municipality,
    OfferEntry,
    all_municipalities,
    municipality_by_slug,
)
from portal.shared.trust import TrustLevel

CERTIFICATES = "geburtsurkunde eheurkunde lebenspartnerschaftsurkunde sterbeurkunde"
TRADE = "gewerbeanmeldung gewerbeummeldung gewerbeabmeldung"
VEHICLE = "kfz-zulassung kfz-ummeldung kfz-abmeldung"
REGISTER = "meldebescheinigung melderegisterauskunft-einfach melderegisterauskunft-erweitert"
DOGS = "hund-anmelden hund-ummelden hund-abmelden"
FEW_CERTIFICATES = "geburtsurkunde eheurkunde sterbeurkunde"

Table = dict[str, str]
PILOTS: Table = {
    "form": f"{FEW_CERTIFICATES} meldebescheinigung {TRADE} hund-anmelden hund-abmelden",
    "link": VEHICLE,
}
TOWN_IN_LEER: Table = {"form": f"{CERTIFICATES} {REGISTER} {TRADE} {DOGS}"}
OFFERED: dict[str, Table] = {
    "papenburg": {
        "form": f"{CERTIFICATES} {REGISTER} {TRADE} {DOGS} osterfeuer sperrmuell abfallbehaelter "
        "fundsache verlust-ausweis maengelmeldung uebermittlungssperre personalausweis",
        "appointment": "personalausweis",
        "download": "wohnungsgeberbestaetigung",
        "info": "abfall",
        "link": f"{VEHICLE} bauantrag",
    },
    "haren": {
        "form": f"{CERTIFICATES} meldebescheinigung {TRADE} hund-anmelden fundsache",
        "link": VEHICLE,
    },
    "soegel": PILOTS,
    "twist": PILOTS,
    "emsland": {"link": VEHICLE, "info": "bauantrag abfall"},
    "lkleer": {"form": VEHICLE, "info": "bauantrag"},
    "leer": TOWN_IN_LEER,
    "weener": TOWN_IN_LEER,
    "borkum": TOWN_IN_LEER,
    "moormerland": TOWN_IN_LEER,
    "rhauderfehn": TOWN_IN_LEER,
    "westoverledingen": TOWN_IN_LEER,
    "juemme": TOWN_IN_LEER,
    "marienmuenster": {
        "form": f"{CERTIFICATES} meldebescheinigung {TRADE} hund-anmelden hund-abmelden",
        "appointment": "personalausweis",
    },
    "wiesmoor": {
        "form": f"{CERTIFICATES} meldebescheinigung hund-anmelden hund-abmelden gewerbeanmeldung "
        "osterfeuer sperrmuell personalausweis",
        "appointment": "personalausweis",
        "info": "abfall",
        "download": "wohnungsgeberbestaetigung",
        "link": VEHICLE,
    },
}
COUNTIES = {"papenburg": "Landkreis Emsland", "haren": "Landkreis Emsland"} | {
    "soegel": "Landkreis Emsland", "twist": "Landkreis Emsland",
    "emsland": "Landkreis Emsland", "wiesmoor": "Landkreis Aurich",
}  # fmt: skip
NETWORKS = {
    "leer": ("lkleer", "leer", "weener", "borkum", "moormerland", "rhauderfehn",
             "westoverledingen", "juemme"),
    "emsland": ("papenburg", "haren", "soegel", "twist", "emsland"),
}  # fmt: skip
SHOW_THEIR_NETWORK = {*NETWORKS["leer"], "emsland"}

each_municipality = pytest.mark.parametrize(
    "town", all_municipalities(), ids=lambda town: town.slug
)


@each_municipality
def test_each_municipality_offers_what_its_text_says(town: Municipality) -> None:
    offered = {
        mode: {slug for slug, entry in town.offers.items() if mode in entry.modes}
        for mode in ("form", "link", "appointment", "download", "info")
    }
    said = {mode: set(slugs.split()) for mode, slugs in OFFERED[town.slug].items()}
    assert {mode: slugs for mode, slugs in offered.items() if slugs} == said


@each_municipality
def test_links_lead_to_the_responsible_county(town: Municipality) -> None:
    for entry in town.offers.values():
        if "link" in entry.modes:
            assert entry.authority == COUNTIES[town.slug]


@each_municipality
def test_the_shelf_shows_what_there_is_and_nothing_without_a_definition(
    town: Municipality,
) -> None:
    described = {service.slug for service in load_catalogue().services}
    shelf = {view.slug for view in load_catalogue().offers(town)}
    assert shelf == _said_of(town.slug) & described
    assert load_catalogue().offer(town, "angelschein") is None
    assert load_catalogue().offer(town, "../../etc/passwd") is None


def test_papenburg_presents_the_birth_certificate_like_goods_in_a_shop() -> None:
    view = _shelf("papenburg")["geburtsurkunde"]
    assert (view.name, view.tag, view.fee_headline) == ("Geburtsurkunde", "Online", "15,00\u00a0€")
    assert view.duration == "meist in 3 Werktagen"
    assert view.category.name == "Geburt, Ehe, Abschied"
    assert view.responsible == ""


def test_a_link_names_the_county_and_its_contact() -> None:
    offer = load_catalogue().offer(municipality_by_slug("papenburg"), "kfz-zulassung")
    assert offer is not None
    assert offer.modes == ("link",)
    assert (offer.tag, offer.link_words) == ("Landkreis", "Weiter zum Landkreis")
    assert offer.fee_headline == "beim Landkreis"
    assert offer.url == "https://zulassung.emsland.example/"
    assert offer.contact is not None
    assert offer.contact.name == "Zulassungsstelle Landkreis Emsland"
    assert not offer.orderable


def test_for_the_identity_card_one_comes_to_the_office() -> None:
    offer = load_catalogue().offer(municipality_by_slug("papenburg"), "personalausweis")
    assert offer is not None
    assert "appointment" in offer.modes
    assert offer.fee_headline.startswith("46,00")
    assert offer.contact is not None
    assert offer.contact.name == "Bürgerbüro Papenburg"


def test_an_order_goes_to_the_department_with_its_own_hours() -> None:
    offer = load_catalogue().offer(municipality_by_slug("papenburg"), "meldebescheinigung")
    assert offer is not None
    assert offer.orderable
    assert offer.contact is not None
    assert str(offer.contact.opening_hours.sa[0]) == "10–12"  # type: ignore[union-attr]
    assert offer.fee_headline == "ab 7,50\u00a0€"
    assert "Rente" in offer.fee_detail


class TestNetworkOfLeer:
    def test_a_towns_portal_shows_the_countys_services(self) -> None:
        offer = load_catalogue().offer(municipality_by_slug("borkum"), "kfz-zulassung")
        assert offer is not None
        assert offer.responsible == municipality_by_slug("lkleer")
        assert _shelf("borkum")["kfz-zulassung"].responsible == "Landkreis Leer"

    def test_a_town_is_responsible_itself_and_names_who_else_could_be(self) -> None:
        offer = load_catalogue().offer(municipality_by_slug("borkum"), "geburtsurkunde")
        assert offer is not None
        assert offer.responsible == municipality_by_slug("borkum")
        assert {town.slug for town in offer.also_at} == {
            "leer", "weener", "moormerland", "rhauderfehn", "westoverledingen", "juemme",
        }  # fmt: skip

    def test_another_town_of_the_network_can_be_chosen(self) -> None:
        leer = municipality_by_slug("leer")
        offer = load_catalogue().offer(leer, "geburtsurkunde", at="weener")
        assert offer is not None
        assert offer.orderable
        assert offer.municipality == leer
        assert offer.responsible == municipality_by_slug("weener")
        assert offer.contact is not None
        assert offer.contact.name == "Standesamt Weener"
        assert load_catalogue().offer(leer, "geburtsurkunde", at="papenburg") is None

    def test_on_the_countys_portal_the_town_must_be_chosen_first(self) -> None:
        offer = load_catalogue().offer(municipality_by_slug("lkleer"), "geburtsurkunde")
        assert offer is not None
        assert offer.responsible is None
        assert not offer.orderable
        assert len(offer.also_at) == 7
        assert offer.fee_headline == "15,00\u00a0€"


class TestNetworkOfEmsland:
    def test_the_county_shows_the_online_services_of_its_towns(self) -> None:
        offer = load_catalogue().offer(municipality_by_slug("emsland"), "hund-anmelden")
        assert offer is not None
        assert {t.slug for t in offer.also_at} == {"papenburg", "haren", "soegel", "twist"}

    def test_a_town_keeps_to_its_own(self) -> None:
        offer = load_catalogue().offer(municipality_by_slug("twist"), "geburtsurkunde")
        assert offer is not None
        assert offer.also_at == ()
        assert "personalausweis" not in _shelf("twist")


class TestParticularsOfATown:
    def test_a_fee_and_a_duration_of_its_own_replace_those_of_the_service(self) -> None:
        entry = {
            "modes": "form",
            "fee": {"kind": "fixed", "amount": "12.00"},
            "duration": {"words": "meist in 10 Werktagen", "working_days": 10},
            "note": "Im August geschlossen.",
        }
        offer = load_catalogue().offer(_twist_with(entry), "geburtsurkunde")
        assert offer is not None
        assert offer.fee_headline == "12,00\u00a0€"
        assert offer.fee != offer.service.fee
        assert offer.duration is not None
        assert offer.duration.working_days == 10
        assert offer.note == "Im August geschlossen."

    def test_a_department_of_its_own_choice_answers(self) -> None:
        entry = {"modes": "form", "contact": "steueramt"}
        offer = load_catalogue().offer(_twist_with(entry), "geburtsurkunde")
        assert offer is not None
        assert offer.contact is not None
        assert offer.contact.name == "Steueramt Twist"

    def test_differing_fees_are_not_guessed_where_a_town_must_be_chosen(self) -> None:
        service = load_catalogue().service("geburtsurkunde")
        cheap = _twist_with({"modes": "form", "fee": {"kind": "none"}})
        twist, emsland = municipality_by_slug("twist"), municipality_by_slug("emsland")
        offers = tuple(
            offer_at(service, town.offers[service.slug], emsland, town, ())
            for town in (twist, cheap)
        )
        assert offer_to_choose(service, emsland, offers).fee_headline == "je nach Kommune"


def test_life_situations_hold_only_what_the_town_offers() -> None:
    shown = load_catalogue().categories(municipality_by_slug("haren"))
    assert [view.category.name for view in shown] == [
        "Geburt, Ehe, Abschied", "Wohnen und Umziehen", "Tiere", "Beruf und Gewerbe", "Fahrzeug",
        "Melden und Finden",
    ]  # fmt: skip
    assert all(view.offers for view in shown)


def test_popular_services_begin_with_those_one_can_order() -> None:
    popular = load_catalogue().popular(municipality_by_slug("papenburg"))
    online = [view.tag == "Online" for view in popular]
    assert online == sorted(online, reverse=True)
    assert {view.slug for view in popular} >= {"geburtsurkunde", "meldebescheinigung"}


def test_levels_are_those_the_account_rule_asks_for() -> None:
    levels = {service.slug: service.trust_level for service in load_catalogue().services}
    assert levels["geburtsurkunde"] == TrustLevel.BASIC
    assert levels["meldebescheinigung"] == TrustLevel.SUBSTANTIAL
    assert levels["hund-anmelden"] == TrustLevel.BASIC
    assert load_catalogue().service("geburtsurkunde").identity_upload


def test_an_unknown_service_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFound, match="kennen wir nicht"):
        Catalogue([]).service("geburtsurkunde")


def _said_of(slug: str) -> set[str]:
    """What the table puts on a town's shelf: its own offers, and by the Verbund rule the online
    forms of its network."""
    own = set(" ".join(OFFERED[slug].values()).split())
    if slug not in SHOW_THEIR_NETWORK:
        return own
    network = next(members for members in NETWORKS.values() if slug in members)
    return own | {s for member in network for s in OFFERED[member].get("form", "").split()}


def _shelf(slug: str) -> dict[str, OfferView]:
    views = load_catalogue().offers(municipality_by_slug(slug))
    return {view.slug: view for view in views}


def _twist_with(entry: dict[str, object]) -> Municipality:
    written = municipality_by_slug("twist").model_dump(mode="json")
    return Municipality.model_validate(written | {"offers": {"geburtsurkunde": entry}})


def _own_words(**particulars: object) -> Offer:
    town = municipality_by_slug("twist")
    service = load_catalogue().service("hund-anmelden")
    entry = OfferEntry.model_validate({"modes": "form", **particulars})
    return offer_at(service, entry, town, town, ())


def test_a_town_says_things_in_its_own_words() -> None:
    offer = _own_words(
        summary="In Twist mit Hundemarke aus Holz.",
        more="Die Marke gibt es\nim Rathaus.\n\nWelpen sind frei.",
        requirements=["Ein Foto des Hundes"],
    )
    assert offer.view.summary == "In Twist mit Hundemarke aus Holz."
    assert offer.more == ("Die Marke gibt es im Rathaus.", "Welpen sind frei.")
    assert offer.requirements == ("Ein Foto des Hundes",)
    assert offer.orderable


def test_a_service_switched_off_is_still_explained_but_cannot_be_ordered() -> None:
    offer = _own_words(off="Bis 3. Januar stellen wir das Verfahren um.")
    assert (offer.modes, offer.orderable) == (("info",), False)
    assert offer.off.startswith("Bis 3. Januar")


def test_switching_off_takes_one_word() -> None:
    written = yaml.safe_load("off")
    entry = OfferEntry.model_validate(written)
    assert entry.modes == ("info",)
    assert "zurzeit nicht online" in entry.off


def test_the_network_sends_nobody_to_a_town_that_has_switched_the_service_off() -> None:
    county, twist = municipality_by_slug("emsland"), municipality_by_slug("twist")
    assert twist in members_offering(county, "hund-anmelden")
    off = twist.offers["hund-anmelden"].model_copy(update={"off": "Zurzeit nicht."})
    without = twist.model_copy(update={"offers": {**twist.offers, "hund-anmelden": off}})
    assert not takes_orders(without.offers["hund-anmelden"])
