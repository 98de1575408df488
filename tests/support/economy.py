"""What makes one process with thousands of tests fast without changing what they tell."""

import gc
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from portal.persistence import database

STATEMENTS = 3_000
_compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
_dialects: list[Dialect] = []


def compile_each_statement_once() -> None:
    """Each test has a database and so an engine of its own; all of them share what SQLAlchemy made
    of a statement, which it otherwise does anew in each."""
    database.create_async_engine = _sharing_engine  # type: ignore[attr-defined]


def _sharing_engine(*words: Any, **options: Any) -> AsyncEngine:
    engine = create_async_engine(*words, **options)
    own = engine.sync_engine
    own.update_execution_options(compiled_cache=_compiled)
    if known := next((one for one in _dialects if _has_met_its_server(one)), None):
        own.dialect = known  # part of each key
    else:
        _dialects.append(own.dialect)
    return engine


def _has_met_its_server(dialect: Dialect) -> bool:
    return bool(getattr(dialect, "server_version_info", None))


def collect_tests_without_garbage_collection() -> None:
    """Imports leave hardly any garbage, and looking for it takes a third of their time."""
    gc.disable()


def look_for_new_garbage_only() -> None:
    """What is there when the tests begin stays until they end."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)
