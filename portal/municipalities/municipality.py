"""A municipality as content: who it is, how it is reached, how it looks, what it offers."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from portal.municipalities.arms import DRAWINGS
from portal.municipalities.bank_account import BankAccount
from portal.municipalities.offer import OfferEntry, RemedyKind
from portal.municipalities.office import Office
from portal.municipalities.opening_hours import OpeningHours
from portal.municipalities.palette import unreadable_pairs

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
ContactKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Hex = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Host = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Phone = Annotated[str, Field(pattern=r"^[0-9+][0-9 ()/-]+$")]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")]
PaymentAccount = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,29})?$")]
PaymentMethod = Literal["paypal", "card", "sepa", "transfer"]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Colour(_Content):
    """The town's colour for light pages and its brighter sister for dark ones.

    Refused when any text in or on it would fall below 4.5:1 (WCAG 2.2, 1.4.3).
    """

    light: Hex
    dark: Hex

    @model_validator(mode="after")
    def _readable(self) -> "Colour":
        if pairs := unreadable_pairs(self.light, self.dark):
            raise ValueError(f"contrast below 4.5:1 ({'; '.join(pairs)})")
        return self


class PostalAddress(_Content):
    """Where letters go and where the door is."""

    street: Text
    postcode: Annotated[str, Field(pattern=r"^\d{5}$")]
    city: Text

    @property
    def in_one_line(self) -> str:
        """'Musterplatz 1, 26871 Papenburg'."""
        return f"{self.street}, {self.postcode} {self.city}"


class Contact(_Content):
    """A department one can ask. No person is named: people change, departments stay."""

    name: Text
    phone: Phone
    email: Email
    room: str = ""
    opening_hours: OpeningHours | None = None


class DataProtection(_Content):
    """Whom to ask about data protection there (DSGVO Art. 13 (1) b). No person is named."""

    officer: Text
    phone: Phone
    email: Email


class Municipality(_Content):
    """One Kommune and all that is particular to it. Loaded from content/municipalities.

    A `draft` is checked but served to nobody.
    """

    slug: Slug
    draft: bool = False
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    name: Text
    full_name: Text
    kind: Literal["Stadt", "Gemeinde", "Samtgemeinde", "Landkreis"]
    county: Text
    state: Text
    network: Slug | None = None
    shows_network: bool = False
    hosts: tuple[Host, ...] = ()
    colour: Colour
    arms: str
    address: PostalAddress
    phone: Phone
    email: Email
    data_protection: DataProtection | None = None
    opening_hours: OpeningHours
    contacts: Mapping[ContactKey, Contact] = Field(default_factory=dict)
    offices: Mapping[ContactKey, Office] = Field(default_factory=dict)
    payment_methods: tuple[PaymentMethod, ...] = ("paypal", "card")
    payment_account: PaymentAccount = ""
    direct_debit: Literal["settled", "at_once"] = "settled"
    refund_limit_cents: Annotated[int, Field(ge=0)] = 10_000
    bank_account: BankAccount | None = None
    legal_remedy: str = ""
    legal_remedies: Mapping[RemedyKind, str] = Field(default_factory=dict)
    sign_in: Literal["default", "before_form"] = "default"
    guest_status: bool = False
    offers: Mapping[Slug, OfferEntry] = Field(default_factory=dict)

    @field_validator("arms")
    @classmethod
    def _known_drawing(cls, key: str) -> str:
        if key not in DRAWINGS:
            raise ValueError(f"`{key}` is none of {', '.join(DRAWINGS)}")
        return key

    @model_validator(mode="after")
    def _known_contacts(self) -> "Municipality":
        for slug, offer in self.offers.items():
            if offer.contact and offer.contact not in self.contacts:
                raise ValueError(f"offers.{slug}: contact `{offer.contact}` is not in contacts")
        return self

    def offices_for(self, service: str) -> tuple[str, ...]:
        """The keys of the offices that give appointments for the service, as the content lists
        them."""
        return tuple(key for key, office in self.offices.items() if service in office.services)

    def remedy_for(self, service: str, kind: RemedyKind | None = None) -> str:
        """What stands under a notice about the service (VwGO § 58): its own, else the house's, for
        a service whose remedy is of a `kind` the one of that kind and no other; "" for none."""
        offer = self.offers.get(service)
        usual = self.legal_remedies.get(kind, "") if kind else self.legal_remedy
        return (offer.legal_remedy if offer else "") or usual

    @property
    def front_desk(self) -> Contact:
        """Whom to ask where no department is named."""
        return Contact(
            name=self.full_name,
            phone=self.phone,
            email=self.email,
            opening_hours=self.opening_hours,
        )

    def contact(self, key: str | None) -> Contact:
        """The department `key`, with the house's opening hours where it has none of its own.

        The front desk when there is no such department.
        """
        found = self.contacts.get(key, self.front_desk) if key else self.front_desk
        if found.opening_hours:
            return found
        return found.model_copy(update={"opening_hours": self.opening_hours})
