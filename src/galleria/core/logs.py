"""What the processes say while they work: one event a line, for people or for machines.

Whatever is bound with `structlog.contextvars` (the request's id, the tenant) stands on every line,
those of the libraries included. Secrets never do.
"""

import logging
import re
import sys
from collections.abc import Mapping, Sequence

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from galleria.core.settings import Settings

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|credential|api_?key|card_?number|signature",
    re.IGNORECASE,
)
_URL_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+")
_CHATTY = ("alembic", "asyncio", "httpcore", "httpx", "pgqueuer", "PIL", "urllib3", "uvicorn")


def configure_logs(settings: Settings) -> None:
    """Send every line of ours and of the libraries to standard error, in the chosen format."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(settings),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(settings: Settings) -> Sequence[Processor]:
    if settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty()):
        # Local variables would carry secrets past the redaction.
        transformer = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.ExceptionRenderer(transformer),
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    return [
        structlog.processors.format_exc_info,
        redact,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cover what must not be read later: values by their names, and secrets inside texts."""
    event.pop("color_message", None)  # uvicorn's second copy of its message
    return {name: _covered(name, value) for name, value in event.items()}


def _covered(name: object, value: object) -> object:
    if isinstance(name, str) and _SECRET_NAME.search(name) and value:
        return REDACTED
    if isinstance(value, str):
        return _BEARER.sub(rf"\1 {REDACTED}", _URL_PASSWORD.sub(rf"\1:{REDACTED}@", value))
    if isinstance(value, Mapping):
        return {key: _covered(key, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_covered(None, each) for each in value]
    return value
