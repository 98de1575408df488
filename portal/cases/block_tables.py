"""Text blocks that team leads write for their town hall, and the history of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field


class OwnTextBlock(SQLModel, table=True):
    """One text block; `service` "" is every service. `uses` as in the content's templates."""

    __tablename__ = "own_text_block"

    id: UUID = id_field()
    municipality: str = Field(index=True)
    name: str
    uses: list[str] = Field(sa_type=ARRAY(Text))
    service: str = ""
    text: str
    english: str = ""
    revision: int = 1


class TextBlockChange(SQLModel, table=True):
    """Who added, changed or removed a block, and its words since; it outlives the block."""

    __tablename__ = "text_block_change"

    id: UUID = id_field()
    municipality: str = Field(index=True)
    block_id: UUID
    at: datetime = instant_field()
    by_name: str
    what: str
    name: str
    text: str
