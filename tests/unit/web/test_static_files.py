"""A browser keeps what cannot change, and asks about everything else."""

from pathlib import Path

import pytest

from portal.web import static_files
from portal.web.static_files import cache_control, versioned


def test_a_page_is_asked_for_at_each_visit_and_shared_with_nobody() -> None:
    assert cache_control("/antrag/geburtsurkunde/") == "private, no-cache"


def test_a_file_named_by_its_content_is_kept_for_good() -> None:
    assert "immutable" in cache_control("/assets/shell-DP53lSq_.js")


def test_a_script_is_kept_under_the_address_of_its_content() -> None:
    path, _, query = versioned("/js/page.js").partition("?")
    assert "immutable" in cache_control(path, query.encode())


def test_a_script_under_an_older_address_is_asked_about() -> None:
    assert "immutable" not in cache_control("/js/page.js", b"v=0123456789")
    assert "immutable" not in cache_control("/js/page.js")


def test_a_changed_script_has_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static_files, "ASSETS", tmp_path)
    (tmp_path / "before.js").write_text("one")
    (tmp_path / "after.js").write_text("two")
    before, after = versioned("/before.js"), versioned("/after.js")
    assert before.partition("?")[2] != after.partition("?")[2]


def test_an_invented_address_outside_the_assets_is_not_read() -> None:
    assert cache_control("/js/../../rxconfig.py", b"v=") == "private, no-cache"
