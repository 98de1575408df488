"""What this process writes to its log: events and errors, never what a citizen typed."""

import logging
import re
import sys
import traceback

import structlog

# Everything that may speak in this process; the root catches what is not named.
_OURS = "portal"
_LOGGERS = ("", _OURS, "reflex", "reflex_base", "engineio.server", "socketio.server")
# Where a library's sentence begins to quote: an event, a payload, a cookie.
_QUOTATION = re.compile(r"[\[({'\"]|Event data|: ")


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
    stream.addFilter(without_values)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [stream]
        logger.propagate = False
        logger.setLevel(logging.INFO if name == _OURS else logging.WARNING)


def note_refusal(what: str, fault: Exception) -> None:
    """Somebody asked for what our pages do not offer them; whose it was and what was sent stays
    out."""
    logging.getLogger("portal.web").warning("refused: %s (%s)", what, type(fault).__name__)


def without_values(record: logging.LogRecord) -> bool:
    """Keep of a record what happened and where; what others' records quote is left out."""
    message = record.getMessage()
    if record.name.partition(".")[0] != _OURS:
        place = f"({record.filename}:{record.lineno})"
        message = f"{_QUOTATION.split(message.strip(), maxsplit=1)[0].strip()} {place}"
    if record.exc_info and record.exc_info[1] is not None:
        message = f"{message} {_trace(record.exc_info[1])}"
    record.msg, record.args = message, ()
    record.exc_info = record.exc_text = None
    return True


def _trace(fault: BaseException) -> str:
    """The kind of error and the last places it passed, the innermost last."""
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    return f"[{type(fault).__name__} at {places}]"
