"""The bank account to which citizens transfer fees of a municipality."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException


class BankAccount(BaseModel):
    """Recipient, IBAN and BIC. An IBAN with a wrong check digit (ISO 13616) is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: Annotated[str, Field(min_length=1, max_length=70)]
    iban: str = Field(max_length=42)
    bic: str = Field(max_length=11)

    @field_validator("iban")
    @classmethod
    def _sound_iban(cls, written: str) -> str:
        try:
            return str(IBAN(written, validate_bban=True).compact)
        except SchwiftyException:
            raise ValueError(f"`{written}` is no IBAN") from None

    @field_validator("bic")
    @classmethod
    def _sound_bic(cls, written: str) -> str:
        try:
            return str(BIC(written).compact)
        except SchwiftyException:
            raise ValueError(f"`{written}` is no BIC") from None
