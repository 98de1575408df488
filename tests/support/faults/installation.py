"""Databases for the stories: each its own, made from one that the worker's tables are in."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from portal.integrations.dbos import prepare_schema
from tests.support.database import created_database


@contextmanager
def prepared_template(server_url: str, template: str) -> Iterator[str]:
    """The name of a copy of `template` that has DBOS's tables, too."""
    name = f"schalter_faults_{uuid4().hex[:12]}"
    with created_database(server_url, name, template) as url:
        prepare_schema(url)
        yield name
