"""Follow-ups as durable workflows of DBOS, in the portal's own PostgreSQL.

Enqueued in the caller's transaction, run by worker processes alone. Each follow-up is one
retried step; a worker that dies in the middle runs it again when it comes back under the same
executor id, so every follow-up is idempotent (decision record 0004).
"""

import asyncio
import logging
import signal
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, WorkflowSerializationFormat
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from portal.errors import InvalidInput, NotAllowed, NotFound
from portal.persistence.database import APP_ROLE, app_role_url
from portal.shared import clock

QUEUE = "portal"
APPLICATION = "portal"
# Fixed: a changed source file must not orphan what is pending under the old version.
APPLICATION_VERSION = "portal-1"
POLLING_SECONDS = 0.4
# 1 s, 2 s, 4 s, … at most an hour apart: about 20 hours of trying before a follow-up is given up.
MAX_ATTEMPTS = 30
SECONDS_TO_FINISH_AT_STOP = 2
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
FORGOTTEN_AT_ONCE = 200

FollowUp = Callable[[Mapping[str, str]], Awaitable[None]]


class FollowUpFailed(RuntimeError):
    """A follow-up raised; carries its name and the kind of error, never a value."""


class HopelessFollowUp(RuntimeError):
    """A follow-up that trying again cannot help; carries no value either."""


class DbosFollowUps:
    """Implements persistence.follow_ups.FollowUps."""

    def __init__(self, database_url: str) -> None:
        self._client = DBOSClient(
            system_database_url=app_role_url(database_url), application_name=APPLICATION, lazy=True
        )

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        key: str,
        arguments: Mapping[str, str],
        delay: timedelta | None = None,
    ) -> None:
        """Enqueue in the session's transaction; DBOS leaves an existing workflow as it is."""
        options: EnqueueOptions = {
            "queue_name": QUEUE,
            "workflow_name": name,
            "workflow_id": f"{name}:{key}",
            "app_version": APPLICATION_VERSION,
            "serialization_type": WorkflowSerializationFormat.PORTABLE,
        }
        if delay is not None:
            options["delay_seconds"] = delay.total_seconds()
        await session.run_sync(
            lambda sync: self._client.enqueue_in_transaction(sync, options, dict(arguments))
        )

    async def forget_finished(self, age: timedelta) -> None:
        """Delete DBOS's rows of finished workflows: ids that lead to people must not linger."""
        before = (clock.now() - age).isoformat()
        while True:
            finished = await self._client.list_workflows_async(
                status=FINISHED,
                completed_before=before,
                limit=FORGOTTEN_AT_ONCE,
                load_input=False,
                load_output=False,
            )
            if finished:
                await self._client.delete_workflows_async([one.workflow_id for one in finished])
            if len(finished) < FORGOTTEN_AT_ONCE:
                return


def prepare_schema(owner_url: str) -> None:
    """Bring DBOS's own tables to the version this build needs. Runs as the owner."""
    _speak_only_of_trouble()
    url = make_url(owner_url).set(drivername="postgresql+psycopg")
    DBOS.migrate(url.render_as_string(hide_password=False), application_role=APP_ROLE)


async def run_worker(
    database_url: str, follow_ups: Mapping[str, FollowUp], executor_id: str
) -> None:
    """Run follow-ups until SIGTERM or SIGINT. `executor_id` is stable per worker slot."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    DBOS(config=_config(database_url, executor_id))
    _speak_only_of_trouble()
    for name, follow_up in follow_ups.items():
        _register(name, follow_up)
    DBOS.launch()
    await DBOS.register_queue_async(QUEUE, polling_interval_sec=POLLING_SECONDS)
    await stop.wait()
    await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=SECONDS_TO_FINISH_AT_STOP)


def _config(database_url: str, executor_id: str) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "system_database_url": app_role_url(database_url),
        "application_version": APPLICATION_VERSION,
        "executor_id": executor_id,
        "run_migrations": False,
        "enable_otlp": False,
        "log_level": "WARNING",
    }


def _register(name: str, follow_up: FollowUp) -> None:
    @DBOS.step(
        name=name,
        retries_allowed=True,
        max_attempts=MAX_ATTEMPTS,
        should_retry=lambda error: not isinstance(error, HopelessFollowUp),
    )
    async def step(arguments: dict[str, str]) -> None:
        await _run(name, follow_up, arguments)

    @DBOS.workflow(name=name)
    async def workflow(arguments: dict[str, str]) -> None:
        await step(arguments)


async def _run(name: str, follow_up: FollowUp, arguments: Mapping[str, str]) -> None:
    """Run it; what escapes names the error's kind and place, never a value it carries."""
    try:
        await follow_up(arguments)
    except (NotFound, NotAllowed, InvalidInput) as error:
        raise HopelessFollowUp(_without_values(name, error)) from None
    except Exception as error:
        raise FollowUpFailed(_without_values(name, error)) from None


def _without_values(name: str, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/portal/" in frame.filename] or frames
    return f"{name}: {type(error).__qualname__} at {ours[-1].filename}:{ours[-1].lineno}"


def _speak_only_of_trouble() -> None:
    logging.getLogger("dbos").setLevel(logging.WARNING)
