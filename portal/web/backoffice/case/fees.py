"""The fee of a case on the desk: relief to be decided, claims to be made and taken back."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData
from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases.fee_relief import Decision, decide_relief
from portal.cases.fees import WrongAmount, claim_fee, withdraw_claim
from portal.cases.views import CaseView
from portal.errors import InvalidInput, PortalError
from portal.persistence.database import Scope
from portal.web.citizen.cases.fees import ShownClaim, ShownRelief, shown_claims, shown_relief
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.treasury_entry import cents_of


class FeesOnDesk(rx.State, mixin=True):
    """The part of the case's page that is about money. What was typed stays where it is refused."""

    relief: ShownRelief = ShownRelief()
    claims: list[ShownClaim] = []
    why_not_issued: str = ""
    may_claim: bool = False
    withdrawing: str = ""
    fee_refusal: str = ""
    decision_error: str = ""
    relief_amount_error: str = ""
    relief_reason_error: str = ""
    claim_amount_error: str = ""
    claim_reason_error: str = ""
    withdraw_error: str = ""
    fee_drawing: int = 0

    @rx.event
    @staff
    async def decide(self, form_data: FormData) -> None:
        """ "Entscheiden": the whole, a part or nothing is remitted."""
        typed = texts_of(form_data)
        if self._is_done_with(typed):
            return
        self._forget_errors()
        try:
            decision = Decision(_text(typed, "entscheidung"))
        except ValueError:
            self.decision_error = "Bitte wählen Sie, wie Sie entscheiden."
            return
        reason = _text(typed, "begruendung")

        async def decided(session: AsyncSession, scope: Scope) -> None:
            remitted = _cents(typed, "erlass") if decision is Decision.PARTLY else None
            await decide_relief(
                session, scope, services().follow_ups, self.reference, decision,
                remitted_cents=remitted, reason=reason,
            )  # fmt: skip

        await self._do(decided, "relief_amount_error", "relief_reason_error")

    @rx.event
    @staff
    async def claim(self, form_data: FormData) -> None:
        """ "Zahlung anfordern": the citizen is asked for more."""
        typed = texts_of(form_data)
        if self._is_done_with(typed):
            return
        self._forget_errors()

        async def claimed(session: AsyncSession, scope: Scope) -> None:
            await claim_fee(
                session, scope, services().follow_ups, self.reference,
                amount_cents=_cents(typed, "betrag"), reason=_text(typed, "grund"),
            )  # fmt: skip

        await self._do(claimed, "claim_amount_error", "claim_reason_error")

    @rx.event
    @staff
    async def ask_to_withdraw(self, key: str) -> None:
        """ "Zurücknehmen": first asks why; again closes the field."""
        self._forget_errors()
        self.withdrawing = "" if self.withdrawing == key else key

    @rx.event
    @staff
    async def withdraw(self, form_data: FormData) -> None:
        """The reason for which a claim is taken back."""
        typed, key = texts_of(form_data), self.withdrawing
        self._forget_errors()

        async def withdrawn(session: AsyncSession, scope: Scope) -> None:
            await withdraw_claim(
                session, scope, services().follow_ups, self.reference,
                claim_id=UUID(key), reason=_text(typed, "warum"),
            )  # fmt: skip

        if key:
            await self._do(withdrawn, "withdraw_error", "withdraw_error")

    def _is_done_with(self, typed: dict[str, Any]) -> bool:
        """Whether this is the second click of two, or from a form drawn for another case."""
        return _text(typed, "blatt") != f"{self.reference}:{self.fee_drawing}"

    def _tell_fees(self, case: CaseView) -> None:
        self.relief, self.claims = shown_relief(case.fees.relief), shown_claims(case.fees)
        self.why_not_issued = case.why_not_issued
        self.may_claim = not case.status.final

    async def _do(
        self,
        deed: Callable[[AsyncSession, Scope], Awaitable[None]],
        amount_error: str,
        reason_error: str,
    ) -> None:
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await deed(session, visit.scope)
        except WrongAmount as fault:
            setattr(self, amount_error, fault.message)
        except InvalidInput as fault:
            setattr(self, reason_error, fault.message)
        except (PortalError, ValueError) as fault:
            self.fee_refusal = fault.message if isinstance(fault, PortalError) else ""
        else:
            self.withdrawing = ""
            self.fee_drawing += 1
        await self._show(visit)

    def _forget_errors(self) -> None:
        self.fee_refusal, self.withdraw_error, self.decision_error = "", "", ""
        self.relief_amount_error, self.relief_reason_error = "", ""
        self.claim_amount_error, self.claim_reason_error = "", ""


def _cents(typed: dict[str, Any], name: str) -> int:
    try:
        return cents_of(_text(typed, name))
    except InvalidInput as fault:
        raise WrongAmount(fault.message) from None


def _text(typed: dict[str, Any], name: str) -> str:
    return str(typed.get(name, ""))[:5000]
