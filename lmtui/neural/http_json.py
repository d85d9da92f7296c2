"""Questions to a server: JSON over HTTP, on connections that stay open."""

from __future__ import annotations

import http.client
import json
import os
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from lmtui.errors import ModelError, SettingError
from lmtui.text.safety import visible

KEY_VARIABLE = "LMTUI_API_KEY"
"""The environment variable that holds the key of the server; a key is read from nowhere else, and never written."""

_may_have_key: set[str] = set()

ANSWER_SECONDS = 120.0
QUICK_SECONDS = 5.0
"""How long an answer is waited for: one that the model computes, and one that the server has ready."""

_LARGEST = 1 << 28  # bytes of an answer
_LONGEST = 200  # characters of a server's own words in a message


class RefusedQuestion(ModelError):
    """The server answered that it does not answer this.

    Attributes:
        status: of HTTP.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def check_address(url: str) -> str:
    """Return the address of a server with its scheme, without a last slash or `/v1`; a key is no part of it.

    Raises:
        SettingError: it is no address of a server.
    """
    advice = "give it as http://HOST:PORT"
    typed = url.strip()
    try:
        parts = urlsplit(typed if "://" in typed else f"http://{typed}")
        port, host = parts.port, parts.hostname
    except ValueError:
        raise SettingError(f"'{visible(typed)}' is no address of a server; {advice}") from None
    if "@" in parts.netloc:
        raise SettingError(f"an address has no name and no key in it; put the key into {KEY_VARIABLE}")
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or not typed.isprintable():
        raise SettingError(f"'{visible(typed)}' is no address of a server; {advice}")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{parts.path.rstrip('/').removesuffix('/v1')}"


def send_key_to(address: str) -> None:
    """Have the key of the environment sent to a server, which the user has named.

    A session file may name any server, which is to learn no key.
    """
    _may_have_key.add(check_address(address))


class JsonServer:
    """A server that answers JSON. Any thread may ask.

    A connection that the server has closed meanwhile, as after a restart, is opened anew once.

    Args:
        address: as `check_address` returns it.
        key: sent as a bearer token; None takes that of the environment, for a server that the user has named.

    Attributes:
        address: of the server.
    """

    def __init__(self, address: str, key: str | None = None) -> None:
        self.address, parts = address, urlsplit(address)
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path
        self._connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        if key is None:
            key = os.environ.get(KEY_VARIABLE, "").strip() if address in _may_have_key else ""
        if not (key.isascii() and key.isprintable()):
            raise SettingError(f"{KEY_VARIABLE} holds characters that no key has")
        self._headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = Lock()

    def ask(self, path: str, question: object = None, seconds: float = ANSWER_SECONDS) -> Any:
        """The answer to a question: what the JSON of the answer means.

        Args:
            path: from the address on, with a slash first.
            question: sent as JSON; None asks for what is there.
            seconds: how long the server may be silent.

        Raises:
            RefusedQuestion: the server answers with an error.
            ModelError: there is no answer, or it is no JSON.
        """
        body = None if question is None else json.dumps(question).encode()
        status, content = self._send(path, body, seconds)
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            answer = None
        if status != http.client.OK:
            raise RefusedQuestion(self._refusal(status, answer), status)
        if answer is None:
            raise ModelError(f"the server at {self.address} answers what is no JSON; is it a language model's?")
        return answer

    def nonsense(self) -> ModelError:
        """The error for an answer that is JSON, and does not say what it should."""
        return ModelError(f"the server at {self.address} gives an answer that lmtui cannot read; try another version")

    def close(self) -> None:
        """Close the connections that are open."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _send(self, path: str, body: bytes | None, seconds: float) -> tuple[int, bytes]:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection:
            try:
                return self._exchange(connection, path, body, seconds)
            except TimeoutError:
                raise self._silence(seconds) from None
            except (OSError, http.client.HTTPException):
                self.close()  # the others are as old
        try:
            return self._exchange(self._connect(self._host, self._port, timeout=seconds), path, body, seconds)
        except TimeoutError:
            raise self._silence(seconds) from None
        except (OSError, http.client.HTTPException) as error:
            said = error.strerror.lower() if isinstance(error, OSError) and error.strerror else ""
            why = visible(said) or "it does not speak HTTP"
            raise ModelError(f"no answer from the server at {self.address}: {why}; see that it runs") from None

    def _silence(self, seconds: float) -> ModelError:
        return ModelError(f"the server at {self.address} has not answered for {seconds:g} seconds; try again")

    def _exchange(
        self, connection: http.client.HTTPConnection, path: str, body: bytes | None, seconds: float
    ) -> tuple[int, bytes]:
        try:
            if connection.sock:
                connection.sock.settimeout(seconds)
            connection.request("GET" if body is None else "POST", self._path + path, body, self._headers)
            response = connection.getresponse()
            content = response.read(_LARGEST)
        except BaseException:
            connection.close()
            raise
        if response.isclosed():
            with self._lock:
                self._idle.append(connection)
        else:
            connection.close()
        return response.status, content

    def _refusal(self, status: int, answer: object) -> str:
        """What the user is told where the server answers with an error."""
        if status in (http.client.UNAUTHORIZED, http.client.FORBIDDEN):
            return (
                f"the server at {self.address} asks for a key, or for another one; name the server with --server, "
                f"and put its key into {KEY_VARIABLE}"
            )
        said = answer.get("error", answer) if isinstance(answer, dict) else None
        said = said.get("message") if isinstance(said, dict) else said
        words = f": {visible(said)[:_LONGEST]}" if isinstance(said, str) else ""
        return f"the server at {self.address} refuses (HTTP {status}){words}"
