"""Where an application stands, and what may be done to it there."""

from enum import StrEnum

from portal.errors import Conflict
from portal.shared.language import N_


class ApplicationStatus(StrEnum):
    """draft ⇄ in_basket → submitted; a draft or a basket's item may also be discarded."""

    DRAFT = "draft"
    IN_BASKET = "in_basket"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


_WHY_NOT = {
    ApplicationStatus.DRAFT: N_("Dieser Antrag ist noch nicht fertig."),
    ApplicationStatus.IN_BASKET: N_(
        "Dieser Antrag liegt im Warenkorb. Wählen Sie dort „Ändern“, wenn Sie noch etwas ändern "
        "möchten."
    ),
    ApplicationStatus.SUBMITTED: N_("Diesen Antrag haben Sie schon abgesendet."),
    ApplicationStatus.DISCARDED: N_("Diesen Antrag haben Sie verworfen."),
}


class ApplicationElsewhere(Conflict):
    """The application does not stand where the step asked for begins."""

    def __init__(self, status: ApplicationStatus) -> None:
        super().__init__(_WHY_NOT[status])
        self.status = status


def require_status(status: str, *allowed: ApplicationStatus) -> None:
    """Refuse the step unless the application stands at one of `allowed`.

    Raises ApplicationElsewhere, a Conflict whose message says where it stands.
    """
    if status not in allowed:
        raise ApplicationElsewhere(ApplicationStatus(status))
