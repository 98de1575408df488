"""A form the browser sends by itself. `rx.el.form` would stop it: without a handler of ours it
prevents every submission.
"""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class NativeForm(BaseHTML):
    """The plain <form> element."""

    tag = "form"


def native_form(*children: Any, action: str, method: str = "post", **props: Any) -> rx.Component:
    """A form sent to a route of the server, also before any script is there.

    POST unless what is sent may stand in an address (a search, never personal data).
    """
    attributes = {"action": action, "method": method, "noValidate": True}
    return NativeForm.create(
        *children, custom_attrs={**attributes, **props.pop("custom_attrs", {})}, **props
    )
