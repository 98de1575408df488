"""What visitors wrote is looked for after all browser tests; nothing is fetched elsewhere."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from portal.notifications.letters import Letter
from portal.notifications.mailer import Mail
from tests.e2e.watch import traces_of

ASSETS = Path(__file__).parents[3] / "assets"
# Names of standards, not addresses anything is fetched from.
NAMES = ("http://www.w3.org/",)


def test_a_name_in_a_log_is_found_and_a_number_in_a_timestamp_is_none() -> None:
    typed = {"Zoë Łukasiewicz", "26871", "12a"}
    assert traces_of(typed, "02:48:45.268712 drafts=3", "requests_total 7") == []
    assert traces_of(typed, "", "saved for Zoë Łukasiewicz") == ["Zoë Łukasiewicz"]


@pytest.mark.parametrize(
    "path", sorted([*ASSETS.glob("*.js"), *ASSETS.glob("js/*.js"), *ASSETS.glob("*.css")]), ids=str
)
def test_no_script_or_style_of_ours_names_another_host(path: Path) -> None:
    found = re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
    assert [address for address in found if not address.startswith(NAMES)] == []


def test_mails_are_plain_text_so_that_reading_them_fetches_nothing() -> None:
    for kind in (Mail, Letter):
        assert not {one.name for one in fields(kind)} & {"html", "html_body", "images"}
