"""Appointments are forgotten some weeks after they took place, as their office's content says."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.appointments.tables import Appointment
from portal.municipalities import all_municipalities
from portal.shared import clock

LONGEST_KEPT = timedelta(days=365)
"""No office keeps them longer, not even one that has left the content."""


async def forget_past_appointments(session: AsyncSession) -> None:
    """Delete them with their links (GDPR Art. 5 (1) e); needs the system's scope."""
    now = clock.now()
    await session.execute(delete(Appointment).where(col(Appointment.ends_at) < now - LONGEST_KEPT))
    for town in all_municipalities():
        for key, office in town.offices.items():
            over = delete(Appointment).where(
                col(Appointment.municipality) == town.slug,
                col(Appointment.office) == key,
                col(Appointment.ends_at) < now - timedelta(days=office.keep_days),
            )
            await session.execute(over)
