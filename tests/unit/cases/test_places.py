"""Districts and postcodes of an application, as rules see them."""

from portal.cases.duty.places import asks_for_place, places_in


def test_districts_and_postcodes_are_found_wherever_they_were_answered() -> None:
    answers = {
        "place.district": " Bokel ",
        "address.postcode": "26871",
        "address.city": "Papenburg",
        "dogs": [{"postcode": "26892"}, {"name": "Bello"}],
        "district": "",
    }
    assert places_in(answers) == {"bokel", "26871", "26892"}
    assert places_in({}) == frozenset()


def test_a_form_with_an_address_asks_where_and_a_service_without_a_form_does_not() -> None:
    assert asks_for_place("geburtsurkunde")
    assert asks_for_place("osterfeuer")
    assert not asks_for_place("abfall")
    assert not asks_for_place("gibt-es-nicht")
