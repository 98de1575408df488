"""A service (Leistung) as content: texts, search words, conditions, fee rule and form."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from portal.catalogue.case_title import title_faults
from portal.catalogue.categories import CategoryKey
from portal.catalogue.relief import with_relief_step
from portal.fees import FeeRule, ReliefKind
from portal.forms import Form
from portal.municipalities import BookingAccount, Duration, RemedyKind
from portal.shared.trust import TrustLevel

Text = Annotated[str, Field(min_length=1, max_length=600)]
LongText = Annotated[str, Field(min_length=1, max_length=4000)]
ShortText = Annotated[str, Field(min_length=1, max_length=120)]
Delivery = Literal["post", "inbox", "on_site", "confirmation"]
DecidingPlace = Literal[
    "place_of_birth",
    "place_of_marriage",
    "place_of_partnership",
    "place_of_death",
    "residence",
    "residence_of_person_sought",
    "place_of_business",
]
"""The place whose municipality is responsible (PStG § 55, BMG §§ 18 and 44, GewO § 14)."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Content):
    """A question people ask about the service, and its answer."""

    question: Text
    answer: LongText


class ChecklistItem(_Content):
    """What case workers look at before they decide; ticks are kept by `id`."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    text: Text


class ServiceDefinition(_Content):
    """One service, as every municipality that offers it begins with it.

    What differs from town to town (fee, duration, contact, the way it is offered) stands in the
    municipality's own file. Without a `form` there is no ordering online, whatever a
    municipality's file says. `retention` is how many months a case is kept after it was closed
    (without it, what is usual for its category). `booking_account` is where the treasury books the
    fee, unless the municipality's file names its own. `fee_relief` lists who may ask not to pay it,
    or less: the form gets a step for that at its end. Raise `version` with every change to form or
    fee. A `draft` is checked but shown to nobody. `checklist` is for the case workers. Two cases
    within `duplicate_months` are hinted at as the same when they agree in one of
    `duplicate_fields` (ids of fields), or without those when they are of the same person. `remedy`
    names the law whose remedy stands under notices, where it is not the usual one.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    draft: bool = False
    version: int = Field(ge=1)
    name: ShortText
    title: str = Field("", max_length=120)
    summary: Annotated[str, Field(min_length=1, max_length=160)]
    description: LongText
    category: CategoryKey
    synonyms: tuple[ShortText, ...] = ()
    requirements: tuple[Text, ...] = Field(min_length=1)
    next_steps: tuple[Text, ...] = Field(min_length=1)
    minutes: int | None = Field(None, ge=1, le=120)
    duration: Duration | None = None
    retention: int | None = Field(None, ge=1, le=1200)
    trust_level: TrustLevel
    identity_upload: bool = False
    delivery: tuple[Delivery, ...] = ()
    legal_basis: tuple[Text, ...] = ()
    contact: ShortText
    decided_by: DecidingPlace | None = None
    remedy: RemedyKind | None = None
    fee: FeeRule | None = None
    fee_words: str = Field("", max_length=120)
    booking_account: BookingAccount | None = None
    fee_relief: tuple[ReliefKind, ...] = ()
    form: Form | None = None
    appointment: bool = False
    popular: bool = False
    case_title: str = Field("", max_length=160)
    faq: tuple[Question, ...] = ()
    checklist: tuple[ChecklistItem, ...] = Field((), max_length=20)
    duplicate_months: int = Field(6, ge=1, le=60)
    duplicate_fields: tuple[ShortText, ...] = ()

    @field_validator("case_title")
    @classmethod
    def _counts_only(cls, template: str) -> str:
        if faults := title_faults(template):
            raise ValueError("; ".join(faults))
        return template

    @model_validator(mode="before")
    @classmethod
    def _named_throughout(cls, written: object) -> object:
        if isinstance(written, dict) and isinstance(name := written.get("name"), str):
            written = {"title": name, "case_title": name, **written}
        return with_relief_step(written) if isinstance(written, dict) else written

    @model_validator(mode="after")
    def _fee_told(self) -> "ServiceDefinition":
        if self.fee is not None and self.fee_words:
            raise ValueError("give either `fee` or `fee_words`")
        return self

    @model_validator(mode="after")
    def _fee_known(self) -> "ServiceDefinition":
        if self.form and self.fee is None:
            raise ValueError("a service with a form needs a `fee`, be it `kind: none`")
        return self

    @field_validator("checklist")
    @classmethod
    def _told_apart(cls, items: tuple[ChecklistItem, ...]) -> tuple[ChecklistItem, ...]:
        if len({item.id for item in items}) < len(items):
            raise ValueError("each item of `checklist` has an `id` of its own")
        return items

    @model_validator(mode="after")
    def _relief_of_a_fee(self) -> "ServiceDefinition":
        codes = [kind.code for kind in self.fee_relief]
        if "none" in codes or len(set(codes)) < len(codes):
            raise ValueError("each kind of `fee_relief` has a `code` of its own, never `none`")
        paid_here = self.fee is not None and self.fee.kind not in ("none", "on_site")
        if codes and not (self.form and paid_here):
            raise ValueError("`fee_relief` needs a form, and a fee that is paid with it")
        return self

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The description, paragraph by paragraph."""
        parts = (" ".join(part.split()) for part in self.description.split("\n\n"))
        return tuple(part for part in parts if part)
