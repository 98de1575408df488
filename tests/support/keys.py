"""The keys of a demo that was told none, as the portal under test has them."""

from portal.settings import read_settings

DEMO_KEYS = read_settings({}).data_keys
