"""A server on the loopback interface that stands for a model, and says what it is told to say."""

from __future__ import annotations

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from agentconv.proving.values import ClientFailed


class Loopback(ThreadingHTTPServer):
    """Serves on a free port within a `with` block; nothing beyond this machine reaches it."""

    daemon_threads = True

    def __init__(self, handler: type[Handler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.turn = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up, or asks in a form that nobody knows, is told of by what is missing."""


class Handler(BaseHTTPRequestHandler):
    """One request of a client."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing goes to the terminal."""

    def do_GET(self) -> None:
        self.reply(404, "application/json", b"{}")

    do_HEAD = do_GET  # noqa: N815

    def body(self) -> bytes:
        """What was sent."""
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def reply(self, status: int, kind: str, data: bytes) -> None:
        """Answer with `data` of a media type."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def fetched(
    address: str, method: str, path: str, data: object = None, *, timeout: float
) -> tuple[int, bytes]:
    """The status and the body of what a client that is a server on this machine answers.

    Raises `ClientFailed` when it answers nothing.
    """
    host = address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=timeout)
    body = None if data is None else json.dumps(data).encode()
    try:
        connection.request(method, path, body, {"content-type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise ClientFailed(f"does not answer: {error}") from None
    finally:
        connection.close()
