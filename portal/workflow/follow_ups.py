"""Every follow-up by its name. Each is idempotent: a worker that dies runs it again."""

from collections.abc import Awaitable, Callable, Mapping

from portal.workflow.appointments import APPOINTMENT_FOLLOW_UPS
from portal.workflow.bulk import BULK_FOLLOW_UPS
from portal.workflow.cases import CASE_FOLLOW_UPS
from portal.workflow.corrections import CORRECTION_FOLLOW_UPS
from portal.workflow.debits import DEBIT_FOLLOW_UPS
from portal.workflow.disputes import DISPUTE_FOLLOW_UPS
from portal.workflow.duty import DUTY_FOLLOW_UPS
from portal.workflow.fee_claims import FEE_CLAIM_FOLLOW_UPS
from portal.workflow.mails import MAIL_FOLLOW_UPS
from portal.workflow.notices import NOTICE_FOLLOW_UPS
from portal.workflow.payment_follow_ups import PAYMENT_FOLLOW_UPS
from portal.workflow.privacy import PRIVACY_FOLLOW_UPS
from portal.workflow.pushes import PUSH_FOLLOW_UPS
from portal.workflow.reconciliation import RECONCILIATION_FOLLOW_UPS
from portal.workflow.refund_requests import REFUND_FOLLOW_UPS
from portal.workflow.services import Services
from portal.workflow.tidying import TIDYING_FOLLOW_UPS
from portal.workflow.transfers import TRANSFER_FOLLOW_UPS

FollowUp = Callable[[Services, Mapping[str, str]], Awaitable[None]]

FOLLOW_UPS: Mapping[str, FollowUp] = {
    **APPOINTMENT_FOLLOW_UPS,
    **BULK_FOLLOW_UPS,
    **CASE_FOLLOW_UPS,
    **CORRECTION_FOLLOW_UPS,
    **DUTY_FOLLOW_UPS,
    **FEE_CLAIM_FOLLOW_UPS,
    **MAIL_FOLLOW_UPS,
    **NOTICE_FOLLOW_UPS,
    **PAYMENT_FOLLOW_UPS,
    **PRIVACY_FOLLOW_UPS,
    **PUSH_FOLLOW_UPS,
    **DEBIT_FOLLOW_UPS,
    **DISPUTE_FOLLOW_UPS,
    **RECONCILIATION_FOLLOW_UPS,
    **REFUND_FOLLOW_UPS,
    **TIDYING_FOLLOW_UPS,
    **TRANSFER_FOLLOW_UPS,
}
