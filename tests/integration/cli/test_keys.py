"""`portal keys`: what somebody reads who changes the keys of an installation."""

import base64
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal.cli.keys import keys_app
from portal.errors import ConfigurationFault
from portal.persistence.database import Database
from portal.sealing import KeyEncryptionKeys, KeyMissing
from portal.settings import Settings, read_settings
from portal.wiring import require_sound_database
from tests.support.keys import DEMO_KEYS
from tests.support.town_hall import everything_about_one_order

OLD = base64.b64encode(DEMO_KEYS.keys[0]).decode()


@pytest.fixture
async def installation(
    database: Database, owner_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> pytest.MonkeyPatch:
    """A town hall at work, and the environment of its owner."""
    await everything_about_one_order(database)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PORTAL_DATABASE_URL", owner_url)
    monkeypatch.setenv("PORTAL_DATA_KEYS", OLD)
    return monkeypatch


def test_the_key_is_changed_step_by_step(installation: pytest.MonkeyPatch, owner_url: str) -> None:
    new = _told("new").strip()
    first = _told("status")
    assert "papenburg" in first and "(das Portal selbst)" in first and "älteren" not in first
    installation.setenv("PORTAL_DATA_KEYS", f"{new},{OLD}")
    assert "portal keys rotate" in _told("status")
    answer = _told("rotate", "--reseal")
    assert "case_message: 1" in answer and "0 Werte, 2 Dateien" in answer  # no bytes lie behind
    installation.setenv("PORTAL_DATA_KEYS", new)
    last = _told("status").splitlines()
    assert [line.split()[2] for line in last if "papenburg" in line] == ["0", _sealed(first)]
    assert "Neu versiegelt: 0 Werte" in _told("reseal")
    require_sound_database(_settings(owner_url, new))


def test_the_portal_does_not_start_without_the_key(
    installation: pytest.MonkeyPatch, owner_url: str
) -> None:
    new = _told("new").strip()
    with pytest.raises(KeyMissing, match=DEMO_KEYS.current):
        require_sound_database(_settings(owner_url, new))
    installation.setenv("PORTAL_DATA_KEYS", new)
    assert "DER SCHLÜSSEL FEHLT" in _told("status")


@pytest.mark.parametrize("keys", ["kurz", "a2tr", f"{OLD},!"])
def test_a_key_that_is_none_is_refused_without_being_told(keys: str) -> None:
    with pytest.raises(ConfigurationFault, match="PORTAL_DATA_KEYS") as fault:
        read_settings({"PORTAL_DATA_KEYS": keys})
    assert keys not in fault.value.message


def test_several_keys_are_the_current_one_and_older_ones() -> None:
    new = base64.b64encode(b"n" * 32).decode()
    keys = read_settings({"PORTAL_DATA_KEYS": f" {new} , {OLD},"}).data_keys
    assert keys == KeyEncryptionKeys((b"n" * 32, *DEMO_KEYS.keys))


def _told(*words: str) -> str:
    result = CliRunner().invoke(keys_app, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def _sealed(status: str) -> str:
    return next(line.split()[2] for line in status.splitlines() if "papenburg" in line)


def _settings(owner_url: str, keys: str) -> Settings:
    return read_settings({"PORTAL_DATABASE_URL": owner_url, "PORTAL_DATA_KEYS": keys})
