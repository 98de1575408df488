"""Buttons that lead to a service account: to sign in, or to show better who one is."""

from dataclasses import dataclass

import reflex as rx

from portal.shared.language import _
from portal.shared.trust import TrustLevel
from portal.web.components.buttons import secondary_button
from portal.web.components.native_form import native_form
from portal.web.guards import citizens, public
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.federated import links_of, providers_at

START_PATH = "/anmelden/servicekonto/"


@dataclass(frozen=True)
class Choice:
    """A provider to choose: its id, and what stands on its button."""

    provider: str
    words: str


class ServiceAccountChoice(rx.State):
    """The providers to sign in with, and those to confirm with that it is oneself."""

    choices: list[Choice] = []
    confirming: list[Choice] = []

    @rx.event
    @public
    async def load(self) -> None:
        """Those that this municipality offers."""
        visit = await visit_of(self)
        self.choices = choices_at(visit, TrustLevel.BASIC, _("Mit {provider} anmelden"))

    @rx.event
    @citizens
    async def load_confirming(self) -> None:
        """Those that the account is linked to: only they can tell that it is its owner."""
        visit = await visit_of(self)
        if visit.session is None or visit.citizen_id is None:
            return
        linked = {link.provider for link in await links_of(services(), visit.session)}
        every = choices_at(visit, TrustLevel.BASIC, _("Mit {provider} bestätigen"))
        self.confirming = [choice for choice in every if choice.provider in linked]


def confirm_by_service_account(continue_to: rx.Var[str]) -> rx.Component:
    """The other proof than the password, for who has a service account linked."""
    return rx.cond(
        ServiceAccountChoice.confirming.length() > 0,
        rx.el.section(
            rx.el.h2(_("Oder mit dem Servicekonto")),
            rx.el.p(_("Sie melden sich dort noch einmal an und sind danach wieder hier.")),
            service_account_buttons(
                ServiceAccountChoice.confirming, continue_to=continue_to, purpose="reauth"
            ),
        ),
    )


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
