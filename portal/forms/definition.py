"""A form as data: what a service asks, in which steps, under which conditions.

Everything XDatenfelder 2.0 and 3.0 (FIM) can say about a form has its place here, so a new
service needs no code. The models are frozen and refuse unknown keys; `Form.model_validate`
loads a dict read from YAML, `Form.model_json_schema()` publishes the grammar.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from portal.forms.conditions import Condition, FieldPath, Part
from portal.forms.field_definitions import (
    ONCE,
    CodeList,
    ElementBase,
    FieldElement,
    FimSource,
    Identifier,
    LabelElement,
    LegalBasis,
    Occurs,
    Prefill,
    Words,
)


class Rule(Part):
    """What must hold between fields. Asked only once every field it compares is answered.

    `field` is where the message is shown, `when` limits the rule to certain cases.
    """

    must: Condition
    message: Words
    field: FieldPath
    when: Condition | None = None
    fim: FimSource | None = None


class GroupParts(Part):
    """The content of a group that is used at several positions (entry of `groups:`)."""

    title: str = ""
    elements: tuple["Element", ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    fim: FimSource | None = None
    legal_basis: tuple[LegalBasis, ...] = ()


class Override(Part):
    """What is said otherwise about one element of a shared group, where the group is used."""

    label: Words | None = None
    title: str | None = None
    hint: str | None = None
    help: str | None = None
    phrase: str | None = None
    example: str | None = None
    autocomplete: str | bool | None = None
    required: bool | None = None
    prefill: Prefill | Literal["applicant.address"] | None = None
    repeatable: bool | None = None

    @property
    def changes(self) -> dict[str, str | bool]:
        """The attributes that were given, by name."""
        return {name: value for name, value in self if value is not None}


class GroupElement(ElementBase):
    """Fields that belong together, written here (`elements`) or shared (`use`).

    `item_title` names one of several in the singular: 'Hund' gives '2. Hund entfernen'.
    `override` changes words of a shared group's own elements at this place, by their id.
    """

    kind: Literal["group"]
    title: str = ""
    hint: str = ""
    item_title: str = ""
    occurs: Occurs = ONCE
    use: Identifier | None = None
    override: Mapping[Identifier, Override] = Field(default_factory=dict)
    elements: tuple["Element", ...] = ()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _one_content(self) -> "GroupElement":
        if bool(self.elements) == (self.use is not None):
            raise ValueError("give either `elements` or `use`")
        if self.override and self.use is None:
            raise ValueError("`override` changes a shared group: it needs `use`")
        return self


class AddressElement(ElementBase):
    """A postal address: street, house_number, addition, postcode, city (and country).

    `country: true` asks for a country that may stay empty, `country: required` for one that may
    not. With `required: false` the whole address may stay empty, but not half of it.
    `prefill: applicant.address` where it is where the applicant lives.
    """

    kind: Literal["address"]
    title: str = ""
    hint: str = ""
    required: bool = True
    country: bool | Literal["required"] = False
    autocomplete: bool = True
    prefill: Literal["", "none", "applicant.address"] = ""


Element = Annotated[
    FieldElement | LabelElement | GroupElement | AddressElement, Field(discriminator="kind")
]


class Step(Part):
    """One page of the form; `title` is the question it asks and becomes the h1.

    One `on_request` is asked only once one of its own fields has been written to, even with
    nothing: a link or button elsewhere does so.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
    title: Words
    lead: str = ""
    when: Condition | None = None
    on_request: bool = False
    elements: tuple[Element, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()


def _some_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    if not steps:
        raise ValueError("a form has at least one step")
    return steps


class Form(Part):
    """A whole form. `portal.forms.faults` finds what a single model cannot see."""

    version: str = "1"
    fim: FimSource | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    groups: Mapping[Identifier, GroupParts] = Field(default_factory=dict)
    code_lists: Mapping[Identifier, CodeList] = Field(default_factory=dict)
    steps: Annotated[tuple[Step, ...], AfterValidator(_some_steps)]
    rules: tuple[Rule, ...] = ()


for _model in (GroupParts, GroupElement, Step, Form):
    _model.model_rebuild()
