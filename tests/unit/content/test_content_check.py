"""Whoever writes content learns which line of which file is wrong, and why."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal.catalogue.content_check import ContentReport, check_content
from portal.cli import content as content_cli
from portal.cli.content import content_app
from portal.municipalities.registry import load_municipalities
from portal.shared.content_files import CONTENT, FaultyFile

SERVICES = len(list((CONTENT / "services").glob("*.yaml")))


class Content:
    """A copy of the shipped content, to be spoilt line by line."""

    def __init__(self, folder: Path) -> None:
        self.towns, self.services = folder / "municipalities", folder / "services"
        for kept in (self.towns, self.services):
            shutil.copytree(CONTENT / kept.name, kept)

    def change(self, name: str, old: str, new: str) -> int:
        """Replace a text that stands there once; the line (from 1) where it stood."""
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def path(self, name: str) -> Path:
        folder = self.services if (self.services / name).exists() else self.towns
        return folder / name

    def check(self) -> ContentReport:
        return check_content(self.towns, self.services)


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return Content(tmp_path)


def test_the_shipped_content_has_no_fault() -> None:
    report = check_content()
    assert report.faults == ()
    assert (report.municipalities, report.services) == (15, SERVICES)


def test_who_shares_a_payment_account_shares_a_way_to_pay(content: Content) -> None:
    content.change("papenburg.yaml", "[paypal, card, sepa]", "[sepa]")
    told = "nothing that all who share the payment account accept"
    assert any(told in str(fault) for fault in content.check().faults)


def test_an_offer_without_a_service_is_a_hint_and_no_fault(content: Content) -> None:
    content.path("hund-anmelden.yaml").unlink()
    report = content.check()
    assert report.faults == ()
    hints = [str(hint) for hint in report.hints]
    assert any("haren.yaml" in hint and "hund-anmelden: not shown" in hint for hint in hints)


SPOILT = [
    ("papenburg.yaml", "prefix: PAP", "prefix: PAPE", "prefix: String should match pattern"),
    ("papenburg.yaml", "kind: Stadt", "kind: Dorf", "kind: Input should be 'Stadt'"),
    ("papenburg.yaml", "arms: ship", "arms: eagle", "`eagle` is none of anchor, bridge"),
    ("papenburg.yaml", '"#0f4c81"', '"#ffcc00"', "contrast below 4.5:1"),
    ("papenburg.yaml", "network: emsland", "netwerk: emsland", "netwerk: not known here"),
    ("papenburg.yaml", "personalausweis: [form, appointment]", "personalausweis: [form, fax]",
     "offers.personalausweis[2]: Input should be 'form'"),
    ("papenburg.yaml", "sperrmuell: form", "sperrmuell: link", "a link needs `url`"),
    ("papenburg.yaml", "      sa: 10:00-12:00", "      sa: 12:00-10:00", "ends before it begins"),
    ("twist.yaml", "hund-anmelden: form",
     "hund-anmelden: {modes: form, fee: {kind: fixed, amount: 5}}", "two decimals"),
    ("twist.yaml", "hund-anmelden: form",
     "hund-anmelden: {modes: form, fee: {kind: per_copy, first: '1.00', each_further: '1.00', "
     "count: sheets}}", "no field `sheets`"),
    ("twist.yaml", "hund-anmelden: form", "hund-anmelden: {modes: form, contact: finanzamt}",
     "contact `finanzamt` is not in contacts"),
    ("twist.yaml", "prefix: TWI", "prefix: PAP", "`PAP` belongs to papenburg.yaml"),
    ("twist.yaml", "slug: twist", "slug: twister", "the file's name says `twist`"),
    ("geburtsurkunde.yaml", "category: family", "category: birth", "category: Input should be"),
    ("geburtsurkunde.yaml", "kind: per_copy", "kind: per_page", "fee: Input tag 'per_page'"),
    ("geburtsurkunde.yaml", "count: copies", "count: pages", "fee: the form has no field `pages`"),
    ("geburtsurkunde.yaml", "{copies|Ausfertigung|", "{sheets|Ausfertigung|",
     "case_title: the form has no field `sheets`"),
    ("geburtsurkunde.yaml", "{copies|Ausfertigung|Ausfertigungen}", "{first_names}",
     "braces hold a count"),
    ("geburtsurkunde.yaml", "{field: purpose, equals: other}", "{field: porpose, equals: other}",
     "there is no field 'porpose' here"),
    ("geburtsurkunde.yaml", "- {trust_level: {below: substantial}}",
     "- {trust_level: {below: enough}}",
     "Input should be 'none', 'basic'"),
    ("geburtsurkunde.yaml", '          pattern: "[0-9]{1,6}/[0-9]{4}"', '          pattern: "[0-9"',
     "does not compile"),
    ("kfz-zulassung.yaml", "summary: Ein neues", "sumary: Ein neues", "sumary: not known here"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "reason"), SPOILT)
def test_a_fault_is_named_with_file_line_and_reason(
    content: Content, name: str, old: str, new: str, reason: str
) -> None:
    line = content.change(name, old, new)
    faults = [fault for fault in content.check().faults if reason in fault.reason]
    assert [(fault.file, fault.line) for fault in faults] == [(content.path(name), line)]


def test_a_missing_text_is_named_at_the_top_of_what_lacks_it(content: Content) -> None:
    content.change("twist.yaml", "full_name: Gemeinde Twist\n", "")
    (fault,) = content.check().faults
    assert (fault.line, fault.reason) == (2, "`full_name` is missing")


def test_a_form_without_a_word_about_its_fee_is_refused(content: Content) -> None:
    content.change("hund-anmelden.yaml", "fee: {kind: none}\n", "")
    (fault,) = content.check().faults
    assert "needs a `fee`" in fault.reason


def test_a_key_that_stands_twice_is_found(content: Content) -> None:
    line = content.change("twist.yaml", "kind: Gemeinde\n", "kind: Gemeinde\nkind: Stadt\n")
    (fault,) = content.check().faults
    assert (fault.line, fault.reason) == (line + 1, "`kind` stands here a second time")


@pytest.mark.parametrize("text", ["slug: [twist\n", "slug: twist\n\tname: Twist\n", "", "- a\n"])
def test_a_file_that_is_no_content_at_all_is_said_to_be_none(content: Content, text: str) -> None:
    content.path("twist.yaml").write_text(text, encoding="utf-8")
    faults = content.check().faults
    assert faults
    assert {fault.file.name for fault in faults} == {"twist.yaml"}


def test_a_file_in_another_encoding_is_a_fault_and_no_traceback(content: Content) -> None:
    content.path("twist.yaml").write_bytes("name: Jümme".encode("latin-1"))
    assert {fault.file.name for fault in content.check().faults} == {"twist.yaml"}


def test_every_fault_of_a_file_is_told_at_once(content: Content) -> None:
    lines = [
        content.change("weener.yaml", "prefix: WEE", "prefix: wee"),
        content.change("weener.yaml", "kind: Stadt", "kind: Ort"),
    ]
    assert [fault.line for fault in content.check().faults] == lines


def test_the_portal_does_not_start_with_faulty_content(content: Content) -> None:
    content.change("weener.yaml", "kind: Stadt", "kind: Ort")
    with pytest.raises(FaultyFile, match=r"weener\.yaml:6: kind"):
        load_municipalities(content.towns)


def test_a_new_municipality_is_a_new_file(content: Content) -> None:
    text = content.path("twist.yaml").read_text(encoding="utf-8")
    for old, new in (("slug: twist", "slug: lathen"), ("prefix: TWI", "prefix: LAT")):
        text = text.replace(old, new)
    (content.towns / "lathen.yaml").write_text(text, encoding="utf-8")
    assert content.check().faults == ()
    assert "lathen" in {town.slug for town in load_municipalities(content.towns)}


def test_a_new_service_is_a_new_file_and_offered_where_a_town_says_so(content: Content) -> None:
    text = content.path("personalausweis.yaml").read_text(encoding="utf-8")
    text = text.replace("slug: personalausweis", "slug: abfall").replace(
        "category: papers", "category: waste"
    )
    (content.services / "abfall.yaml").write_text(text, encoding="utf-8")
    report = content.check()
    assert report.faults == ()
    assert not any(hint.reason.startswith("abfall:") for hint in report.hints)


class TestCommand:
    def test_good_content_ends_well(self) -> None:
        result = CliRunner().invoke(content_app, ["check"])
        assert result.exit_code == 0
        assert f"15 municipalities, {SERVICES} services: 0 faults" in result.output

    def test_a_fault_is_printed_and_ends_with_code_1(
        self, content: Content, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = content.change("twist.yaml", "kind: Gemeinde", "kind: Insel")
        monkeypatch.setattr(content_cli, "check_content", content.check)
        result = CliRunner().invoke(content_app, ["check"])
        assert result.exit_code == 1
        assert f"twist.yaml:{line}: kind: Input should be 'Stadt'" in result.output


def test_a_placeholder_is_refused_where_citizens_would_read_it(content: Content) -> None:
    line = content.change("twist.yaml", "street: ", "street: TODO ")
    (fault,) = content.check().faults
    assert (fault.line, fault.reason[:5]) == (line, "TODO:")


def test_a_draft_may_hold_placeholders_and_is_not_served(content: Content) -> None:
    line = content.change("twist.yaml", "street: ", "street: TODO ")
    content.change("twist.yaml", "slug: twist\n", "slug: twist\ndraft: true\n")
    report = content.check()
    assert report.faults == ()
    assert [hint.line for hint in report.hints if "TODO" in hint.reason] == [line + 1]
    assert "twist" not in [town.slug for town in load_municipalities(content.towns)]


def test_a_misspelt_offer_is_told_what_was_meant(content: Content) -> None:
    content.change("twist.yaml", "hund-anmelden: form", "hunde-anmelden: form")
    assert any("perhaps `hund-anmelden`" in hint.reason for hint in content.check().hints)


def test_a_form_to_download_must_be_there(content: Content) -> None:
    line = content.change(
        "papenburg.yaml", "download: /formulare/wohnung", "download: /formulare/x"
    )
    (fault,) = content.check().faults
    assert (fault.line, "no file assets/formulare/x" in fault.reason) == (line, True)


def test_a_file_the_portal_would_not_read_is_named(content: Content) -> None:
    content.path("twist.yaml").rename(content.towns / "twist.yml")
    (fault,) = content.check().faults
    assert (fault.file.name, fault.reason) == ("twist.yml", "name it .yaml")


def test_a_fee_that_nobody_says_where_to_book_is_a_hint(content: Content) -> None:
    content.change("gewerbeanmeldung.yaml", 'booking_account: "12205.331100"\n', "")
    hints = [str(hint) for hint in content.check().hints]
    assert any("leer.yaml" in hint and "gewerbeanmeldung: no `booking_account`" in hint
               for hint in hints)  # fmt: skip
    assert content.check().faults == ()


def test_an_account_that_is_none_is_a_fault_in_its_line(content: Content) -> None:
    line = content.change("gewerbeanmeldung.yaml", '"12205.331100"', '"Gewerbeamt"')
    faults = [
        fault for fault in content.check().faults if fault.file.name == "gewerbeanmeldung.yaml"
    ]
    assert [fault.line for fault in faults] == [line]
