"""Relief of a fee as content: who need not pay it, or less, and with which proof. Pure."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.fees.rules import Amount


class ReliefKind(BaseModel):
    """One reason not to pay the fee, or less of it, which the applicant proves and a case worker
    decides about.

    `percent` of the fee or a fixed `amount` is remitted when it is granted; without either the
    desk decides how much. `proof` names the document that is uploaded, `legal_basis` the law that
    says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    label: str = Field(min_length=1, max_length=160)
    hint: str = Field("", max_length=300)
    proof: str = Field(min_length=1, max_length=160)
    percent: int | None = Field(None, ge=1, le=100)
    amount: Amount | None = Field(None, gt=0)
    legal_basis: str = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _one_measure(self) -> "ReliefKind":
        if self.percent is not None and self.amount is not None:
            raise ValueError("give either `percent` or `amount`, or neither")
        return self


def offered_cents(kind: ReliefKind, full_cents: int) -> int:
    """The most of the fee that may be remitted, in cents; half a cent is the applicant's."""
    if kind.amount is not None:
        return min(kind.amount, full_cents)
    return -(-full_cents * (100 if kind.percent is None else kind.percent) // 100)
