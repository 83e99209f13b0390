"""Logs: one line per event, UTC, with the request's id; as text for people or as JSON for machines."""

from typing import Any

import structlog

OURS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
# Lines of libraries that log the usual way bring their values as `extra`.
THEIRS: list[Any] = [*OURS, structlog.stdlib.ExtraAdder()]


def printable(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Escape control characters, so that no value can forge a second line or drive a terminal."""
    return {
        key: "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
        if isinstance(value, str) and key != "exception"
        else value
        for key, value in event.items()
    }


def logging_config(log_format: str, level: str = "INFO") -> dict[str, Any]:
    """Return the value of LOGGING; configures structlog on the way, so both kinds of logger look alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *OURS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    as_json = log_format == "json"
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": THEIRS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *([] if as_json else [printable]),
                    renderer,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django_structlog": {"level": "WARNING"},
            # Its lines may hold addresses of chat services, which are secrets.
            "urllib3": {"level": "CRITICAL"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
