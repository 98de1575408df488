"""One of everything: a citizen's whole order at one town hall, down to the last table."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from portal.applications.tables import Application, ContactProfile, Submission
from portal.appointments.tables import Appointment, AppointmentLink
from portal.audit.tables import AuditEntry, DataAccess
from portal.cases.block_tables import OwnTextBlock, TextBlockChange
from portal.cases.bulk_tables import BulkItem, BulkJob
from portal.cases.conversation_tables import (
    GuestCode,
    MessageDraft,
    MessageFile,
    MessageReading,
)
from portal.cases.correction_tables import CorrectionRequest
from portal.cases.desk_tables import CaseCheck, CaseNote, CasePresence
from portal.cases.duty.tables import AssignmentRule, StaffAbsence
from portal.cases.figures.tables import Feedback, FeedbackGiven, FormReach
from portal.cases.notice_tables import Notice, NoticeFile
from portal.cases.queue.tables import QueueView
from portal.cases.relief_tables import FeeRelief
from portal.cases.tables import Case, CaseCounter, CaseEvent, CaseForwarding, CaseMessage
from portal.files.tables import StoredFile
from portal.identity.federated_tables import (
    IdentityLink,
    LogoutTokenSeen,
    ServiceAccountSession,
    ServiceAccountWay,
)
from portal.identity.passkey_tables import Passkey, PasskeyCeremony
from portal.identity.tables import (
    Delegation,
    EmailChange,
    EmailToken,
    Identification,
    IdentificationCode,
    KnownDevice,
    SecondFactor,
    SignInAttempt,
)
from portal.integrations.demo.tables import (
    DemoBankPayment,
    DemoBankRefund,
    DemoMail,
    DemoProviderGrant,
    DemoProviderKey,
    DemoProviderSession,
)
from portal.notifications.push_tables import ChannelChoice, OutgoingPush, PushSubscription
from portal.notifications.tables import OutgoingMail
from portal.payments.claim_tables import FeeClaim
from portal.payments.reconciliation_tables import PaymentDifference, ReconciliationRun
from portal.payments.refund_tables import Refund
from portal.payments.tables import Payment, PaymentEvent, PaymentItem
from portal.payments.transfer_tables import BankBooking, TransferOrder, TransferRefund
from portal.persistence.database import Database, system_scope
from portal.personnel.tables import RoleGrant, StaffInvitation
from portal.privacy.tables import AccountErasure, DataExport
from portal.shared import clock
from tests.support.accounts import HOST, a_case_worker, a_citizen, a_visitor


@dataclass(frozen=True)
class Order:
    """Whose order it is, and the application it is about."""

    citizen_id: UUID
    visitor_id: UUID
    application_id: UUID
    session_id: UUID


async def everything_about_one_order(database: Database, status: str = "submitted") -> Order:
    """A row in every table, all belonging to Anna in Papenburg; `status` of the application."""
    citizen, visitor = await a_citizen(database), await a_visitor(database)
    await a_case_worker(database)
    order = Order(citizen.id, visitor.visitor_id, uuid4(), visitor.id)
    async with database.transaction(system_scope()) as session:
        for rows in _rows(order, status):
            session.add_all(rows)
            await session.flush()
    return order


def _rows(order: Order, status: str) -> list[list[SQLModel]]:
    """In an order that foreign keys accept."""
    here = {"municipality": HOST, "account_id": order.citizen_id}
    of_order = here | {"application_id": order.application_id}
    submission, payment, case, appointment = uuid4(), uuid4(), uuid4(), uuid4()
    message, notice, job = uuid4(), uuid4(), uuid4()
    return [
        [
            Application(
                id=order.application_id, host_municipality=HOST, service="geburtsurkunde",
                definition_version=1, visitor_id=order.visitor_id, status=status, **here,
            ),
            Payment(
                id=payment, account_id=order.citizen_id, host_municipality=HOST,
                provider="demo-bank", method="paypal", amount_cents=2250, attempt_key="key",
            ),
            PaymentEvent(provider="demo-bank", event_id="1", provider_reference="ref"),
            SecondFactor(account_id=order.citizen_id, secret=b"sealed"),
            IdentificationCode(
                account_id=order.citizen_id, code_digest="code", expires_at=clock.now()
            ),
            Identification(
                clerk_id=order.citizen_id, document_kind="passport",
                document_valid_until=clock.today(), **here,
            ),
            IdentityLink(
                account_id=order.citizen_id, issuer="https://konto.example", key_digest="key",
                provider="konto",
            ),
            ServiceAccountWay(
                state_digest="digest", session_id=order.visitor_id, provider="konto",
                purpose="sign_in", nonce="", verifier="", redirect_uri="", wanted_level="basic",
                continue_to="/", expires_at=clock.now(),
            ),
            ServiceAccountSession(
                session_id=order.session_id, account_id=order.citizen_id, provider="konto",
                issuer="https://konto.example", subject_digest="subject", level="substantial",
                attributes=b"sealed", id_token=b"sealed",
            ),
            LogoutTokenSeen(token_digest="digest", expires_at=clock.now()),
            EmailToken(
                token_digest="digest", account_id=order.citizen_id, purpose="confirm_email",
                expires_at=clock.now(),
            ),
            EmailChange(
                account_id=order.citizen_id, old_email="anna@post.example",
                new_email="neu@post.example", confirm_digest="confirm", undo_digest="undo",
                confirm_until=clock.now(), undo_until=clock.now(),
            ),
            KnownDevice(account_id=order.citizen_id, device_digest="device"),
            Delegation(
                municipality="twist", delegate="emsland", service="bauantrag",
                since=clock.today(), reason="Zweckvereinbarung", expires_at=clock.now(),
            ),
            RoleGrant(
                account_id=order.citizen_id, municipality=HOST, role="team_lead",
                proposed_by=order.citizen_id, expires_at=clock.now(),
            ),
            StaffInvitation(
                token_digest="digest", email="neu@post.example", municipality=HOST,
                role="team_lead", expires_at=clock.now(),
            ),
            Passkey(
                account_id=order.citizen_id, credential_id=b"id", public_key=b"key",
                user_handle=b"handle", name="Mein Handy",
            ),
            PasskeyCeremony(
                ticket_digest="digest", purpose="sign_in", session_id=uuid4(), challenge=b"?",
                return_origin="", continue_to="/", expires_at=clock.now(),
            ),
            ContactProfile(account_id=order.citizen_id, answers={"first_names": "Anna"}),
            SignInAttempt(key_digest="digest"),
            AuditEntry(
                municipality=HOST, actor_kind="staff", action="seen",
                subject=f"case:{case}",
            ),
            DataAccess(
                by_municipality=HOST, actor_id=uuid4(), action="case", subject=f"case:{case}",
                **here,
            ),
            DataExport(account_id=order.citizen_id, host_municipality=HOST),
            AccountErasure(
                account_id=order.citizen_id, host_municipality=HOST, due_at=clock.now()
            ),
            AssignmentRule(municipality=HOST, place=1, colleagues=[order.citizen_id]),
            OwnTextBlock(municipality=HOST, name="Gruß", uses=["message"], text="Moin"),
            TextBlockChange(
                municipality=HOST, block_id=uuid4(), by_name="Tomke Lead", what="added",
                name="Gruß", text="Moin",
            ),
            StaffAbsence(since=clock.today(), until=clock.today(), **here),
            QueueView(name="Nur Hunde", wish={"service": "hund-anmelden"}, **here),
            BulkJob(id=job, municipality=HOST, staff_id=uuid4(), deed="note", note="Rückruf"),
            CaseCounter(municipality=HOST, year=2026, last_number=1),
            OutgoingMail(
                unique_key="key", message_id="<1@papenburg>", to_address="anna@post.example",
                subject="Ihr Antrag", body="…", **here,
            ),
            PushSubscription(
                endpoint_digest="digest", endpoint="https://push.example/1", p256dh="p",
                auth="a", device="Firefox auf Android", **here,
            ),
            ChannelChoice(account_id=order.citizen_id, group="progress"),
            OutgoingPush(
                unique_key="key:1", account_id=order.citizen_id, subscription_id=uuid4(),
                kind="inquiry",
            ),
            DemoMail(
                message_id="<1@papenburg>", municipality=HOST, to_address="anna@post.example",
                subject="Ihr Antrag", body="…",
            ),
            TransferOrder(
                reference="RF47LEE00000042", idempotency_key="key", payment_id=order.application_id,
                municipality=HOST, amount_cents=2250, recipient="", iban="", bic="",
            ),
            DemoBankPayment(
                reference="ref", idempotency_key="key", method="paypal", amount_cents=2250,
                description="", return_url="/", notify_host=HOST,
            ),
            Feedback(
                municipality=HOST, service="geburtsurkunde", stars=5, words="Schnell.",
                month=clock.today().replace(day=1),
            ),
            FormReach(
                municipality=HOST, service="geburtsurkunde", version=1, day=clock.today(), place=1,
                number=1,
            ),
            DemoProviderKey(purpose="sign", private_jwk={}),
            DemoProviderSession(
                id="sid", token_digest="digest", subject="anna", claims={}, acr="high"
            ),
        ],
        [
            Submission(
                id=submission, number=1, service="geburtsurkunde", title="Geburtsurkunde",
                applicant_name="Anna Ahrens", trust_level="basic", definition={}, answers={},
                review=[], fee_lines=[], total_cents=2250, **of_order,
            ),
            StoredFile(
                visitor_id=order.visitor_id, field_path="proof", name="a.pdf",
                media_type="application/pdf", size_bytes=1, sha256="", **of_order,
            ),
            DemoBankRefund(idempotency_key="key", reference="ref", amount_cents=1),
            TransferRefund(
                idempotency_key="key", order_reference="RF47LEE00000042", amount_cents=1
            ),
            PaymentDifference(
                kind="no_case", subject="1", provider="none", ours_cents=1, theirs_cents=1
            ),
            ReconciliationRun(),
            BankBooking(
                municipality=HOST, bank_reference="1", kassenzeichen="?", amount_cents=1,
                booked_on=clock.today(),
            ),
            DemoProviderGrant(
                code_digest="digest", session_id="sid", redirect_uri="/", scope="openid",
                nonce="", code_challenge="", acr="high", expires_at=clock.now(),
            ),
            Appointment(
                id=appointment, host_municipality=HOST, office="buergerbuero", desk=1,
                service="personalausweis", starts_at=clock.now(),
                ends_at=clock.now() + timedelta(minutes=15), name="Anna Ahrens",
                email="anna@post.example", **of_order,
            ),
        ],
        [
            AppointmentLink(code_digest="digest", appointment_id=appointment),
            PaymentItem(
                payment_id=payment, submission_id=submission, amount_cents=2250, **of_order
            ),
            Case(
                id=case, reference="PAP-2026-000001", submission_id=submission,
                service="geburtsurkunde", title="Geburtsurkunde", applicant_name="Anna Ahrens",
                status="received", due_on=clock.today(), **of_order,
            ),
        ],
        [
            Refund(
                payment_id=payment, account_id=order.citizen_id, municipality=HOST,
                kind="outside", amount_cents=1, status="done",
            ),
            CaseEvent(case_id=case, kind="opened", actor_kind="system", **here),
            FeeClaim(
                case_id=case, submission_id=submission, amount_cents=750, reason="Rest",
                due_on=clock.today(), **of_order,
            ),
            FeeRelief(
                case_id=case, kind="social_benefit", label="Rente", proof="Bescheid",
                legal_basis="SGB X § 64", full_cents=1500, offered_cents=1500, **here,
            ),
            CorrectionRequest(
                case_id=case, number=1, submission_id=submission, marks=[], text="Bitte prüfen",
                typed={"birth_place": "Leer"}, asked_by=order.visitor_id, **here,
            ),
            Notice(
                id=notice, case_id=case, number=1, template="bewilligung", kind="notice",
                title="Bescheid", body="Moin", drafted_by=order.visitor_id, sha256="0",
                issued_at=clock.now(), provided_at=clock.now(), delivery="inbox", **here,
            ),
            CaseMessage(
                id=message, case_id=case, author_kind="citizen", author_id=order.citizen_id,
                body="Moin", **here,
            ),
        ],
        [
            MessageFile(
                case_id=case, message_id=message, author_kind="citizen",
                author_id=order.citizen_id, name="a.pdf", media_type="application/pdf",
                size_bytes=1, sha256="", **here,
            ),
            CaseForwarding(
                case_id=case, municipality=HOST, service="geburtsurkunde", from_town=HOST,
                to_town="soegel", by_id=order.citizen_id, by_name="Imke Brand",
            ),
            CaseNote(
                case_id=case, municipality=HOST, author_id=order.citizen_id, author_name="Imke",
                body="Rückruf",
            ),
            CaseCheck(
                case_id=case, municipality=HOST, author_id=order.citizen_id, author_name="Imke",
                item="register", is_done=True,
            ),
            CasePresence(case_id=case, staff_id=uuid4(), municipality=HOST, name="Imke"),
            BulkItem(
                job_id=job, municipality=HOST, position=0, case_id=case,
                reference="PAP-2026-000001", revision=0, outcome="fits",
            ),
            MessageReading(message_id=message, case_id=case, reader_id=uuid4(), **here),
            MessageDraft(case_id=case, body="Noch eins", **here),
            FeedbackGiven(case_id=case, municipality=HOST),
            GuestCode(case_id=case, code_digest="digest", **here),
        ],
        [NoticeFile(notice_id=notice, pdf="JVBERi0=", **here)],
    ]  # fmt: skip
