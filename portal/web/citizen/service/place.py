"""Where the place decides who is responsible: the question that leads to the right town."""

from dataclasses import dataclass

import reflex as rx

from portal.catalogue.definition import DecidingPlace
from portal.shared.language import N_, _
from portal.web.citizen.service.state import Glance
from portal.web.components.links import phone_link


@dataclass(frozen=True)
class Place:
    """`question` asks for it, `elsewhere` opens the other towns, `rule` says why it decides,
    `otherwise` what to do where the place is not among them."""

    question: str
    elsewhere: str
    rule: str
    otherwise: str


_REGISTRY_OFFICE = N_(
    "Dann stellt das Standesamt dieses Ortes die Urkunde aus. Bitte wenden Sie sich direkt dorthin."
)
_TOWN_HALL = N_(
    "Dann ist das Rathaus dieses Ortes zuständig. Bitte wenden Sie sich direkt dorthin."
)
_HOME = Place(
    N_("Wo wohnen Sie?"),
    N_("Sie wohnen in einem anderen Ort?"),
    N_("Zuständig ist die Kommune, in der Sie wohnen."),
    _TOWN_HALL,
)
_PLACES: dict[DecidingPlace, Place] = {
    "place_of_birth": Place(
        N_("Wo ist die Person geboren?"),
        N_("In einem anderen Ort geboren?"),
        N_("Der Geburtsort entscheidet, auch wenn die Person heute woanders wohnt."),
        _REGISTRY_OFFICE,
    ),
    "place_of_marriage": Place(
        N_("Wo wurde geheiratet?"),
        N_("In einem anderen Ort geheiratet?"),
        N_("Der Ort der Eheschließung entscheidet, auch wenn Sie heute woanders wohnen."),
        _REGISTRY_OFFICE,
    ),
    "place_of_partnership": Place(
        N_("Wo wurde die Lebenspartnerschaft geschlossen?"),
        N_("In einem anderen Ort geschlossen?"),
        N_("Der Ort entscheidet, an dem die Lebenspartnerschaft geschlossen wurde."),
        _REGISTRY_OFFICE,
    ),
    "place_of_death": Place(
        N_("Wo ist die Person gestorben?"),
        N_("In einem anderen Ort gestorben?"),
        N_("Der Sterbeort entscheidet, auch wenn die Person woanders gewohnt hat."),
        _REGISTRY_OFFICE,
    ),
    "residence": _HOME,
    "residence_of_person_sought": Place(
        N_("Wo wohnt die Person, die Sie suchen?"),
        N_("Die Person wohnt in einem anderen Ort?"),
        N_("Zuständig ist die Kommune, in der die Person wohnt oder zuletzt gewohnt hat."),
        _TOWN_HALL,
    ),
    "place_of_business": Place(
        N_("Wo liegt Ihr Betrieb?"),
        N_("Ihr Betrieb liegt in einem anderen Ort?"),
        N_("Zuständig ist die Kommune, in der Ihr Betrieb liegt."),
        _TOWN_HALL,
    ),
}


def choice_by_place(
    key: DecidingPlace, glance: rx.Var[Glance], towns: rx.Component, target: str
) -> rx.Component:
    """The towns to choose from, below the question for the place that decides.

    Where this municipality offers the service itself, behind a line that opens. `target` is the
    question's id.
    """
    place = _PLACES[key]
    rule = rx.el.p(_(place.rule), class_name="hint")
    otherwise = _otherwise(place, glance.elsewhere.length() > 0)
    return rx.cond(
        glance.must_choose,
        rx.el.div(rx.el.h3(_(place.question), id=target), rule, towns, otherwise),
        rx.el.details(rx.el.summary(_(place.elsewhere)), rule, towns, otherwise),
    )


def _otherwise(place: Place, there_are_towns: rx.Var[bool]) -> rx.Component:
    return rx.el.p(
        rx.cond(there_are_towns, rx.el.b(_("Der Ort ist nicht dabei?"))),
        " ",
        _(place.otherwise),
        " ",
        _("Wer das ist, weiß auch die Behördennummer"),
        " ",
        phone_link("115"),
        ".",
        class_name="hint",
    )
