"""Dogs, fires, vehicles, waste, things lost and found: each form can be filled in to the end."""

import pytest

from portal.catalogue import case_title_from, load_catalogue, service_by_slug
from portal.fees import compute_fee
from portal.forms import Form, FormContext, RawAnswers, check_all, faults, journey, values
from portal.municipalities import municipality_by_slug
from portal.shared.content_files import CONTENT
from portal.shared.trust import TrustLevel
from tests.unit.catalogue import answers_daily_life as daily
from tests.unit.catalogue.answers import SCAN, address, context, day

FEES = dict.fromkeys(daily.PLAUSIBLE, 0) | {
    "kfz-zulassung": 2700, "kfz-ummeldung": 1670, "kfz-abmeldung": 270,
}  # fmt: skip
INFORMING = ("bauantrag", "abfall", "wohnungsgeberbestaetigung")
each_form = pytest.mark.parametrize("slug", daily.PLAUSIBLE)
PLATES = ["LER-AB 123", "ler ab 123", "LER-AB123E", "L-A 1", "WTM-Z 9999H"]
NO_PLATES = ["LER", "AB 0123", "LER-ABC 12", "LER-AB 12345", "12-AB 3"]


@each_form
def test_plausible_answers_lead_to_the_end_and_cost_what_is_said(slug: str) -> None:
    answers = daily.PLAUSIBLE[slug]()
    assert wrong(slug, answers) == set()
    assert journey(form_of(slug), answers, context()).next_step is None
    assert total(slug, answers) == FEES[slug]


@each_form
def test_an_empty_form_asks_for_something_in_its_first_step(slug: str) -> None:
    form = form_of(slug)
    assert faults(form) == ()
    assert journey(form, {}, context()).next_step == form.steps[0].id


@each_form
def test_every_step_asks_a_question(slug: str) -> None:
    assert all(step.title.endswith("?") for step in form_of(slug).steps)


@pytest.mark.parametrize("slug", [*daily.PLAUSIBLE, *INFORMING, "personalausweis"])
def test_every_page_tells_law_steps_questions_and_search_words(slug: str) -> None:
    service = service_by_slug(slug)
    assert service.legal_basis and service.faq and service.duration
    assert len(service.synonyms) >= 8
    assert service.form is None or service.minutes


@pytest.mark.parametrize("slug", INFORMING)
def test_what_informs_cannot_be_ordered(slug: str) -> None:
    assert service_by_slug(slug).form is None


def test_only_the_block_of_data_needs_a_proven_identity() -> None:
    levels = {slug: service_by_slug(slug).trust_level for slug in daily.PLAUSIBLE}
    assert levels.pop("uebermittlungssperre") == TrustLevel.SUBSTANTIAL
    assert set(levels.values()) == {TrustLevel.BASIC}


class TestDogs:
    def test_each_change_asks_only_for_what_belongs_to_it(self) -> None:
        assert steps("hund-ummelden", daily.dog_transfer()) == [
            "change", "keeper", "new_particulars", "dogs",
        ]  # fmt: skip
        payment = daily.dog_transfer(changes=["payment"], tax_payment="transfer")
        assert steps("hund-ummelden", payment) == ["change", "keeper", "dogs", "payment"]
        typed = values(form_of("hund-ummelden"), payment, context())
        assert "new_address" not in typed

    def test_a_new_keeper_is_grown_up_insured_and_agrees(self) -> None:
        answers = daily.dog_transfer(changes=["keeper"])
        asked = wrong("hund-ummelden", answers)
        assert {"new_keeper.insurer", "new_keeper.birth_date", "new_keeper_agrees"} <= asked
        child = answers | day("new_keeper.birth_date", "1.1.2015")
        assert "new_keeper.birth_date" in wrong("hund-ummelden", child)

    @pytest.mark.parametrize("chip", ["27609810012345", "2760981001234567", "27609810012345A"])
    @pytest.mark.parametrize("slug", ["hund-ummelden", "hund-abmelden"])
    def test_a_chip_has_fifteen_digits(self, slug: str, chip: str) -> None:
        answers = daily.PLAUSIBLE[slug]() | {"dogs.0.chip": chip}
        assert wrong(slug, answers) == {"dogs.0.chip"}

    def test_who_gives_a_dog_away_says_to_whom(self) -> None:
        answers = daily.dog_farewell(reason="given_away")
        asked = wrong("hund-abmelden", answers)
        assert asked >= {"new_keeper", "new_keeper_address.street"}
        answers |= {"new_keeper": "Tierheim", **address("new_keeper_address")}
        assert wrong("hund-abmelden", answers) == set()

    def test_a_dog_has_not_died_tomorrow_but_may_move_next_month(self) -> None:
        assert wrong("hund-abmelden", daily.dog_farewell(**dated("ended", "21.11.2026"))) == {
            "ended"
        }
        moving = daily.dog_farewell(
            reason="moved_away", **dated("moves_on", "20.12.2026"), **address("new_address")
        )
        assert wrong("hund-abmelden", moving) == set()
        assert "ended" not in values(form_of("hund-abmelden"), moving, context())

    def test_the_case_counts_the_dogs(self) -> None:
        assert title("hund-abmelden", daily.dog_farewell()) == "Hundeabmeldung, 1 Hund"


class TestEasterFire:
    @pytest.mark.parametrize(("written", "accepted"), [("3.12.2026", False), ("4.12.2026", True)])
    def test_it_is_announced_fourteen_days_before(self, written: str, accepted: bool) -> None:
        answers = daily.easter_fire(**dated("day", written), **dated("piled_from", "1.12.2026"))
        assert wrong("osterfeuer", answers) == (set() if accepted else {"day"})

    def test_who_is_too_late_reads_which_day_would_do(self) -> None:
        answers = daily.easter_fire(**dated("day", "1.12.2026"))
        (message,) = messages("osterfeuer", answers)
        assert "4. Dezember 2026" in message

    def test_it_ends_after_it_begins_on_the_same_evening(self) -> None:
        assert wrong("osterfeuer", daily.easter_fire(end="18:30")) == {"end"}
        assert wrong("osterfeuer", daily.easter_fire(end="1:00")) == {"end"}

    def test_the_day_in_reserve_comes_later_and_the_wood_before(self) -> None:
        early = daily.easter_fire(**dated("alternative_day", "26.3.2027"))
        assert wrong("osterfeuer", early) == {"alternative_day"}
        late = daily.easter_fire(**dated("piled_from", "28.3.2027"))
        assert wrong("osterfeuer", late) == {"piled_from"}

    @pytest.mark.parametrize(
        ("field", "too_little"),
        [
            ("to_buildings", "49"), ("to_woods", "99"), ("to_roads", "49"),
            ("to_power_lines", "49"), ("supervisors", "1"), ("extinguishers", "0"),
        ],
    )  # fmt: skip
    def test_distances_and_people_have_lower_limits(self, field: str, too_little: str) -> None:
        assert wrong("osterfeuer", daily.easter_fire(**{field: too_little})) == {field}

    @pytest.mark.parametrize(
        ("field", "too_much"), [("length", "10,1"), ("width", "12"), ("height", "5,5")]
    )
    def test_the_pile_has_upper_limits(self, field: str, too_much: str) -> None:
        assert wrong("osterfeuer", daily.easter_fire(**{field: too_much})) == {field}

    def test_the_owner_of_the_field_must_agree(self) -> None:
        answers = daily.easter_fire(owner="other", owner_name="Hof Janssen")
        assert wrong("osterfeuer", answers) == {"owner_consents"}
        assert wrong("osterfeuer", answers | {"owner_consents": ["yes"]}) == set()

    def test_many_guests_need_a_plan(self) -> None:
        assert wrong("osterfeuer", daily.easter_fire(visitors="199")) == set()
        assert wrong("osterfeuer", daily.easter_fire(visitors="200")) == {"safety_concept"}

    def test_minors_are_not_responsible_and_a_plan_is_drawn(self) -> None:
        young = daily.easter_fire() | day("responsible.0.birth_date", "1.1.2010")
        assert wrong("osterfeuer", young) == {"responsible.0.birth_date"}
        assert wrong("osterfeuer", daily.easter_fire(site_plan=[])) == {"site_plan"}


class TestVehicles:
    @pytest.mark.parametrize("slug", ["kfz-zulassung", "kfz-ummeldung", "kfz-abmeldung"])
    @pytest.mark.parametrize(
        ("vin", "accepted"),
        [
            ("wvw zzz 1jz xw 000001", True),
            ("WVWZZZ1JZXW00000", False), ("WVWZZZ1JZXW0000011", False),
            ("WVWZZZ1JZXWO00001", False), ("WVWZZZ1JZXWI00001", False),
            ("WVWZZZ1JZXWQ00001", False), ("WVWZZZ1JZXW-00001", False),
        ],
    )  # fmt: skip
    def test_a_vin_has_17_characters_without_i_o_q(
        self, slug: str, vin: str, accepted: bool
    ) -> None:
        answers = daily.PLAUSIBLE[slug]() | {"vin": vin}
        assert wrong(slug, answers) == (set() if accepted else {"vin"})

    @pytest.mark.parametrize("evb", ["A1B2C3", "A1B2C3DE", "A1B2C3-", "ÄBCDEFG"])
    def test_an_evb_number_has_seven_characters(self, evb: str) -> None:
        assert wrong("kfz-zulassung", daily.vehicle_registration(evb=evb)) == {"evb"}
        typed = values(form_of("kfz-zulassung"), daily.vehicle_registration(), context())
        assert typed["evb"] == "A1B2C3D"

    def test_codes_keep_small_and_capital_letters(self) -> None:
        typed = values(form_of("kfz-zulassung"), daily.vehicle_registration(), context())
        assert typed["part_two_code"] == "aB3dE6gH9jK2"
        short = daily.vehicle_registration(part_two_code="aB3dE6gH9jK")
        assert wrong("kfz-zulassung", short) == {"part_two_code"}

    @pytest.mark.parametrize(
        ("plate", "accepted"), [(p, True) for p in PLATES] + [(p, False) for p in NO_PLATES]
    )
    def test_a_plate_has_the_shape_of_a_plate(self, plate: str, accepted: bool) -> None:
        answers = daily.vehicle_deregistration(current_plate=plate)
        assert wrong("kfz-abmeldung", answers) == (set() if accepted else {"current_plate"})

    def test_a_wish_costs_more_and_says_which(self) -> None:
        answers = daily.vehicle_registration(plate="wish")
        assert wrong("kfz-zulassung", answers) == {"wish_plate"}
        assert total("kfz-zulassung", answers | {"wish_plate": "LER-JM 80"}) == 3980

    def test_a_new_car_has_no_plate_to_keep(self) -> None:
        answers = daily.vehicle_registration(plate="keep", kept_plate="LER-AB 123")
        assert wrong("kfz-zulassung", answers) == {"plate"}

    def test_a_deregistered_car_shows_part_one_and_its_inspection(self) -> None:
        answers = daily.vehicle_registration(
            vehicle_state="deregistered", plate="keep", kept_plate="LER-AB 123"
        )
        assert wrong("kfz-zulassung", answers) == {"part_one_code", "inspection_until"}
        answers |= {"part_one_code": "aB3dE6g", "inspection_until": "07/2028"}
        assert total("kfz-zulassung", answers) == 1160

    def test_no_vehicle_without_a_mandate_for_the_tax(self) -> None:
        answers = daily.vehicle_registration(tax_mandate=[], iban="DE02120300000000202052")
        assert wrong("kfz-zulassung", answers) == {"tax_mandate", "iban"}

    def test_who_has_been_identified_uploads_no_identity_card(self) -> None:
        answers = daily.vehicle_registration(identity_proof=[])
        assert wrong("kfz-zulassung", answers) == {"identity_proof"}
        assert wrong("kfz-zulassung", answers, context(TrustLevel.SUBSTANTIAL)) == set()

    def test_a_new_address_needs_neither_insurance_nor_tax_nor_plate(self) -> None:
        answers = daily.vehicle_transfer(reason="address")
        assert steps("kfz-ummeldung", answers) == ["situation", "keeper", "vehicle", "evidence"]
        assert total("kfz-ummeldung", answers) == 1170
        hidden = {"plate", "evb", "iban", "account_holder", "tax_mandate", "part_two_code"}
        assert not hidden & set(values(form_of("kfz-ummeldung"), answers, context()))

    def test_a_new_plate_asks_for_the_codes_of_the_old_ones(self) -> None:
        answers = daily.vehicle_transfer(plate="next", plate_kind="normal")
        assert wrong("kfz-ummeldung", answers) == {"seal_rear", "one_plate"}
        answers |= {"seal_rear": "x7Q", "one_plate": "yes"}
        assert total("kfz-ummeldung", answers) == 2700

    def test_a_motorcycle_has_one_plate(self) -> None:
        answers = daily.vehicle_deregistration(one_plate="yes")
        assert wrong("kfz-abmeldung", answers) == set()
        assert "seal_front" not in values(form_of("kfz-abmeldung"), answers, context())

    def test_a_reserved_plate_costs_more_but_not_for_scrap(self) -> None:
        assert total("kfz-abmeldung", daily.vehicle_deregistration(reserve="yes")) == 530
        scrapped = daily.vehicle_deregistration(
            future="scrapped", reserve="yes", scrap_proof=[SCAN.id]
        )
        assert wrong("kfz-abmeldung", scrapped) == {"reserve"}

    def test_landkreis_leer_registers_itself_where_others_link(self) -> None:
        for slug in ("kfz-zulassung", "kfz-ummeldung", "kfz-abmeldung"):
            at_home = load_catalogue().offer(municipality_by_slug("lkleer"), slug)
            linked = load_catalogue().offer(municipality_by_slug("wiesmoor"), slug)
            assert at_home and at_home.orderable
            assert linked and linked.modes == ("link",)


class TestWaste:
    @pytest.mark.parametrize(("written", "accepted"), [("26.11.2026", False), ("27.11.2026", True)])
    def test_bulky_waste_is_ordered_a_week_before(self, written: str, accepted: bool) -> None:
        answers = daily.bulky_waste(**dated("wish_day", written))
        assert wrong("sperrmuell", answers) == (set() if accepted else {"wish_day"})

    def test_more_than_five_cubic_metres_are_too_many(self) -> None:
        assert wrong("sperrmuell", daily.bulky_waste(volume="5,1")) == {"volume"}

    def test_something_else_is_described(self) -> None:
        answers = daily.bulky_waste() | {"items.1.what": "other"}
        assert wrong("sperrmuell", answers) == {"items.1.description"}

    def test_a_town_may_take_a_fee_where_another_takes_none(self) -> None:
        wiesmoor = load_catalogue().offer(municipality_by_slug("wiesmoor"), "sperrmuell")
        assert wiesmoor and wiesmoor.fee
        typed = values(form_of("sperrmuell"), daily.bulky_waste(), context())
        assert compute_fee(wiesmoor.fee, typed).total_cents == 2000

    def test_tenants_need_the_owners_consent(self) -> None:
        answers = daily.waste_bin(role="tenant", owner_name="Hof Janssen")
        assert wrong("abfallbehaelter", answers) == {"owner_consents"}

    def test_only_a_new_bin_has_a_size_and_not_every_bin_is_huge(self) -> None:
        answers = daily.waste_bin() | {"bins.0.task": "stolen"}
        typed = values(form_of("abfallbehaelter"), answers, context())
        assert "size" not in typed["bins"][0]  # type: ignore[index]
        huge = daily.waste_bin() | {"bins.0.bin": "organic", "bins.0.size": "1100"}
        assert wrong("abfallbehaelter", huge) == {"bins.0.size"}

    def test_a_bin_comes_in_five_days_at_the_earliest(self) -> None:
        early = daily.waste_bin(**dated("from_day", "24.11.2026"))
        assert wrong("abfallbehaelter", early) == {"from_day"}


class TestLostAndFound:
    def test_what_is_lost_asks_nothing_about_a_find(self) -> None:
        answers = daily.found_keys(report="lost", stolen="no")
        assert wrong("fundsache", answers) == set()
        typed = values(form_of("fundsache"), answers, context())
        assert not {"claims", "keeping", "valuable"} & set(typed)

    @pytest.mark.parametrize("changes", [{"claims": "claim"}, {"keeping": "keep"}])
    def test_who_wants_a_reward_or_keeps_the_find_gives_an_address(
        self, changes: dict[str, str]
    ) -> None:
        answers = daily.found_keys(**changes)
        assert "address.street" in wrong("fundsache", answers)
        assert wrong("fundsache", answers | address("address")) == set()

    def test_who_only_reports_need_not_say_who_they_are(self) -> None:
        nameless = daily.found_keys(first_name="", last_name="")
        assert wrong("fundsache", nameless) == set()
        claiming = nameless | {"claims": "claim"} | address("address")
        assert wrong("fundsache", claiming) == {"first_name", "last_name"}

    def test_nothing_was_found_tomorrow(self) -> None:
        assert wrong("fundsache", daily.found_keys(**dated("day", "21.11.2026"))) == {"day"}

    def test_only_cards_with_an_online_function_ask_about_it(self) -> None:
        passport = daily.lost_identity_card() | {
            "documents.0.type": "passport",
            "documents.0.number": "C01X00T47",
        }
        assert wrong("verlust-ausweis", passport) == set()
        typed = values(form_of("verlust-ausweis"), passport, context())
        assert "online_function" not in typed["documents"][0]  # type: ignore[index]

    def test_parents_report_for_a_child_under_their_own_name(self) -> None:
        answers = daily.lost_identity_card(reports_for="child")
        assert wrong("verlust-ausweis", answers) == {"reporter_name"}

    def test_the_case_counts_the_documents(self) -> None:
        assert title("verlust-ausweis", daily.lost_identity_card()) == "Verlust, 1 Dokument"


class TestDefects:
    def test_who_wants_no_questions_leaves_no_name(self) -> None:
        answers = daily.defect(name="Jens Müller", phone="04961 820")
        typed = values(form_of("maengelmeldung"), answers, context())
        assert not {"name", "phone"} & set(typed)

    def test_who_may_be_asked_still_needs_no_name(self) -> None:
        assert wrong("maengelmeldung", daily.defect(may_ask="yes")) == set()


class TestDataBlock:
    def test_at_least_one_transfer_is_blocked(self) -> None:
        assert wrong("uebermittlungssperre", daily.data_block(transfers=[])) == {"transfers"}

    def test_the_armed_forces_can_no_longer_be_chosen_and_the_page_says_why(self) -> None:
        answers = daily.data_block(transfers=["armed_forces"])
        assert wrong("uebermittlungssperre", answers) == {"transfers"}
        told = " ".join(q.answer for q in service_by_slug("uebermittlungssperre").faq)
        assert "BMG § 36" in told

    def test_a_wedding_anniversary_is_blocked_by_both(self) -> None:
        asked = wrong("uebermittlungssperre", daily.data_block(transfers=["marriage_jubilee"]))
        assert {"spouse_agrees", "spouse_consent", "spouse_last_name"} <= asked

    @pytest.mark.parametrize(("born", "accepted"), [("21.11.2010", True), ("20.11.2010", False)])
    def test_children_under_16_are_included_by_their_parents(
        self, born: str, accepted: bool
    ) -> None:
        answers = daily.data_block(with_children="yes", custody=["yes"])
        answers |= daily.in_group(
            "children.0", {"first_names": "Mia", "last_name": "Öztürk", **day("birth_date", born)}
        )
        expected = set() if accepted else {"children.0.birth_date"}
        assert wrong("uebermittlungssperre", answers) == expected


@pytest.mark.parametrize("town", ["papenburg", "wiesmoor"])
def test_the_form_to_download_is_shipped(town: str) -> None:
    offer = load_catalogue().offer(municipality_by_slug(town), "wohnungsgeberbestaetigung")
    assert offer and offer.modes == ("download",) and offer.download
    shipped = CONTENT.parents[1] / "assets" / offer.download.lstrip("/")
    assert shipped.read_bytes().startswith(b"%PDF-")


def test_landkreis_leer_announces_the_digital_building_application() -> None:
    offer = load_catalogue().offer(municipality_by_slug("lkleer"), "bauantrag")
    assert offer and offer.modes == ("info",)
    assert "digitale Bauantrag" in offer.note


def dated(name: str, written: str) -> dict[str, str | list[str]]:
    return dict(day(name, written))


def form_of(slug: str) -> Form:
    form = service_by_slug(slug).form
    assert form is not None
    return form


def wrong(slug: str, answers: RawAnswers, who: FormContext | None = None) -> set[str]:
    return {error.path for error in check_all(form_of(slug), answers, who or context())}


def messages(slug: str, answers: RawAnswers) -> list[str]:
    return [e.message for e in check_all(form_of(slug), answers, context()) if e.path == "day"]


def steps(slug: str, answers: RawAnswers) -> list[str]:
    return [step.id for step in journey(form_of(slug), answers, context()).steps]


def total(slug: str, answers: RawAnswers) -> int:
    assert wrong(slug, answers) == set()
    rule = service_by_slug(slug).fee
    assert rule is not None
    return compute_fee(rule, values(form_of(slug), answers, context())).total_cents


def title(slug: str, answers: RawAnswers) -> str:
    typed = values(form_of(slug), answers, context())
    return case_title_from(service_by_slug(slug).case_title, typed)
