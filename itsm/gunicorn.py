"""How the web process runs, under the supervisor and under systemd: gunicorn reads `python:itsm.gunicorn`."""

from pathlib import Path

from itsm import environment as env


def bind_address(host: str, port: int) -> str:
    """Return host and port as gunicorn wants them, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


bind = bind_address(env.text("HOST", "127.0.0.1"), env.number("PORT", 8000))
wsgi_app = "itsm.wsgi:application"
worker_class = "itsm.web_worker.WebWorker"
workers = env.number("WEB_PROCESSES", 2)
threads = env.number("WEB_THREADS", 4)
timeout = 60
graceful_timeout = 5
# Longer than a proxy keeps its connections, or it sends a request into a closing one.
keepalive = 75
max_requests = 10_000
max_requests_jitter = 1_000
# Who is believed about the scheme is Django's setting alone (BEHIND_PROXY); nobody names our script or path for us.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# Two instances of one user would share the default control socket.
control_socket_disable = True
# A heartbeat file on a busy disk makes gunicorn kill healthy workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
accesslog = None
loglevel = "warning"
