"""Editors check content files by schemas that follow the models."""

import json

import pytest
import yaml

from portal.catalogue.schema import FOLDER, schema_texts
from portal.shared.content_files import CONTENT


@pytest.mark.parametrize(("name", "text"), schema_texts().items())
def test_the_shipped_schema_is_fresh(name: str, text: str) -> None:
    shipped = (FOLDER / name).read_text(encoding="utf-8")
    assert shipped == text, "run `portal content schema`"


@pytest.mark.parametrize("kind", ["municipality", "service"])
def test_every_content_file_names_its_schema_and_only_keys_it_knows(kind: str) -> None:
    schema = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    folder = CONTENT / {"municipality": "municipalities", "service": "services"}[kind]
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        first = f"# yaml-language-server: $schema=../schema/{kind}.schema.json"
        assert text.splitlines()[0] == first
        assert set(yaml.safe_load(text)) <= set(schema["properties"])


def test_the_schema_knows_the_short_ways_to_write_an_offer() -> None:
    schema = json.loads((FOLDER / "municipality.schema.json").read_text(encoding="utf-8"))
    one, several, full, off = schema["$defs"]["OfferEntry"]["anyOf"]
    assert one["enum"] == ["form", "link", "appointment", "download", "info"]
    assert several["type"] == "array"
    assert "fee" in full["properties"]
    assert off == {"const": False}
