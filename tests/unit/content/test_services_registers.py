"""Certificates, register information and trades: each form leads to its end, asks for the
evidence the law demands and costs what it says."""

import pytest

from portal.catalogue import case_title_from, service_by_slug
from portal.fees import compute_fee
from portal.forms import (
    Form,
    FormContext,
    RawAnswers,
    check_all,
    journey,
    review,
    step_view,
    values,
)
from portal.shared.trust import TrustLevel
from tests.unit.catalogue.answers import SCAN, address, context, day
from tests.unit.catalogue.answers_registers import (
    company,
    death_certificate,
    extended_register_information,
    marriage_certificate,
    partnership_certificate,
    register_information,
    trade_change,
    trade_end,
    trade_registration,
    trader,
)

IDENTIFIED = context(TrustLevel.SUBSTANTIAL)
BUILT = [
    ("eheurkunde", marriage_certificate, 2250, "Eheurkunde, 2 Ausfertigungen"),
    ("lebenspartnerschaftsurkunde", partnership_certificate, 2250,
     "Lebenspartnerschaftsurkunde, 2 Ausfertigungen"),
    ("sterbeurkunde", death_certificate, 2250, "Sterbeurkunde, 2 Ausfertigungen"),
    ("melderegisterauskunft-einfach", register_information, 1100,
     "Einfache Melderegisterauskunft"),
    ("melderegisterauskunft-erweitert", extended_register_information, 1500,
     "Erweiterte Melderegisterauskunft"),
    ("gewerbeanmeldung", trade_registration, 3000, "Gewerbeanmeldung"),
    ("gewerbeummeldung", trade_change, 3250, "Gewerbeummeldung"),
    ("gewerbeabmeldung", trade_end, 2000, "Gewerbeabmeldung"),
]  # fmt: skip
SERVICES = [(slug, answers) for slug, answers, _, _ in BUILT]
WITH_IDENTITY_UPLOAD = [entry for entry in SERVICES if "auskunft" not in entry[0]]

each_service = pytest.mark.parametrize(("slug", "answers"), SERVICES, ids=[s for s, _ in SERVICES])
each_with_identity_upload = pytest.mark.parametrize(
    ("slug", "answers"), WITH_IDENTITY_UPLOAD, ids=[s for s, _ in WITH_IDENTITY_UPLOAD]
)


@pytest.mark.parametrize(("slug", "answers", "cents", "title"), BUILT, ids=[b[0] for b in BUILT])
def test_plausible_answers_lead_to_the_end_the_fee_and_the_cases_name(
    slug, answers, cents, title
) -> None:
    assert _wrong(slug, answers()) == set()
    assert journey(_form(slug), answers(), context()).next_step is None
    typed = values(_form(slug), answers(), context())
    service = service_by_slug(slug)
    assert compute_fee(service.fee, typed).total_cents == cents
    assert case_title_from(service.case_title, typed) == title


@each_service
def test_every_step_is_short_and_its_messages_say_how_to_mend(slug, answers) -> None:
    for step in journey(_form(slug), answers(), context()).steps:
        view = step_view(_form(slug), step.id, answers(), context())
        assert view.title.endswith("?")
        assert any(field.label for field in view.fields)
    for error in check_all(_form(slug), {}, context()):
        assert error.message.startswith("Bitte "), error.message


@each_service
def test_the_review_tells_everything_in_words_and_nothing_twice(slug, answers) -> None:
    sections = review(_form(slug), answers(), context())
    for section in sections:
        labels = [row.label for row in section.rows]
        assert len(labels) == len(set(labels)), labels
    told = [row.text for section in sections for row in section.rows]
    assert not {"self", "spouse", "yes", "no", "inbox", "german", "True"} & set(told)


@each_with_identity_upload
def test_who_was_identified_needs_no_identity_upload(slug, answers) -> None:
    without = answers(identity_proof=[])
    assert _wrong(slug, without) == {"identity_proof"}
    assert _wrong(slug, without, IDENTIFIED) == set()


def test_levels_follow_the_account_rule() -> None:
    levels = {slug: service_by_slug(slug).trust_level for slug, _ in SERVICES}
    substantial = {slug for slug, level in levels.items() if level == TrustLevel.SUBSTANTIAL}
    assert substantial == {"melderegisterauskunft-erweitert"}
    assert set(levels.values()) == {TrustLevel.BASIC, TrustLevel.SUBSTANTIAL}


class TestEntitlementToCertificates:
    """PStG § 62: who may order which certificate, and what each must show."""

    @pytest.mark.parametrize(
        ("slug", "relation", "needed"),
        [
            ("eheurkunde", "self", set()),
            ("eheurkunde", "spouse", {"marriage_proof"}),
            ("eheurkunde", "direct_line", {"descent_proof"}),
            ("eheurkunde", "long_deceased", {"legitimate_interest", "death_proof"}),
            ("eheurkunde", "third_party", {"legal_interest", "legal_interest_proof"}),
            ("eheurkunde", "sibling", {"relation"}),
            ("lebenspartnerschaftsurkunde", "self", set()),
            ("lebenspartnerschaftsurkunde", "spouse", {"marriage_proof"}),
            ("lebenspartnerschaftsurkunde", "direct_line", {"descent_proof"}),
            ("lebenspartnerschaftsurkunde", "third_party",
             {"legal_interest", "legal_interest_proof"}),
            ("sterbeurkunde", "spouse", {"marriage_proof"}),
            ("sterbeurkunde", "direct_line", {"descent_proof"}),
            ("sterbeurkunde", "sibling", {"legitimate_interest", "sibling_proof"}),
            ("sterbeurkunde", "third_party", {"legal_interest", "legal_interest_proof"}),
            ("sterbeurkunde", "self", {"relation"}),
        ],
    )  # fmt: skip
    def test_each_relation_shows_its_own_evidence(self, slug, relation, needed) -> None:
        answers = dict(SERVICES)[slug](relation=relation, marriage_proof=[])
        assert _wrong(slug, answers) == needed

    @pytest.mark.parametrize("slug", ["eheurkunde", "lebenspartnerschaftsurkunde", "sterbeurkunde"])
    def test_who_orders_for_another_shows_a_power_of_attorney(self, slug) -> None:
        answers = dict(SERVICES)[slug](on_behalf="yes")
        assert _wrong(slug, answers) == {"power_of_attorney"}
        assert _wrong(slug, answers | {"power_of_attorney": [SCAN.id]}) == set()

    @pytest.mark.parametrize("slug", ["eheurkunde", "lebenspartnerschaftsurkunde", "sterbeurkunde"])
    def test_one_must_be_16(self, slug) -> None:
        young = dict(SERVICES)[slug]() | day("own_birth_date", "21.11.2010")
        assert _wrong(slug, young) == {"own_birth_date"}
        assert _wrong(slug, young | day("own_birth_date", "20.11.2010")) == set()

    def test_an_identified_spouse_of_the_entry_uploads_nothing_at_all(self) -> None:
        steps = journey(_form("eheurkunde"), marriage_certificate(), IDENTIFIED).steps
        assert "evidence" not in {step.id for step in steps}

    def test_a_word_is_no_legal_interest(self) -> None:
        answers = marriage_certificate(
            relation="third_party", legal_interest="Erbe", legal_interest_proof=[SCAN.id]
        )
        assert _wrong("eheurkunde", answers) == {"legal_interest"}


class TestCertificates:
    @pytest.mark.parametrize(("copies", "cents"), [("1", 1500), ("3", 3000), ("10", 8250)])
    def test_each_further_copy_costs_7_50(self, copies, cents) -> None:
        typed = values(_form("sterbeurkunde"), death_certificate(copies=copies), context())
        assert compute_fee(service_by_slug("sterbeurkunde").fee, typed).total_cents == cents

    @pytest.mark.parametrize(
        ("slug", "event"),
        [
            ("eheurkunde", "marriage"),
            ("lebenspartnerschaftsurkunde", "partnership"),
            ("sterbeurkunde", "death"),
        ],
    )
    def test_who_does_not_know_the_day_says_about_when(self, slug, event) -> None:
        answers = dict(SERVICES)[slug]() | dict.fromkeys(day(f"{event}_date", "1.1.2000"), "")
        assert _wrong(slug, answers) == {f"{event}_date"}
        assert _wrong(slug, answers | {f"{event}_period": "im Sommer 2010"}) == set()

    def test_nobody_marries_before_being_born(self) -> None:
        answers = marriage_certificate() | day("second_person.birth_date", "1.1.1999")
        assert _wrong("eheurkunde", answers) == {"marriage_date"}

    def test_there_were_no_partnerships_before_august_2001(self) -> None:
        answers = partnership_certificate() | day("partnership_date", "31.7.2001")
        assert _wrong("lebenspartnerschaftsurkunde", answers) == {"partnership_date"}

    @pytest.mark.parametrize(("died", "told"), [("1.3.1990", True), ("3.10.2026", False)])
    def test_an_entry_that_went_to_the_archive_is_pointed_out(self, died, told) -> None:
        answers = death_certificate() | day("death_date", died)
        notes = [f for f in _view("sterbeurkunde", "person", answers).fields if f.kind == "note"]
        assert ["Archiv" in note.label for note in notes] == [True] * told

    def test_a_letter_abroad_needs_the_country(self) -> None:
        abroad = marriage_certificate(delivery="abroad") | {
            "address_abroad.street": "Dorpsstraat",
            "address_abroad.house_number": "1",
            "address_abroad.postcode": "9665 AB",
            "address_abroad.city": "Pekela",
        }
        assert _wrong("eheurkunde", abroad) == {"address_abroad.country"}
        assert _wrong("eheurkunde", abroad | {"address_abroad.country": "Niederlande"}) == set()

    def test_the_two_persons_are_told_apart(self) -> None:
        told = _told("eheurkunde", marriage_certificate())
        assert told["Erste Person: Geburtsname"] == "Łukasiewicz"
        assert told["Zweite Person: Geburtsname"] == "Öztürk"
        messages = _messages("eheurkunde", marriage_certificate(**{"second_person.birth_name": ""}))
        assert messages == ["Bitte geben Sie den Geburtsnamen der zweiten Person an."]


class TestRegisterInformation:
    SLUG = "melderegisterauskunft-einfach"

    def test_a_name_alone_identifies_nobody(self) -> None:
        answers = register_information() | dict.fromkeys(day("birth_date", "1.1.2000"), "")
        assert _wrong(self.SLUG, answers) == {"birth_date"}
        known = {"known_address.street": "Deichstraße 5", "known_address.city": "Leer"}
        assert _wrong(self.SLUG, answers | known) == set()

    def test_half_an_address_is_asked_to_be_completed(self) -> None:
        street = register_information(**{"known_address.street": "Deichstraße 5"})
        assert _wrong(self.SLUG, street) == {"known_address.city"}
        city = register_information(**{"known_address.city": "Leer"})
        assert _wrong(self.SLUG, city) == {"known_address.street"}

    @pytest.mark.parametrize("declaration", ["no_advertising", "fee_without_hit"])
    def test_without_the_declarations_there_is_no_information(self, declaration) -> None:
        assert _wrong(self.SLUG, register_information(**{declaration: []})) == {declaration}

    def test_commercial_use_names_its_purpose(self) -> None:
        answers = register_information(commercial="yes")
        assert _wrong(self.SLUG, answers) == {"commercial_purpose"}
        answers |= {"commercial_purpose": "other"}
        assert _wrong(self.SLUG, answers) == {"commercial_purpose_other"}
        answers |= {"commercial_purpose": "receivables", "applicant_company": "Deichblick GmbH"}
        assert _wrong(self.SLUG, answers) == set()


class TestExtendedRegisterInformation:
    SLUG = "melderegisterauskunft-erweitert"

    def test_every_item_has_an_interest_of_its_own(self) -> None:
        everything = ["former_names", "birth", "family_status", "nationalities",
                      "former_addresses", "move_dates", "legal_representative", "spouse",
                      "death"]  # fmt: skip
        reasons = {f"interest_{item}": "" for item in everything}
        answers = extended_register_information(items=everything) | reasons
        assert _wrong(self.SLUG, answers) == set(reasons)
        answers |= dict.fromkeys(reasons, "Zur Klärung des Erbes")
        assert _wrong(self.SLUG, answers) == set()

    def test_it_is_not_given_without_an_item_or_without_evidence(self) -> None:
        assert "items" in _wrong(self.SLUG, extended_register_information(items=[]))
        answers = extended_register_information(interest_proof=[])
        assert _wrong(self.SLUG, answers, IDENTIFIED) == {"interest_proof"}

    def test_a_reason_for_an_item_no_longer_asked_is_not_sent(self) -> None:
        answers = extended_register_information(items=["birth"])
        typed = values(_form(self.SLUG), answers, IDENTIFIED)
        assert "interest_birth" in typed
        assert "interest_former_addresses" not in typed

    def test_a_legal_claim_is_named(self) -> None:
        answers = extended_register_information(legal_claim="")
        assert _wrong(self.SLUG, answers) == {"legal_claim"}
        assert _wrong(self.SLUG, answers | {"legal_interest": "no"}) == set()


class TestTrades:
    """GewO § 14 and the forms GewA 1 to 3."""

    TRADES = ("gewerbeanmeldung", "gewerbeummeldung")

    @pytest.mark.parametrize("slug", TRADES)
    def test_a_company_is_registered_and_lists_who_represents_it(self, slug) -> None:
        two = company(
            trader("representatives.0"), trader("representatives.1", first_names="Ayşe")
        ) | address("site")
        answers = dict(SERVICES)[slug]() | two
        assert _wrong(slug, answers) == set()
        typed = values(_form(slug), answers, context())
        assert [person["first_names"] for person in typed["representatives"]] == [
            "Jens Hinrich", "Ayşe",
        ]  # fmt: skip
        assert "owner" not in typed
        assert _told(slug, answers)["2. Person: Vornamen"] == "Ayşe"

    def test_a_company_is_never_without_register(self) -> None:
        answers = trade_registration() | company(trader("representatives.0")) | address("site")
        assert _wrong("gewerbeanmeldung", answers | {"registration": "none"}) == {"registration"}
        pending = answers | {"registration": "pending"}
        assert _wrong("gewerbeanmeldung", pending) == {"founding_deed"}

    @pytest.mark.parametrize("slug", ["gewerbeanmeldung", "gewerbeummeldung"])
    def test_a_register_entry_is_proved(self, slug) -> None:
        answers = dict(SERVICES)[slug](registration="registered")
        assert _wrong(slug, answers) == {
            "registered_name", "register_court", "register_number", "register_extract",
        }  # fmt: skip

    def test_partners_are_named(self) -> None:
        answers = trade_registration(owner_kind="partnership")
        assert _wrong("gewerbeanmeldung", answers) == {
            "company_name", "managing_partners", "other_partners",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("reason", "needed"),
        [
            ("new", set()),
            ("takeover", {"takeover_kind", "former_owner"}),
            ("legal_form", {"former_owner"}),
            ("conversion", {"former_owner"}),
            ("partner_joined", set()),
            ("relocated", {f"former_site.{part}" for part in
                           ("street", "house_number", "postcode", "city")}),
        ],
    )  # fmt: skip
    def test_each_reason_asks_for_what_went_before(self, reason, needed) -> None:
        assert _wrong("gewerbeanmeldung", trade_registration(reason=reason)) == needed

    @pytest.mark.parametrize(
        ("service", "filled"),
        [
            ("gewerbeanmeldung", trade_registration),
            ("gewerbeummeldung", trade_change),
            ("gewerbeabmeldung", trade_end),
        ],
    )
    def test_a_branch_names_its_main_office(self, service, filled) -> None:
        wrong = _wrong(service, filled(site_kind="branch"))
        assert {path.partition(".")[0] for path in wrong} == {"main_office"}

    def test_a_shop_away_from_home_has_an_address_of_its_own(self) -> None:
        away = trade_registration(at_home="no")
        assert "site.street" in _wrong("gewerbeanmeldung", away)
        assert _wrong("gewerbeanmeldung", away | address("site")) == set()

    def test_a_regulated_craft_shows_its_card_a_free_one_none(self) -> None:
        craft = trade_registration(trade_kind=["craft", "trade"])
        assert _wrong("gewerbeanmeldung", craft) == {"craft_entry"}
        assert _wrong("gewerbeanmeldung", craft | {"craft_entry": "required"}) == {"craft_card"}
        assert _wrong("gewerbeanmeldung", craft | {"craft_entry": "free"}) == set()

    def test_a_permit_is_shown(self) -> None:
        answers = trade_registration(permit_needed="yes")
        assert _wrong("gewerbeanmeldung", answers) == {
            "permit_authority", "permit_date", "permit_proof",
        }  # fmt: skip

    def test_citizens_of_the_union_need_no_residence_permit_others_do(self) -> None:
        union = trade_registration() | trader(
            "owner", nationality="eu", nationality_name="Niederlande"
        )
        assert _wrong("gewerbeanmeldung", union) == set()
        other = union | {"owner.nationality": "other", "owner.nationality_name": "Türkei"}
        assert _wrong("gewerbeanmeldung", other) == {"residence_authority", "residence_permit"}
        expired = other | {"residence_authority": "Landkreis", "residence_permit": [SCAN.id]}
        assert _wrong("gewerbeanmeldung", expired) == set()
        expired |= day("residence_until", "19.11.2026")
        assert _wrong("gewerbeanmeldung", expired) == {"residence_until"}

    def test_minors_are_sent_to_the_office_with_the_reason(self) -> None:
        young = trade_registration() | day("owner.birth_date", "21.11.2008")
        (message,) = _messages("gewerbeanmeldung", young)
        assert "Familiengericht" in message

    def test_only_a_new_activity_asks_for_permits_again(self) -> None:
        steps = {s.id for s in journey(_form("gewerbeummeldung"), trade_change(), context()).steps}
        assert "permits" not in steps
        wider = trade_change(changes=["relocation", "activity"])
        assert _wrong("gewerbeummeldung", wider) == {"new_activity", "permit_needed"}

    def test_a_new_name_is_proved(self) -> None:
        answers = trade_change(changes=["name"])
        assert _wrong("gewerbeummeldung", answers) == {"former_name", "name_proof"}

    @pytest.mark.parametrize(
        ("reason", "needed"),
        [
            ("closed", set()),
            ("handover", {"handover_kind", "successor"}),
            ("legal_form", {"successor"}),
            ("partner_left", set()),
        ],
    )
    def test_who_hands_over_names_the_successor(self, reason, needed) -> None:
        assert _wrong("gewerbeabmeldung", trade_end(reason=reason)) == needed

    def test_heirs_deregister_for_the_deceased(self) -> None:
        answers = trade_end(acting="heir")
        assert _wrong("gewerbeabmeldung", answers) == {"filer_name", "death_proof"}

    @pytest.mark.parametrize("slug", TRADES)
    def test_who_acts_for_another_says_who_and_shows_the_power_of_attorney(self, slug) -> None:
        answers = dict(SERVICES)[slug](on_behalf="yes")
        assert _wrong(slug, answers) == {"filer_name", "power_of_attorney"}


class TestHiddenAnswers:
    """Who changes their mind sends only what is still asked."""

    @pytest.mark.parametrize(
        ("slug", "answers", "left_behind"),
        [
            ("eheurkunde", marriage_certificate(
                legal_interest="Das Erbe meiner Tante", legal_interest_proof=[SCAN.id],
                power_of_attorney=[SCAN.id], purpose_other="geheim"),
             {"legal_interest", "legal_interest_proof", "power_of_attorney", "purpose_other"}),
            ("sterbeurkunde", death_certificate(
                sibling_proof=[SCAN.id], legitimate_interest="Ich kümmere mich darum"),
             {"sibling_proof", "legitimate_interest"}),
            ("melderegisterauskunft-einfach", register_information(
                commercial_purpose="receivables", applicant_company="Deichblick GmbH"),
             {"commercial_purpose", "applicant_company"}),
            ("gewerbeanmeldung", trade_registration() | company(trader("representatives.0")) | {
                "owner_kind": "sole", "registration": "none", "former_owner": "Alt GmbH",
                "craft_card": [SCAN.id], "residence_permit": [SCAN.id]},
             {"company_name", "register_court", "register_number", "register_extract",
              "representatives", "former_owner", "craft_card", "residence_permit"}),
            ("gewerbeabmeldung", trade_end(successor="Neu GmbH", death_proof=[SCAN.id]),
             {"successor", "death_proof"}),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_what_is_no_longer_asked_is_never_sent(self, slug, answers, left_behind) -> None:
        assert _wrong(slug, answers) == set()
        assert not left_behind & set(values(_form(slug), answers, context()))

    def test_the_identity_card_of_who_was_identified_meanwhile_is_not_sent(self) -> None:
        typed = values(_form("eheurkunde"), marriage_certificate(), IDENTIFIED)
        assert "identity_proof" not in typed


def _form(slug: str) -> Form:
    form = service_by_slug(slug).form
    assert form is not None
    return form


def _wrong(slug: str, answers: RawAnswers, who: FormContext | None = None) -> set[str]:
    return {error.path for error in check_all(_form(slug), answers, who or context())}


def _messages(slug: str, answers: RawAnswers) -> list[str]:
    return [error.message for error in check_all(_form(slug), answers, context())]


def _view(slug: str, step: str, answers: RawAnswers):
    return step_view(_form(slug), step, answers, context())


def _told(slug: str, answers: RawAnswers) -> dict[str, str]:
    sections = review(_form(slug), answers, context())
    return {row.label: row.text for section in sections for row in section.rows}
