"""Alembic's entry: the connection comes from portal.persistence.migrate."""

from alembic import context
from sqlmodel import SQLModel

import portal.applications.tables
import portal.appointments.tables
import portal.audit.tables
import portal.cases.tables
import portal.files.tables
import portal.identity.tables
import portal.integrations.demo.tables
import portal.notifications.tables
import portal.payments.tables
import portal.privacy.tables  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata
)
context.run_migrations()
