"""A new town and a new service begin as one command; what is still to be said is named."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from portal.catalogue import load_catalogue
from portal.catalogue.content_check import ContentReport, check_content
from portal.cli.asking import Questions
from portal.cli.content_outline import outline_of
from portal.cli.new_municipality import (
    TownOptions,
    ask_about_town,
    free_prefix,
    services_named,
    town_file,
)
from portal.cli.new_service import ServiceOptions, ask_about_service, offered_in, service_file
from portal.errors import InvalidInput, NotFound
from portal.municipalities import all_municipalities
from portal.shared.content_files import CONTENT
from tests.support.copied_portal import CopiedPortal

SERVICES = load_catalogue().services
NOBODY_THERE = Questions(at_terminal=False)
NORDERLAND = TownOptions(
    name="Norderland: am Meer",  # a colon, which YAML would take for a key's
    kind="Gemeinde",
    county="Landkreis Aurich",
    street="Am Markt 1",
    postcode="26506",
    phone="04931 0000-0",
    email="rathaus@norderland.example",
    hours="8:00-12:30, 14:00-16:00",
)


def _check(folder: Path, name: str, text: str) -> ContentReport:
    for kind in ("municipalities", "services"):
        shutil.copytree(CONTENT / kind, folder / kind, dirs_exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return check_content(folder / "municipalities", folder / "services")


def test_a_town_about_which_all_is_known_is_ready_at_once(tmp_path: Path) -> None:
    towns = all_municipalities()
    town = ask_about_town("norderland", NORDERLAND, towns, Questions(at_terminal=False))
    text = town_file(town, services_named("all", SERVICES), towns)
    report = _check(tmp_path, "municipalities/norderland.yaml", text)
    assert report.faults == ()
    assert [str(hint) for hint in report.hints if hint.file.name == "norderland.yaml"] == []
    assert "TODO" not in text
    assert "draft" not in text


def test_a_town_without_opening_hours_is_a_draft(tmp_path: Path) -> None:
    given = TownOptions(**{**vars(NORDERLAND), "hours": None})
    town = ask_about_town("norderland", given, (), Questions(at_terminal=False))
    report = _check(tmp_path, "municipalities/norderland.yaml", town_file(town, [], ()))
    assert report.faults == ()
    hints = [hint.reason for hint in report.hints if hint.file.name == "norderland.yaml"]
    assert any("TODO" in reason for reason in hints)
    assert any("draft" in reason for reason in hints)


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(InvalidInput, match="--name, --kind, --county, --street"):
        ask_about_town("x", TownOptions(), (), Questions(at_terminal=False))


@pytest.mark.parametrize(
    ("option", "answer", "why"),
    [
        ("postcode", "2650", "26871"),
        ("prefix", "PAP", "gehört Papenburg"),
        ("colour", "#ffee00", "Kontrast"),
        ("kind", "Dorf", "Samtgemeinde"),
        ("hours", "vormittags", "8:00-12:30"),
    ],
)
def test_an_answer_that_will_not_do_is_refused_in_words(option: str, answer: str, why: str) -> None:
    given = TownOptions(**{**vars(NORDERLAND), option: answer})
    with pytest.raises(InvalidInput, match=why):
        ask_about_town("norderland", given, all_municipalities(), Questions(at_terminal=False))


def test_a_prefix_is_never_given_twice() -> None:
    taken = {town.prefix for town in all_municipalities()}
    for name in ("Papenburg", "Wiesmoor", "Ö", "Haren (Ems)"):
        assert re.fullmatch("[A-Z]{3}", free_prefix(name, all_municipalities()))
        assert free_prefix(name, all_municipalities()) not in taken


def _parking(**given: object) -> str:
    options = ServiceOptions(
        name="Parkausweis: Anwohner", category="vehicle", contact="ordnungsamt",
        **given,  # type: ignore[arg-type]
    )  # fmt: skip
    return service_file(ask_about_service("parkausweis", options, SERVICES, NOBODY_THERE))


@pytest.mark.parametrize("given", [{}, {"fee": "30.00"}, {"with_form": False}])
def test_a_new_service_is_a_draft_that_passes_the_check(
    tmp_path: Path, given: dict[str, object]
) -> None:
    report = _check(tmp_path, "services/parkausweis.yaml", _parking(**given))
    assert report.faults == ()
    lines = _parking(**given).splitlines()
    for hint in report.hints:
        if hint.file.name == "parkausweis.yaml":
            assert re.search("TODO|draft", lines[hint.line - 1]), hint


def test_a_service_whose_placeholders_are_filled_may_be_shown(tmp_path: Path) -> None:
    text = re.sub(r"TODO\b.*", "Das ist gesagt.", _parking(summary="Für Ihre Straße."))
    text = re.sub(r"(?m)^draft: .*\n", "", text)
    report = _check(tmp_path, "services/parkausweis.yaml", text)
    assert report.faults == ()
    assert all(hint.file.name != "parkausweis.yaml" for hint in report.hints)


def test_a_draft_cannot_be_published_with_its_placeholders(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^draft: .*\n", "", _parking())
    faults = _check(tmp_path, "services/parkausweis.yaml", text).faults
    assert {fault.file.name for fault in faults} == {"parkausweis.yaml"}
    assert all("TODO" in text.splitlines()[fault.line - 1] for fault in faults)


def test_a_service_is_offered_by_a_town_that_is_named(tmp_path: Path) -> None:
    town = tmp_path / "twist.yaml"
    shutil.copy(CONTENT / "municipalities" / "twist.yaml", town)
    assert offered_in(town, "parkausweis", "form")
    assert "\noffers:\n  parkausweis: form\n" in town.read_text(encoding="utf-8")


def test_a_service_is_shown_with_what_differs_from_town_to_town() -> None:
    shown = outline_of("hund-anmelden", load_catalogue(), all_municipalities())
    assert "2. Welche Hunde melden Sie an?" in shown
    assert "chip: Chipnummer [pattern, freiwillig]" in shown
    assert re.search(r"twist +form +gebührenfrei .*Steueramt Twist", shown)


def test_a_town_is_shown_with_its_services_and_contacts() -> None:
    shown = outline_of("papenburg", load_catalogue(), all_municipalities())
    assert re.search(r"standesamt +Standesamt Papenburg", shown)
    assert re.search(r"kfz-zulassung +link +beim Landkreis .*Landkreis Emsland", shown)


def test_what_nobody_knows_cannot_be_shown() -> None:
    with pytest.raises(NotFound, match="weder eine Leistung noch eine Kommune"):
        outline_of("atlantis", load_catalogue(), all_municipalities())


def test_the_commands_from_new_town_to_sound_content(tmp_path: Path) -> None:
    portal = CopiedPortal(tmp_path)
    flags = {f"--{name}": value for name, value in vars(NORDERLAND).items() if value}
    options = [part for flag in flags.items() for part in flag]
    made = portal.run(
        "content", "new-municipality", "norderland", *options, "--services", "hund-anmelden"
    )
    assert (made.returncode, made.stderr) == (0, "")
    again = portal.run("content", "new-municipality", "norderland", *options)
    assert (again.returncode, "gibt es schon" in again.stderr) == (1, True)
    checked = portal.run("content", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "16 municipalities" in checked.stdout


def test_the_commands_of_the_documentation_do_what_it_says(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "content.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    commands = [
        shlex.split(line)
        for block in blocks
        for line in block.replace("\\\n", " ").splitlines()
        if line.strip()
    ]
    assert [command[:3] for command in commands][0::3] == [
        ["portal", "content", "new-municipality"],
        ["portal", "content", "new-service"],
    ]
    portal = CopiedPortal(tmp_path)
    told = [portal.run(*command[1:]) for command in commands]
    assert [(ended.returncode, ended.stderr) for ended in told] == [(0, "")] * len(commands)
    shown = told[2].stdout
    assert len(re.findall(r"(?m)^  [a-z-]+ +form ", shown)) == 12
