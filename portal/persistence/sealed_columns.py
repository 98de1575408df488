"""Columns whose values are sealed in the database and plain in Python.

    answers: dict[str, Any] = sealed_document_field(default_factory=dict)
    body: str = sealed_text_field(max_length=4000)

Each value is bound to its table, column and row, and sealed with the data key of the row's
`municipality` (tables without that column: the portal's own). Rows read and written as objects
seal and open by themselves; a single column is read with `open_column` and written with
`seal_column`, and anything else is refused. Nothing can be searched in them by SQL.
A value that does not open does no harm until it is used: then it raises SealBroken.
"""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Column, LargeBinary, Table, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstanceState, Mapper, QueryContext, object_session
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from portal.persistence.data_keys import OF_THE_PORTAL, DataKeys
from portal.sealing import SealBroken, key_id_of, open_bytes, seal_bytes

KEYS = "data_keys"
"""Where a session's `info` has the DataKeys."""


@dataclass(frozen=True)
class Sealed:
    """A value as the database has it; `plain` while it is being written."""

    data: bytes
    plain: Any = None


class SealedType(TypeDecorator[Any]):
    """Bytes in the database. How plain values become bytes is a subclass's business."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError("a sealed column is written as part of its row, or by seal_column")
        return value.data

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else Sealed(bytes(value))

    def compare_values(self, x: Any, y: Any) -> bool:
        if isinstance(x, Unreadable) or isinstance(y, Unreadable):
            return x is y
        return bool(_plain(x) == _plain(y))

    def encode(self, plain: Any) -> bytes:
        """What is sealed."""
        raise NotImplementedError

    def decode(self, data: bytes) -> Any:
        """The plain value again."""
        raise NotImplementedError


class SealedDocument(SealedType):
    """A JSON document."""

    cache_ok = True

    def encode(self, plain: Any) -> bytes:
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, data: bytes) -> Any:
        return json.loads(data)


class SealedText(SealedType):
    """A text."""

    cache_ok = True

    def encode(self, plain: Any) -> bytes:
        return str(plain).encode()

    def decode(self, data: bytes) -> Any:
        return data.decode()


def sealed_document_field(**options: Any) -> Any:
    """A JSON document, sealed."""
    return Field(sa_type=SealedDocument, **options)


def sealed_text_field(**options: Any) -> Any:
    """A text, sealed."""
    return Field(sa_type=SealedText, **options)


def sealed_columns(table: Table) -> list[Column[Any]]:
    """The columns of `table` that are sealed."""
    return [column for column in table.columns if isinstance(column.type, SealedType)]


def place_of(column: Column[Any], row_id: object) -> tuple[str, str, str]:
    """What a value is bound to."""
    return column.table.name, column.name, str(row_id)


async def seal_column(
    session: AsyncSession, column: Any, row_id: object, plain: Any, municipality: str
) -> Sealed:
    """A value for `insert(…).values(…)` or `update(…).values(…)` of the row `row_id`."""
    keys, sealed_type = _keys_of(session.info), column.type
    key_id, key = await keys.current(municipality)
    place = place_of(column.property.columns[0], row_id)
    return Sealed(seal_bytes(key, key_id, place, sealed_type.encode(plain)))


async def open_column(session: AsyncSession, column: Any, row_id: object, sealed: Any) -> Any:
    """What `select(column)` found in the row `row_id`. Raises SealBroken."""
    if sealed is None:
        return None
    key = await _keys_of(session.info).find(key_id_of(sealed.data))
    place = place_of(column.property.columns[0], row_id)
    return column.type.decode(open_bytes(key, place, sealed.data))


class Unreadable:
    """Stands where a value does not open. Whatever is done with it raises SealBroken."""

    def __getattr__(self, name: str) -> NoReturn:
        raise SealBroken

    def _refuse(self, *_: object) -> NoReturn:
        raise SealBroken

    __bool__ = __contains__ = __getitem__ = __iter__ = __len__ = __str__ = _refuse
    __add__ = __radd__ = __or__ = __ror__ = __format__ = __repr__ = _refuse
    __eq__ = __lt__ = _refuse
    __hash__ = object.__hash__


def is_readable(value: Any) -> bool:
    """Whether a sealed column's value did open."""
    return not isinstance(value, Unreadable)


def or_plain_words(text: str) -> str:
    """The text, or where it does not open, what has happened, to be shown in its place."""
    return text if is_readable(text) else SealBroken().message


@event.listens_for(Mapper, "mapper_configured")
def _watch(mapper: Mapper[Any], cls: type) -> None:
    if not isinstance(mapper.local_table, Table) or not sealed_columns(mapper.local_table):
        return
    event.listen(cls, "load", _open_loaded)
    event.listen(cls, "refresh", _open_refreshed)
    event.listen(mapper, "before_insert", _seal_new)
    event.listen(mapper, "before_update", _seal_changed)
    event.listen(mapper, "after_insert", _show_plain)
    event.listen(mapper, "after_update", _show_plain)


def _open_loaded(row: Any, context: QueryContext | None) -> None:
    for column in sealed_columns(row.__mapper__.local_table):
        value = row.__dict__.get(column.key)
        if isinstance(value, Sealed):
            session = context.session if context else object_session(row)
            assert session is not None, "whoever loads a row has a session"
            row.__dict__[column.key] = _opened(_keys_of(session.info), column, _id_of(row), value)


def _open_refreshed(row: Any, context: QueryContext | None, attributes: Any) -> None:
    """Without `context` where an UPDATE of single columns reached a row that is loaded."""
    _open_loaded(row, context)


def _opened(keys: DataKeys, column: Column[Any], row_id: object, sealed: Sealed) -> Any:
    sealed_type = column.type
    assert isinstance(sealed_type, SealedType)
    try:
        key = keys.find_now(key_id_of(sealed.data))
        return sealed_type.decode(open_bytes(key, place_of(column, row_id), sealed.data))
    except (SealBroken, ValueError):
        return Unreadable()


def _seal_new(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    for column in sealed_columns(row.__mapper__.local_table):
        _seal(row, column)


def _seal_changed(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    state: InstanceState[Any] = row._sa_instance_state
    for column in sealed_columns(row.__mapper__.local_table):
        if column.key in state.committed_state:
            _seal(row, column)


def _seal(row: Any, column: Column[Any]) -> None:
    plain = _plain(row.__dict__.get(column.key))
    session, sealed_type = object_session(row), column.type
    assert session is not None and isinstance(sealed_type, SealedType)
    if plain is None or isinstance(plain, Unreadable):
        return
    keys = _keys_of(session.info)
    key_id, key = keys.current_now(row.__dict__.get("municipality", OF_THE_PORTAL))
    place = place_of(column, _id_of(row))
    sealed = seal_bytes(key, key_id, place, sealed_type.encode(plain))
    row.__dict__[column.key] = Sealed(sealed, plain)


def _show_plain(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    for column in sealed_columns(row.__mapper__.local_table):
        if column.key in row.__dict__:
            row.__dict__[column.key] = _plain(row.__dict__[column.key])


def _plain(value: Any) -> Any:
    return value.plain if isinstance(value, Sealed) else value


def _id_of(row: Any) -> object:
    (key,) = row.__mapper__.primary_key
    return row.__dict__[key.key]


def _keys_of(info: dict[Any, Any]) -> DataKeys:
    keys: DataKeys = info[KEYS]
    return keys
