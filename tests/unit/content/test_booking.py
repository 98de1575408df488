"""Where a fee is booked: the municipality's own word counts, else the service's."""

from portal.catalogue.booking import booking_account_at
from portal.municipalities import OfferEntry, municipality_by_slug

LEER = municipality_by_slug("leer")


def test_the_service_says_it_for_every_municipality():
    assert booking_account_at(LEER, "geburtsurkunde") == "12207.331100"


def test_a_municipality_has_its_own():
    own = OfferEntry(modes=("form",), booking_account="0500.1000")
    town = LEER.model_copy(update={"offers": {**LEER.offers, "geburtsurkunde": own}})
    assert booking_account_at(town, "geburtsurkunde") == "0500.1000"


def test_a_service_that_has_left_the_content_has_none():
    assert booking_account_at(LEER, "gone") == ""
