"""Whatever somebody saves as a content file: the check names file and line, and never falls over.

More than the suite's share, such as ten thousand files from seed 5000 on:
`CONTENT_FUZZ=5000:10000 .venv/bin/python -m pytest tests/unit/content/test_fuzzing.py`.
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from portal.catalogue.content_check import check_content
from portal.shared.content_files import CONTENT
from tests.unit.content.spoiling import file_of_ruins

FIRST, NUMBER = (int(part) for part in os.environ.get("CONTENT_FUZZ", "0:30").split(":"))
FILES = sorted(CONTENT.glob("services/*.yaml")) + sorted(CONTENT.glob("municipalities/*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small town with two services: enough for all that is checked between files."""
    for name in (
        "services/hund-anmelden.yaml",
        "services/geburtsurkunde.yaml",
        "municipalities/twist.yaml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CONTENT / name, tmp_path / name)
    return tmp_path


def test_a_spoilt_file_is_named_with_its_line(folder: Path) -> None:
    for seed in range(FIRST, FIRST + NUMBER):
        rng = random.Random(seed)
        shipped = rng.choice(FILES)
        spoilt = folder / shipped.parent.name / shipped.name
        kept = spoilt.read_bytes() if spoilt.exists() else None
        content = file_of_ruins(rng, shipped.read_text(encoding="utf-8"))
        spoilt.write_bytes(content)
        for fault in check_content(folder / "municipalities", folder / "services").faults:
            place = f"seed {seed}: {fault}"
            assert fault.file.exists(), place
            assert 1 <= fault.line <= fault.file.read_bytes().count(b"\n") + 2, place
            assert str(fault).isprintable(), place
        spoilt.unlink() if kept is None else spoilt.write_bytes(kept)


BOMBS = {
    "aliases that unfold to a billion": "a: &a [x, x]\nb: &b [*a, *a]\n"
    + "".join(f"c{n}: &c{n} [*{'b' if n == 0 else f'c{n - 1}'}, *a, *b]\n" for n in range(2))
    + "".join(f"d{n}: &d{n} [{', '.join(['*c1' if n == 0 else f'*d{n - 1}'] * 9)}]\n"
              for n in range(9)),
    "itself": "slug: &a [*a]\n",
    "ten thousand brackets": "slug: " + "[" * 10_000,
    "ten thousand dashes": "- " * 10_000,
    "a list as key": "? [a, b]\n: c\n",
    "no such day": "slug: 2026-02-31\n",
    "a number of thousands of digits": f"version: {'9' * 5000}\n",
    "a hexadecimal number of thousands of digits": f"version: 0x{'f' * 5000}\n",
    "code": "!!python/object/apply:os.system [echo]\n",
    "half a letter": 'name: "\\uD800"\n',
    "two documents": "slug: a\n---\nslug: b\n",
    "nothing": "",
    "a megabyte": "# filler\n" * 120_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_no_content_at_all_is_refused_at_once(folder: Path, name: str) -> None:
    bomb = folder / "services" / "bombe.yaml"
    bomb.write_text(BOMBS[name], encoding="utf-8")
    report = check_content(folder / "municipalities", folder / "services")
    assert {fault.file for fault in report.faults} == {bomb}


def test_groups_that_use_each_other_again_and_again_are_refused(folder: Path) -> None:
    uses = "".join(
        f"    g{n}:\n      elements:\n"
        f"        - {{id: a, kind: group, use: g{n - 1}}}\n"
        f"        - {{id: b, kind: group, use: g{n - 1}}}\n"
        for n in range(1, 30)
    )
    form = (
        "\nform:\n  groups:\n    g0:\n      elements:\n"
        "        - {id: x, kind: text, label: X}\n" + uses + "  steps:\n    - id: one\n"
        "      title: Eins\n      elements:\n        - {id: top, kind: group, use: g29}\n"
    )
    path = folder / "services" / "hund-anmelden.yaml"
    head = path.read_text(encoding="utf-8").partition("\nform:")[0]
    path.write_text(head.replace("{dogs|Hund|Hunde}", "Hund") + form, encoding="utf-8")
    (fault,) = check_content(folder / "municipalities", folder / "services").faults
    assert "unfolds to more than" in fault.reason
    assert fault.line == head.count("\n") + 3


def test_no_two_groups_may_contain_each_other(folder: Path) -> None:
    path = folder / "services" / "hund-anmelden.yaml"
    head = path.read_text(encoding="utf-8").partition("\nform:")[0]
    form = (
        "\nform:\n  groups:\n"
        "    a: {elements: [{id: x, kind: group, use: b}]}\n"
        "    b: {elements: [{id: x, kind: group, use: a}]}\n"
        "  steps: [{id: one, title: Eins, elements: [{id: top, kind: group, use: a}]}]\n"
    )
    path.write_text(head.replace("{dogs|Hund|Hunde}", "Hund") + form, encoding="utf-8")
    reasons = [f.reason for f in check_content(path.parents[1] / "municipalities",
                                               path.parent).faults]  # fmt: skip
    assert any("contains itself" in reason for reason in reasons)
