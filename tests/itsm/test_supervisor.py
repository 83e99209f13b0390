"""What the supervisor does when the web server cannot start."""

import sys
import time

from itsm.supervisor import Child, Supervisor, answers


def test_a_web_server_that_cannot_start_stops_everything_with_one_line() -> None:
    said: list[str] = []
    sleeper = Child("worker", [sys.executable, "-c", "import time; time.sleep(60)"])
    supervisor = Supervisor(
        web=Child("web", [sys.executable, "-c", "raise SystemExit(3)"]),
        others=[sleeper],
        live="http://127.0.0.1:9/health/live",
        say=said.append,
        announce=lambda: said.append("announced"),
    )
    assert supervisor.run() == 1
    assert said == ["The web server did not start (exit status 3); see above."]
    assert sleeper.status is not None


def test_the_pause_before_a_restart_grows_and_forgives_a_steady_child() -> None:
    child = Child("worker", ["true"], started_at=time.monotonic())
    assert [child.plan_restart() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started_at = time.monotonic() - 3600
    assert child.plan_restart() == 1


def test_a_silent_port_does_not_answer() -> None:
    assert answers("http://127.0.0.1:9/health/live") is False
