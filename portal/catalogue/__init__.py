"""Leistung: definitions, categories, search, and what each municipality offers."""

from portal.catalogue.case_title import case_title_from
from portal.catalogue.catalogue import (
    Catalogue,
    CategoryView,
    load_catalogue,
    members_offering,
    service_by_slug,
)
from portal.catalogue.categories import CATEGORIES, Category, CategoryKey, category_of
from portal.catalogue.definition import Question, ServiceDefinition
from portal.catalogue.offer import Offer, OfferView

__all__ = [
    "CATEGORIES",
    "Catalogue",
    "Category",
    "CategoryKey",
    "CategoryView",
    "Offer",
    "OfferView",
    "Question",
    "ServiceDefinition",
    "case_title_from",
    "category_of",
    "load_catalogue",
    "members_offering",
    "service_by_slug",
]
