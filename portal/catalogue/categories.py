"""The life situations services are sorted into, in the order in which they are shown."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True)
class Category:
    """A life situation; `icon` is a key of the portal's own icon set."""

    key: CategoryKey
    name: str
    icon: str


CATEGORIES = (
    Category(CategoryKey.FAMILY, "Geburt, Ehe, Abschied", "family"),
    Category(CategoryKey.HOME, "Wohnen und Umziehen", "living"),
    Category(CategoryKey.ANIMALS, "Tiere", "animals"),
    Category(CategoryKey.BUSINESS, "Beruf und Gewerbe", "business"),
    Category(CategoryKey.VEHICLE, "Fahrzeug", "vehicle"),
    Category(CategoryKey.PAPERS, "Ausweise", "identity"),
    Category(CategoryKey.FESTIVITIES, "Feste und Feuer", "events"),
    Category(CategoryKey.WASTE, "Abfall", "waste"),
)
_BY_KEY = {category.key: category for category in CATEGORIES}


def category_of(key: CategoryKey) -> Category:
    """The category with its name and icon."""
    return _BY_KEY[key]
