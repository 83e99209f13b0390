"""A real Alertmanager on a free port of this machine, where Debian's prometheus-alertmanager is installed."""

import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

ALERTMANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
_ROUTE = """
route:
  receiver: evenkeel
  group_by: ["..."]
  group_wait: 50ms
  group_interval: 200ms
  repeat_interval: 1h
receivers:
  - name: evenkeel
"""
# The two ways in which an Alertmanager can be told of us, as its own documentation writes them.
BY_WEB_HOOK = """
    webhook_configs:
      - url: {address}/api/v1/intake/alertmanager/{key}/
        send_resolved: true
"""
BY_EVENTS = """
    pagerduty_configs:
      - url: {address}/v2/enqueue
        routing_key: {key}
        severity: '{{{{ .CommonLabels.severity }}}}'
        component: '{{{{ .CommonLabels.service }}}}'
        send_resolved: true
"""


class Alertmanager:
    """The server with one receiver; alerts are given to it as Prometheus gives them."""

    def __init__(self, folder: Path, receiver: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._log = folder / "log"
        settings = folder / "alertmanager.yml"
        settings.write_text(_ROUTE + receiver)
        command = [
            str(ALERTMANAGER),
            f"--config.file={settings}",
            f"--storage.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ]
        with self._log.open("w") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                requests.get(f"{self.address}/-/ready", timeout=5).raise_for_status()
                return
            except requests.RequestException:
                assert time.monotonic() < deadline and self._process.poll() is None, self.said
                time.sleep(0.05)

    @property
    def said(self) -> str:
        """Return the end of what it wrote down."""
        return self._log.read_text()[-4000:]

    def tell(self, *, labels: dict[str, str], annotations: dict[str, str], over: bool = False) -> None:
        """Give it an alert that fires, or one that has just ended."""
        alert: dict[str, Any] = {"labels": labels, "annotations": annotations}
        if over:
            alert["endsAt"] = datetime.now(UTC).isoformat()
        answer = requests.post(f"{self.address}/api/v2/alerts", json=[alert], timeout=10)
        assert answer.status_code == 200, answer.text

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait(timeout=20)
