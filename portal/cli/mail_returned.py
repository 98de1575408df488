"""`portal mail-returned`: what a mail server reports about a mail of ours, from its pipe."""

import asyncio
import os
from typing import BinaryIO

from sqlalchemy.exc import SQLAlchemyError

from portal import wiring
from portal.errors import ConfigurationFault
from portal.notifications.bounces import MOST_BYTES
from portal.settings import load_settings
from portal.workflow.mails import take_bounce


def take_report(source: BinaryIO) -> int:
    """The exit code for the mail server: 0 also for what is no report, EX_TEMPFAIL to be asked
    again. It says nothing about whom it concerns."""
    report = source.read(MOST_BYTES)
    while source.read(MOST_BYTES):
        pass  # a pipe that is not read to its end counts as broken
    try:
        asyncio.run(_take(report))
    except (ConfigurationFault, SQLAlchemyError, OSError):
        return os.EX_TEMPFAIL
    return os.EX_OK


async def _take(report: bytes) -> None:
    services = wiring.build_services(load_settings())
    try:
        await take_bounce(services, report)
    finally:
        await services.close()
