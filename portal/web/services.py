"""The services of this web process, built once inside its event loop."""

from functools import lru_cache

from portal import wiring
from portal.settings import load_settings
from portal.workflow.services import Services


@lru_cache(maxsize=1)
def services() -> Services:
    """The adapters this process works with (composition root: portal/wiring.py)."""
    return wiring.build_services(load_settings())
