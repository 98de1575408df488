"""A QR code on a page, drawn from state."""

import reflex as rx

from portal.web.components.links import Words


def qr_code(path: Words, box: Words, label: str) -> rx.Component:
    """`path` and `box` of a `shared.qr.QrDrawing`; `label` says what it leads to."""
    return rx.el.svg(
        rx.el.path(d=path),
        role="img",
        aria_label=label,
        class_name="counter-qr",
        custom_attrs={"viewBox": box},
    )
