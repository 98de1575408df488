"""Providers of service accounts as they are configured: levels, attributes, files that load."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from portal.identity.provider_config import (
    LevelRules,
    ServiceAccount,
    read_service_accounts,
    split_street,
)
from portal.shared.content_files import CONTENT, FaultyFile
from portal.shared.trust import TrustLevel
from tests.support.openid import RANKING, a_configuration

EXAMPLES = CONTENT / "servicekonten"
ALL = sorted(EXAMPLES.glob("*.yaml"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_example_can_be_used_as_it_is(path: Path) -> None:
    (provider,) = read_service_accounts(path)
    wanted = TrustLevel.BASIC if path.stem == "plain" else TrustLevel.HIGH
    assert provider.levels.reachable(wanted)


def test_the_examples_are_those_that_are_promised() -> None:
    assert [path.stem for path in ALL] == ["keycloak-broker", "level-scopes", "plain"]


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("STORK-QAA-Level-1", "basic"),
        ("STORK-QAA-Level-3", "substantial"),
        ("STORK-QAA-Level-4", "high"),
        (["STORK-QAA-Level-1", "STORK-QAA-Level-4"], "high"),
        ("STORK-QAA-Level-9", "none"),
        ("high", "none"),
        ("", "none"),
        (None, "none"),
        ([], "none"),
        ({"STORK-QAA-Level-4": True}, "none"),
        (4, "none"),
    ],
)
def test_only_a_value_that_is_ranked_raises_the_level(told: Any, level: str) -> None:
    assert a_configuration().levels.level_of({"acr": told}) == level


def test_the_claim_of_the_level_is_the_brokers_own() -> None:
    rules = LevelRules(claim="trust_level_authentication", ranking=RANKING)
    claims = {"acr": "STORK-QAA-Level-4", "trust_level_authentication": "STORK-QAA-Level-1"}
    assert rules.level_of(claims) == "basic"


@pytest.mark.parametrize(
    ("wanted", "values"),
    [
        ("basic", ["STORK-QAA-Level-1"]),
        ("substantial", ["STORK-QAA-Level-3"]),
        ("high", ["STORK-QAA-Level-4"]),
    ],
)
def test_asked_for_is_the_lowest_level_that_suffices(wanted: str, values: list[str]) -> None:
    assert a_configuration().levels.values_for(TrustLevel(wanted)) == values


def test_a_level_no_value_reaches_is_not_asked_for() -> None:
    rules = LevelRules(ask={TrustLevel.BASIC: ["level1"]}, ranking={"level1": TrustLevel.BASIC})
    assert rules.values_for(TrustLevel.HIGH) == []
    assert not rules.reachable(TrustLevel.SUBSTANTIAL)


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Hauptkanal rechts 12", "Hauptkanal rechts", "12"),
        ("Mühlenstraße 45 a", "Mühlenstraße", "45 a"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
        ("Am Deich", "Am Deich", ""),
        ("12", "12", ""),
        ("", "", ""),
    ],
)
def test_street_and_number_are_told_apart(text: str, street: str, number: str) -> None:
    assert split_street(text) == (street, number)


@pytest.mark.parametrize(
    "value", ["1988-4-12", "12.04.1988", "19880412", "gestern", 1988, ["1988-04-12"], "1988-02-30"]
)
def test_a_birth_date_in_another_spelling_is_left_out(value: object) -> None:
    assert a_configuration().attributes_in({"birthdate": value}) == {}


@pytest.mark.parametrize("value", ["x" * 201, "A\x00B", "A\u202eB", {"a": "b"}, True, "   "])
def test_an_unfit_attribute_is_left_out(value: object) -> None:
    claims = {"given_name": value, "family_name": "Behrens"}
    assert a_configuration().attributes_in(claims) == {"family_name": "Behrens"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"issuer": "http://konto.example"}, "https"),
        ({"issuer": "https://konto.example?a=b"}, "query"),
        ({"scopes": ["profile"]}, "openid"),
        ({"client_secret_variable": ""}, "client_secret_variable"),
        ({"algorithms": ["HS256"]}, "algorithms"),
        ({"algorithms": ["none"]}, "algorithms"),
        ({"id": "../bundid"}, "id"),
        ({"attributes": {"income": "income"}}, "income"),
    ],
)
def test_what_cannot_be_safe_is_refused_where_it_is_configured(
    changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(ValidationError, match=fault):
        ServiceAccount.model_validate(a_configuration().model_dump() | changes)


def test_a_fault_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "servicekonten.yaml"
    text = (EXAMPLES / "plain.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("client_id:", "klient:"), encoding="utf-8")
    with pytest.raises(FaultyFile, match=r"servicekonten.yaml:7: .*klient"):
        read_service_accounts(file)


def test_every_provider_stands_once(tmp_path: Path) -> None:
    file = tmp_path / "servicekonten.yaml"
    text = (EXAMPLES / "plain.yaml").read_text(encoding="utf-8")
    file.write_text(text + text.partition("servicekonten:\n")[2], encoding="utf-8")
    with pytest.raises(FaultyFile, match="every id and every issuer stands once"):
        read_service_accounts(file)
