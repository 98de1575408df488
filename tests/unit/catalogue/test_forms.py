"""The shipped forms can be filled in to the end, ask what the law needs, cost what they say."""

import pytest

from portal.catalogue import case_title_from, load_catalogue, service_by_slug
from portal.catalogue.definition import ServiceDefinition
from portal.fees import compute_fee
from portal.forms import Form, FormContext, RawAnswers, check_all, faults, journey, review, values
from portal.municipalities import all_municipalities
from portal.shared.trust import TrustLevel
from tests.unit.catalogue.answers import (
    SCAN,
    birth_certificate,
    context,
    day,
    dog,
    dog_registration,
    residence_certificate,
)

ORDERABLE = [service for service in load_catalogue().services if service.form]


def test_whatever_a_town_offers_as_a_form_can_be_ordered_online() -> None:
    offered = {
        slug for town in all_municipalities() for slug, entry in town.offers.items()
        if "form" in entry.modes
    }  # fmt: skip
    described = {service.slug for service in load_catalogue().services}
    without_form = (offered & described) - {service.slug for service in ORDERABLE}
    assert without_form == set()


@pytest.mark.parametrize("service", ORDERABLE, ids=lambda service: service.slug)
def test_no_shipped_form_has_a_fault(service: ServiceDefinition) -> None:
    assert faults(_form(service.slug)) == ()


@pytest.mark.parametrize("service", ORDERABLE, ids=lambda service: service.slug)
def test_every_step_asks_a_question_or_says_what_it_is_about(service: ServiceDefinition) -> None:
    for step in _form(service.slug).steps:
        assert step.title.endswith("?"), step.title


class TestBirthCertificate:
    def test_two_copies_of_ones_own_cost_22_50(self) -> None:
        assert _total("geburtsurkunde", birth_certificate()) == 2250

    @pytest.mark.parametrize(("copies", "cents"), [("1", 1500), ("3", 3000), ("10", 8250)])
    def test_each_further_copy_costs_7_50(self, copies: str, cents: int) -> None:
        assert _total("geburtsurkunde", birth_certificate(copies=copies)) == cents

    @pytest.mark.parametrize("copies", ["0", "11", "-1", "1,5", "viele", ""])
    def test_copies_are_one_to_ten(self, copies: str) -> None:
        assert _wrong("geburtsurkunde", birth_certificate(copies=copies)) == {"copies"}

    def test_who_has_been_identified_uploads_no_identity_card(self) -> None:
        answers = birth_certificate(identity_proof=[])
        assert _wrong("geburtsurkunde", answers) == {"identity_proof"}
        identified = context(TrustLevel.SUBSTANTIAL)
        assert _wrong("geburtsurkunde", answers, identified) == set()
        steps = [s.id for s in journey(_form("geburtsurkunde"), answers, identified).steps]
        assert steps == ["entitlement", "person", "document", "applicant"]

    @pytest.mark.parametrize(
        ("relation", "proof"),
        [("spouse", "marriage_proof"), ("direct_line", "descent_proof")],
    )
    def test_relatives_say_whose_and_prove_the_relation(self, relation: str, proof: str) -> None:
        answers = birth_certificate(relation=relation)
        assert _wrong("geburtsurkunde", answers) == {"birth_date", proof}
        answers |= day("birth_date", "1.1.1940") | {proof: [SCAN.id]}
        assert _wrong("geburtsurkunde", answers) == set()

    def test_others_tell_and_prove_their_interest(self) -> None:
        answers = birth_certificate(relation="third_party") | day("birth_date", "1.1.1940")
        assert _wrong("geburtsurkunde", answers) == {"interest", "interest_proof"}

    def test_siblings_prove_also_that_they_are(self) -> None:
        answers = birth_certificate(relation="sibling") | day("birth_date", "1.1.1940")
        missing = {"interest", "interest_proof", "sibling_proof"}
        assert _wrong("geburtsurkunde", answers) == missing

    def test_whoever_orders_for_another_shows_a_power_of_attorney(self) -> None:
        answers = birth_certificate(on_behalf="yes")
        assert _wrong("geburtsurkunde", answers) == {"birth_date", "power_of_attorney"}

    def test_one_must_be_16(self) -> None:
        assert _wrong("geburtsurkunde", birth_certificate(**_born("21.11.2010"))) == {
            "own_birth_date"
        }
        assert _wrong("geburtsurkunde", birth_certificate(**_born("20.11.2010"))) == set()

    @pytest.mark.parametrize(
        ("number", "accepted"),
        [("123/1990", True), ("123 / 1990", True), ("", True), ("123-90", False), ("abc", False)],
    )
    def test_the_register_number_is_optional_but_has_a_shape(
        self, number: str, accepted: bool
    ) -> None:
        wrong = _wrong("geburtsurkunde", birth_certificate(register_number=number))
        assert wrong == (set() if accepted else {"register_number"})

    def test_a_german_postcode_has_five_digits_a_foreign_one_its_own(self) -> None:
        answers = birth_certificate(**{"address.postcode": "2687"})
        assert _wrong("geburtsurkunde", answers) == {"address.postcode"}
        abroad = birth_certificate(delivery="abroad") | {
            "address_abroad.street": "Oude Pekela",
            "address_abroad.house_number": "1",
            "address_abroad.postcode": "9665 AB",
            "address_abroad.city": "Pekela",
            "address_abroad.country": "Niederlande",
        }
        assert _wrong("geburtsurkunde", abroad) == set()

    def test_the_case_is_named_by_its_copies(self) -> None:
        assert _title("geburtsurkunde", birth_certificate()) == "Geburtsurkunde, 2 Ausfertigungen"
        one = birth_certificate(copies="1")
        assert _title("geburtsurkunde", one) == "Geburtsurkunde, 1 Ausfertigung"

    def test_the_review_tells_every_answer_in_words(self) -> None:
        sections = review(_form("geburtsurkunde"), birth_certificate(), context())
        told = {row.label: row.text for section in sections for row in section.rows}
        assert told["Ihr Verhältnis zu der Person"] == "Es ist meine eigene Urkunde."
        assert told["Geburtsname"] == "Łukasiewicz"
        assert told["Ihr Geburtsdatum"] == "12. August 1964"


class TestResidenceCertificate:
    @pytest.mark.parametrize(
        ("certificate", "purpose", "cents"),
        [
            ("plain", "bank", 750),
            ("extended", "bank", 900),
            ("extended", "marriage", 900),
            ("plain", "pension", 0),
            ("extended", "child_benefit", 0),
            ("plain", "social_benefit", 0),
        ],
    )
    def test_the_fee_depends_on_kind_and_purpose(
        self, certificate: str, purpose: str, cents: int
    ) -> None:
        answers = residence_certificate(
            certificate=certificate, purpose=purpose, extra_data=["family_status"]
        )
        assert _total("meldebescheinigung", answers) == cents

    def test_another_purpose_is_named(self) -> None:
        answers = residence_certificate(purpose="other")
        assert _wrong("meldebescheinigung", answers) == {"purpose_other"}

    def test_children_stand_on_an_extended_certificate(self) -> None:
        answers = residence_certificate(certificate="extended", extra_data=["children"])
        child = {"first_names": "Mia", "last_name": "Öztürk", **day("birth_date", "1.2.2019")}
        answers |= {f"children.0.{name}": value for name, value in child.items()}
        assert _wrong("meldebescheinigung", answers) == set()
        grown = answers | day("children.0.birth_date", "1.2.2001")
        assert _wrong("meldebescheinigung", grown) == {"children.0.birth_date"}


class TestDogRegistration:
    def test_a_puppy_may_be_registered_before_it_is_insured(self) -> None:
        missing = {"insurer": "", "policy_number": "", "insurance_certificate": []}
        insured = dog_registration() | missing
        assert _wrong("hund-anmelden", insured) == set(missing)
        assert _wrong("hund-anmelden", insured | {"insured": "no"}) == set()

    def test_registering_dogs_is_free(self) -> None:
        assert _total("hund-anmelden", dog_registration(dogs=2)) == 0
        assert _title("hund-anmelden", dog_registration(dogs=2)) == "Hundeanmeldung, 2 Hunde"
        assert _title("hund-anmelden", dog_registration()) == "Hundeanmeldung, 1 Hund"

    @pytest.mark.parametrize("chip", ["27609810012345", "276098100123456X", "2760981001234567"])
    def test_a_chip_number_has_15_digits(self, chip: str) -> None:
        answers = dog_registration() | dog(0, chip=chip)
        assert _wrong("hund-anmelden", answers) == {"dogs.0.chip"}

    def test_a_grown_dog_needs_a_chip_a_puppy_not_yet(self) -> None:
        grown = dog_registration() | dog(0, chip="")
        assert _wrong("hund-anmelden", grown) == {"dogs.0.chip"}
        puppy = grown | day("dogs.0.birth_date", "1.9.2026") | day("dogs.0.kept_since", "1.11.2026")
        assert _wrong("hund-anmelden", puppy) == set()

    def test_nobody_keeps_a_dog_before_it_is_born(self) -> None:
        answers = dog_registration() | day("dogs.0.kept_since", "1.1.2020")
        assert _wrong("hund-anmelden", answers) == {"dogs.0.kept_since"}

    def test_direct_debit_needs_a_valid_account_and_a_mandate(self) -> None:
        answers = dog_registration(
            tax_payment="direct_debit", account_holder="Jens Müller", iban="DE02120300000000202052"
        )
        assert _wrong("hund-anmelden", answers) == {"iban", "mandate"}
        answers |= {"iban": "DE02 1203 0000 0000 2020 51", "mandate": ["yes"]}
        assert _wrong("hund-anmelden", answers) == set()

    def test_a_passed_examination_is_proved(self) -> None:
        answers = dog_registration(expertise="examined")
        assert _wrong("hund-anmelden", answers) == {"expertise_proof"}


def _born(written: str) -> dict[str, str | list[str]]:
    return dict(day("own_birth_date", written))


def _form(slug: str) -> Form:
    form = service_by_slug(slug).form
    assert form is not None
    return form


def _wrong(slug: str, answers: RawAnswers, who: FormContext | None = None) -> set[str]:
    return {error.path for error in check_all(_form(slug), answers, who or context())}


def _total(slug: str, answers: RawAnswers) -> int:
    assert _wrong(slug, answers) == set()
    assert journey(_form(slug), answers, context()).next_step is None
    rule = service_by_slug(slug).fee
    assert rule is not None
    return compute_fee(rule, values(_form(slug), answers, context())).total_cents


def _title(slug: str, answers: RawAnswers) -> str:
    typed = values(_form(slug), answers, context())
    return case_title_from(service_by_slug(slug).case_title, typed)
