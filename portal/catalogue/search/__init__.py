"""The search: content as rows, German full text in PostgreSQL, spelling and ranking in process."""

from portal.catalogue.search.entries import Inventory, inventory_of
from portal.catalogue.search.finding import Hit, search
from portal.catalogue.search.rows import fill_rows
from portal.catalogue.search.wording import Wording, load_wording

__all__ = [
    "Hit",
    "Inventory",
    "Wording",
    "fill_rows",
    "inventory_of",
    "load_wording",
    "search",
]
