"""A server on loopback that says what a test wants, and counts its connections."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from support.cli import REPOSITORY

_RECORDED = REPOSITORY / "tests" / "neural" / "recorded"

Answer = Callable[[Any], object]
"""What an answer to a question is: JSON, or bytes that are none, or a pair of a status and one of these."""


class FakeServer:
    """Answers by path.

    Attributes:
        answers: by path.
        seconds: how long each answer takes.
        closes: whether a connection is closed after each answer, without a word about that.
        connections: how many were opened.
        headers: of each question.
        address: of the server.
    """

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(answers)
        self.seconds, self.closes, self.connections = 0.0, False, 0
        self.headers: list[dict[str, str]] = []
        self.address = ""


def always(answer: object) -> Answer:
    """The same answer to every question."""
    return lambda question: answer


def always_all(answers: Mapping[str, object]) -> dict[str, Answer]:
    """By path, the same answer to every question."""
    return {path: always(answer) for path, answer in answers.items()}


def recorded(name: str) -> dict[str, Any]:
    """The answers of a server that are in a file of `tests/neural/recorded`, by path."""
    answers: dict[str, Any] = json.loads((_RECORDED / name).read_text())
    return answers


@contextmanager
def fake_server(answers: Mapping[str, Answer]) -> Iterator[FakeServer]:
    """Run a server while a test goes on."""
    fake = FakeServer(answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20
        wbufsize = -1  # head and body in one packet

        def setup(self) -> None:
            super().setup()
            fake.connections += 1

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, question: Any) -> None:
            fake.headers.append(dict(self.headers))
            time.sleep(fake.seconds)
            said = (
                fake.answers[self.path](question) if self.path in fake.answers else (404, {"error": "no such page"})
            )
            status, content = said if isinstance(said, tuple) else (200, said)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            self.close_connection = self.close_connection or fake.closes

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads, request_queue_size = True, 64

    server = Server(("127.0.0.1", 0), Handler)
    fake.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
