"""The JSON Schemas of the content files, generated from the models that read them."""

import json
from pathlib import Path

from pydantic import BaseModel

from portal.catalogue import translation
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.easy_language import EasyPage
from portal.catalogue.letter_templates import LetterTemplate
from portal.catalogue.message_templates import MessageTemplate
from portal.catalogue.overlay import languages_in, overlay_model
from portal.identity.provider_config import ServiceAccounts
from portal.municipalities import Municipality
from portal.shared.content_files import CONTENT

FOLDER = CONTENT / "schema"
_MODELS: dict[str, type[BaseModel]] = {
    "leichte-sprache.schema.json": EasyPage,
    "letter.schema.json": LetterTemplate,
    "message.schema.json": MessageTemplate,
    "municipality.schema.json": Municipality,
    "service.schema.json": ServiceDefinition,
    "servicekonten.schema.json": ServiceAccounts,
}


def schema_texts() -> dict[str, str]:
    """Each schema file's name and content."""
    spoken = {f"translation-{each}.schema.json": overlay_model(each) for each in _languages()}
    return {name: _text(model) for name, model in (_MODELS | spoken).items()}


def write_schemas(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Write the schemas into `folder`; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in schema_texts())


def _languages() -> tuple[str, ...]:
    return languages_in(translation.FOLDER)


def _text(model: type[BaseModel]) -> str:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = dialect | model.model_json_schema(mode="validation")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
