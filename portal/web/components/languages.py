"""What is drawn in every language at once, of which only the one of the address is seen."""

from collections.abc import Callable

import reflex as rx

from portal.shared.language import LANGUAGES, speaking


def in_each_language(draw: Callable[[], rx.Component]) -> rx.Component:
    """For what belongs to no page in particular, such as an error."""
    return rx.fragment(*[_only_in(language, draw) for language in LANGUAGES])


def _only_in(language: str, draw: Callable[[], rx.Component]) -> rx.Component:
    with speaking(language):
        return rx.el.div(draw(), lang=language, class_name=f"only-{language}")
