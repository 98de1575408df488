"""Everything the portal tells anybody: one row per kind. docs/notifications.md is made of it."""

from collections.abc import Mapping

from portal.notifications.kinds.accounts import ACCOUNT_KINDS
from portal.notifications.kinds.appointments import APPOINTMENT_KINDS
from portal.notifications.kinds.cases import CASE_KINDS
from portal.notifications.kinds.fees import FEE_KINDS
from portal.notifications.kinds.model import CHOSEN_BY_CITIZENS, GROUP_NAMES, Duty, Group, Kind
from portal.notifications.kinds.staff import STAFF_KINDS
from portal.notifications.kinds.transfers import TRANSFER_KINDS

KINDS: Mapping[str, Kind] = {
    **CASE_KINDS,
    **FEE_KINDS,
    **TRANSFER_KINDS,
    **APPOINTMENT_KINDS,
    **ACCOUNT_KINDS,
    **STAFF_KINDS,
}

__all__ = ["CHOSEN_BY_CITIZENS", "GROUP_NAMES", "KINDS", "Duty", "Group", "Kind"]
