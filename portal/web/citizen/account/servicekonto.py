"""Buttons that lead to a service account: to sign in, or to show better who one is."""

from dataclasses import dataclass

import reflex as rx

from portal.shared.language import _
from portal.shared.trust import TrustLevel
from portal.web.components.buttons import secondary_button
from portal.web.components.native_form import native_form
from portal.web.guards import public
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.federated import providers_at

START_PATH = "/anmelden/servicekonto/"


@dataclass(frozen=True)
class Choice:
    """A provider to choose: its id, and what stands on its button."""

    provider: str
    words: str


class ServiceAccountChoice(rx.State):
    """The providers on the page "Anmelden"."""

    choices: list[Choice] = []

    @rx.event
    @public
    async def load(self) -> None:
        """Those that this municipality offers."""
        visit = await visit_of(self)
        self.choices = choices_at(visit, TrustLevel.BASIC, _("Mit {provider} anmelden"))


def choices_at(visit: Visit, level: TrustLevel, words: str) -> list[Choice]:
    """The providers here that can vouch for that level; `words` has a place for the {provider}.

    Where there is but one, it is simply called the Servicekonto.
    """
    if visit.municipality is None:
        return []
    every = providers_at(services(), visit.municipality.slug)
    only = len(every) == 1
    return [
        Choice(
            each.config.id,
            words.format(provider=_("Servicekonto") if only else each.config.label),
        )
        for each in every
        if each.config.levels.reachable(level) or level is TrustLevel.BASIC
    ]


def service_account_buttons(
    choices: rx.Var[list[Choice]],
    *,
    continue_to: str | rx.Var[str],
    purpose: str = "sign_in",
    level: str | rx.Var[str] = "",
) -> rx.Component:
    """One form and button for each provider; nothing where there is none."""
    return rx.cond(
        choices.length() > 0,
        rx.el.div(
            rx.foreach(choices, lambda choice: _button(choice, continue_to, purpose, level)),
            class_name="stack",
        ),
    )


def _button(
    choice: rx.Var[Choice],
    continue_to: str | rx.Var[str],
    purpose: str,
    level: str | rx.Var[str],
) -> rx.Component:
    hidden = {
        "anbieter": choice.provider,
        "zweck": purpose,
        "niveau": level,
        "weiter": continue_to,
    }
    return native_form(
        *(
            rx.el.input(type="hidden", name=name, value=value, read_only=True)
            for name, value in hidden.items()
        ),
        secondary_button(choice.words, type="submit"),
        action=START_PATH,
    )
