"""Everything that is installed is pinned, checked by its hash, and tied to no address."""

import json
import re
from pathlib import Path

import pytest

from portal.cli.build import tidy_lock

ROOT = Path(__file__).resolve().parents[3]
LOCKS = [
    *ROOT.glob("requirements/*.txt"),
    *ROOT.glob("reflex.lock/*"),
    *ROOT.glob("tests/support/oidc/*.json"),
]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert not re.search(r"[a-z]+://|--index-url|--find-links", lock.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_every_python_library_is_pinned_with_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_two_python_locks_agree() -> None:
    def versions(name: str) -> set[tuple[str, str]]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, flags=re.MULTILINE))

    runtime, test = versions("runtime"), versions("test")
    shared = {name for name, _ in runtime} & {name for name, _ in test}
    assert {pin for pin in runtime if pin[0] in shared} == {pin for pin in test if pin[0] in shared}


def test_every_npm_package_is_pinned_with_its_hash() -> None:
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 50
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []


def test_tidying_gives_the_same_lock_whatever_npm_wrote(tmp_path: Path) -> None:
    package = {"version": "1.0.0", "integrity": "sha512-x"}
    donations = {"funding": {"url": "scheme://somewhere"}}
    written = []
    for extra in (donations, {}):
        content = {"packages": {"node_modules/a": {**extra, **package}}}
        (tmp_path / "package-lock.json").write_text(json.dumps(content))
        tidy_lock(tmp_path)
        written.append((tmp_path / "package-lock.json").read_text())
    assert written[0] == written[1]
    assert "somewhere" not in written[0]
