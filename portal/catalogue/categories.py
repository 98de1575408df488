"""The life situations services are sorted into, in the order in which they are shown."""

from dataclasses import dataclass
from enum import StrEnum

from portal.shared.language import N_


class CategoryKey(StrEnum):
    """What a service definition writes as `category`."""

    FAMILY = "family"
    HOME = "home"
    ANIMALS = "animals"
    BUSINESS = "business"
    VEHICLE = "vehicle"
    PAPERS = "papers"
    FESTIVITIES = "festivities"
    WASTE = "waste"
    REPORT = "report"


@dataclass(frozen=True)
class Category:
    """A life situation; `icon` is a key of the portal's own icon set."""

    key: CategoryKey
    name: str
    icon: str


CATEGORIES = (
    Category(CategoryKey.FAMILY, N_("Geburt, Ehe, Abschied"), "family"),
    Category(CategoryKey.HOME, N_("Wohnen und Umziehen"), "living"),
    Category(CategoryKey.ANIMALS, N_("Tiere"), "animals"),
    Category(CategoryKey.BUSINESS, N_("Beruf und Gewerbe"), "business"),
    Category(CategoryKey.VEHICLE, N_("Fahrzeug"), "vehicle"),
    Category(CategoryKey.PAPERS, N_("Ausweise"), "identity"),
    Category(CategoryKey.FESTIVITIES, N_("Feste und Feuer"), "events"),
    Category(CategoryKey.WASTE, N_("Abfall"), "waste"),
    Category(CategoryKey.REPORT, N_("Melden und Finden"), "reports"),
)
_BY_KEY = {category.key: category for category in CATEGORIES}


def category_of(key: CategoryKey) -> Category:
    """The category with its name and icon."""
    return _BY_KEY[key]
