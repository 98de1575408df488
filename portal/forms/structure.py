"""The definition unfolded: shared groups, addresses and repeated fields become plain blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import cast

from portal.forms.conditions import AnyOf, FieldCondition
from portal.forms.definition import AddressElement, Element, Form, GroupElement, Override, Rule
from portal.forms.field_definitions import (
    ONCE,
    CheckboxField,
    ChoiceBase,
    FieldBase,
    FieldElement,
    FileField,
    LabelElement,
    Occurs,
    PostcodeField,
    Prefill,
    TextField,
)
from portal.shared.language import N_, _

AnyField = FieldElement
MOST_ELEMENTS = 2000


@dataclass(frozen=True)
class Block:
    """Elements that belong together. `single` marks a repeated field: items without names."""

    id: str
    title: str
    hint: str
    item_title: str
    occurs: Occurs
    elements: tuple[Element, ...]
    rules: tuple[Rule, ...] = ()
    uses: str | None = None
    single: bool = False

    def item_label(self, index: int) -> str:
        """'2. Hund', or without a number where there is at most one."""
        return f"{index + 1}. {self.item_title}" if self.occurs.limit > 1 else self.item_title


def block_of(form: Form, element: Element) -> Block | None:
    """The block an element stands for; None for a single field and for words."""
    if isinstance(element, GroupElement):
        return _group(form, element)
    if isinstance(element, AddressElement):
        return _address(element)
    if isinstance(element, LabelElement) or not repeats_as_field(element):
        return None
    return _repeated_field(element)


def repeats_as_field(field: FieldBase) -> bool:
    """Whether a lone field is asked several times (uploads and ticks hold several anyway)."""
    return field.occurs.limit > 1 and not isinstance(field, FileField | CheckboxField)


def field_with_options(form: Form, field: AnyField) -> AnyField:
    """The field with the choices of its code list filled in."""
    if not isinstance(field, ChoiceBase) or field.code_list is None:
        return field
    listed = form.code_lists.get(field.code_list)
    return field.model_copy(update={"options": listed.options if listed else ()})


def _group(form: Form, group: GroupElement) -> Block:
    shared = form.groups.get(group.use) if group.use else None
    title = group.title or (shared.title if shared else "")
    return Block(
        id=group.id,
        title=title,
        hint=group.hint,
        item_title=group.item_title or title or _("Eintrag"),
        occurs=group.occurs,
        elements=_overridden(shared.elements, group.override) if shared else group.elements,
        rules=(shared.rules if shared else ()) + group.rules,
        uses=group.use,
    )


def _overridden(
    elements: tuple[Element, ...], overrides: Mapping[str, Override]
) -> tuple[Element, ...]:
    if not overrides:
        return elements
    return tuple(
        element.model_copy(update=overrides[element.id].changes)
        if element.id in overrides
        else element
        for element in elements
    )


def _repeated_field(field: AnyField) -> Block:
    inner = field.model_copy(update={"id": "value", "when": None, "occurs": ONCE})
    return Block(
        id=field.id,
        title=field.label,
        hint="",
        item_title=field.label,
        occurs=field.occurs if field.required else Occurs(min=0, max=field.occurs.max),
        elements=(inner,),
        single=True,
    )


def _address(address: AddressElement) -> Block:
    country = (_part(address, "country", _("Land"), _("das Land"), "country-name"),)
    return Block(
        id=address.id,
        title=address.title,
        hint=address.hint,
        item_title=address.title,
        occurs=ONCE,
        elements=(
            _part(
                address,
                "street",
                _("Straße"),
                _("die Straße"),
                "address-line1",
                example="Hauptkanal",
            ),
            _part(
                address,
                "house_number",
                _("Hausnummer"),
                _("die Hausnummer"),
                "",
                example="12a",
                short=True,
            ),
            _part(address, "addition", _("Adresszusatz"), _("den Adresszusatz"), "address-line2"),
            _postcode(address),
            _part(address, "city", _("Ort"), _("den Ort"), "address-level2", example="Papenburg"),
            *(country if address.country else ()),
        ),
        rules=() if address.required else _rules_of_whole_or_empty(),
    )


def _whole_or_empty(part: str, phrase: str) -> Rule:
    others = [name for name in (*_NEEDED_PARTS, "addition") if name != part]
    return Rule(
        when=AnyOf(any=tuple(FieldCondition(field=name, filled=True) for name in others)),
        must=FieldCondition(field=part, filled=True),
        field=part,
        message=_("Bitte ergänzen Sie {phrase}, oder lassen Sie die ganze Anschrift leer.").format(
            phrase=phrase
        ),
    )


_NEEDED_PARTS = {
    "street": N_("die Straße"),
    "house_number": N_("die Hausnummer"),
    "postcode": N_("die Postleitzahl"),
    "city": N_("den Ort"),
}


def _rules_of_whole_or_empty() -> tuple[Rule, ...]:
    return tuple(_whole_or_empty(part, _(phrase)) for part, phrase in _NEEDED_PARTS.items())


def _part(
    address: AddressElement,
    id: str,
    label: str,
    phrase: str,
    autocomplete: str,
    *,
    example: str = "",
    short: bool = False,
) -> TextField:
    return TextField(
        id=id,
        kind="text",
        label=label,
        phrase=phrase,
        example=example,
        required=address.required and id not in _optional_parts(address),
        autocomplete=autocomplete if address.autocomplete else "",
        prefill=_prefill(address, id),
        width="short" if short else "full",
        max_length=20 if short else 100,
    )


def _prefill(address: AddressElement, part: str) -> Prefill:
    """Where somebody lives is not told by the kind of address: only the author knows whose."""
    if address.prefill != "applicant.address":
        return "none"
    return cast(Prefill, f"applicant.address.{part}")


def _optional_parts(address: AddressElement) -> tuple[str, ...]:
    return ("addition",) if address.country == "required" else ("addition", "country")


def _postcode(address: AddressElement) -> PostcodeField | TextField:
    if address.country == "required":  # a letter abroad: postcodes there have other shapes
        part = _part(address, "postcode", _("Postleitzahl"), _("die Postleitzahl"), "postal-code")
        return part.model_copy(update={"width": "short", "max_length": 20})
    return PostcodeField(
        id="postcode",
        kind="postcode",
        label=_("Postleitzahl"),
        phrase=_("die Postleitzahl"),
        example="26871",
        required=address.required,
        autocomplete="postal-code" if address.autocomplete else "",
        prefill=_prefill(address, "postcode"),
        inputmode="text" if address.country else "",
        width="short",
        abroad=bool(address.country),
    )


@dataclass(frozen=True)
class Node:
    """One element of the unfolded definition. `path` has no item indices; `scopes` are the
    prefixes in which its conditions look names up, innermost first; `pointer` is where it is
    written; `within` are the repeating blocks around it."""

    path: str
    pointer: str
    step: int
    element: Element
    block: Block | None
    scopes: tuple[str, ...]
    within: tuple[str, ...]
    recursive: bool = False


def outline(form: Form) -> tuple[Node, ...]:
    """Every element of the definition in the order it is asked; no more than one above
    MOST_ELEMENTS, as shared groups that use each other could unfold without end."""
    return tuple(islice(_all_unfolded(form), MOST_ELEMENTS + 1))


def _all_unfolded(form: Form) -> Iterator[Node]:
    for number, step in enumerate(form.steps):
        top = _Branch(number, "", ("",), (), ())
        yield from _unfold(form, step.elements, f"steps.{number}.elements", top)


def resolve(name: str, scopes: tuple[str, ...], known: dict[str, Node]) -> Node | None:
    """The element a condition means by `name`, looked up from inside out."""
    return next((known[scope + name] for scope in scopes if scope + name in known), None)


@dataclass(frozen=True)
class _Branch:
    step: int
    prefix: str
    scopes: tuple[str, ...]
    within: tuple[str, ...]
    using: tuple[str, ...]

    def into(self, block: Block) -> "_Branch":
        path = f"{self.prefix}{block.id}"
        return replace(
            self,
            prefix=f"{path}.",
            scopes=(f"{path}.", *self.scopes),
            within=(*self.within, path) if block.occurs.repeats else self.within,
            using=(*self.using, block.uses) if block.uses else self.using,
        )


def _unfold(form: Form, elements: tuple[Element, ...], pointer: str, at: _Branch) -> Iterator[Node]:
    for index, element in enumerate(elements):
        block = block_of(form, element)
        recursive = block is not None and block.uses in at.using
        here = f"{pointer}.{index}"
        yield Node(
            f"{at.prefix}{element.id}", here, at.step, element, block, at.scopes, at.within,
            recursive,
        )  # fmt: skip
        if block and not recursive:
            inner = f"groups.{block.uses}.elements" if block.uses else f"{here}.elements"
            yield from _unfold(form, block.elements, inner, at.into(block))
