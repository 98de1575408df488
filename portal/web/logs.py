"""What this process writes to its log: events and errors, never what a citizen typed."""

import logging
import sys
from types import TracebackType

import structlog


def configure() -> None:
    """One line per record, with time and level."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(formatter)
    stream.addFilter(_without_payloads)
    for name in ("portal", "reflex", "reflex_base"):
        logger = logging.getLogger(name)
        logger.handlers = [stream]
        logger.propagate = False
        logger.setLevel(logging.INFO if name == "portal" else logging.WARNING)


def frames_only(fault: BaseException) -> tuple[type[Exception], Exception, TracebackType | None]:
    """Where it happened, without the exception's own words: they may quote what was typed."""
    return (RuntimeError, RuntimeError(type(fault).__name__), fault.__traceback__)


# Reflex quotes whole payloads in these records; only where they came from is kept.
_QUOTING = (
    "Event data:",
    "Error transforming event",
    "Failed to deserialize",
    "Attempting to send",
)


def _without_payloads(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    for start in _QUOTING:
        if start in message:
            record.msg, record.args = message.split(start)[0] + start + " (left out)", ()
    return True
