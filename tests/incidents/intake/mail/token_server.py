"""A real server on this machine that gives tokens, and tells a mail server which of them hold."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


class TokenServer:
    """Gives a token for the secret; `holds` are those that are taken, `refuses` is the error it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.holds: set[str] = set()
        self.refuses = ""
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, told = outer.give({name: values[0] for name, values in parse_qs(body).items()})
                self._say(status, told)

            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query)["token"][0]
                user = token.partition("-")[0]
                self._say(200, {"active": token in outer.holds, "username": user})

            def _say(self, status: int, told: dict[str, object]) -> None:
                raw = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def give(self, said: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Answer one who asks."""
        self.asked.append(said)
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": "AADSTS70008: it has expired."}
        # As long as those of Microsoft 365.
        token = f"{said['client_id']}-{len(self.asked)}-{'x' * 2000}"
        self.holds.add(token)
        return 200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"}

    def stop(self) -> None:
        """Go away."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
