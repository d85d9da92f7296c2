"""Questions to a server: JSON over HTTP, on connections that stay open."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from threading import Event, Lock, Timer
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lmtui.errors import ModelError, SettingError
from lmtui.text.safety import visible

KEY_VARIABLE = "LMTUI_API_KEY"
"""The environment variable that holds the key of the server; a key is read from nowhere else, and never written."""

_may_have_key: set[str] = set()

ANSWER_SECONDS = 120.0
QUICK_SECONDS = 5.0
"""How long a server may be silent: before an answer that the model computes, and before one that it has ready."""

OTHER_FORM = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
"""What reading an answer of another form than the expected one raises."""

_WHOLE = 5  # times as long may an answer take from its beginning to its end, as all of V may on a slow line

_LARGEST = 1 << 28  # bytes of an answer
_LONGEST = 200  # characters of a server's own words in a message
_REDIRECTIONS = (301, 302, 303, 307, 308)


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
    typed = url.strip()
    authority = re.split(r"[/?#]", typed.partition("://")[2] or typed)[0]
    if "@" in authority:
        raise SettingError(f"an address has no name and no key in it; put the key into {KEY_VARIABLE}")
    shown = "this" if "@" in typed else f"'{visible(typed.partition('?')[0])}'"  # the rest may hold a key
    refusal = SettingError(f"{shown} is no address of a server; give it as http://HOST:PORT")
    try:
        parts = urlsplit(typed if "://" in typed else f"http://{typed}")
        port, host = parts.port, parts.hostname or ""
        host.encode("idna")
    except ValueError:
        raise refusal from None
    is_plain = typed.isprintable() and " " not in typed and parts.path.isascii() and not parts.netloc.endswith(":")
    if parts.scheme not in ("http", "https") or not host or not is_plain or parts.query or parts.fragment:
        raise refusal
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{parts.path.rstrip('/').removesuffix('/v1')}"


def send_key_to(address: str) -> None:
    """Have the key of the environment sent to a server, which the user has named.

    A session file may name any server, which is to learn no key.
    """
    _may_have_key.add(check_address(address))


class _Reply(NamedTuple):
    """What a server sends back.

    Attributes:
        status: of HTTP.
        content: the body.
        location: where the server sends the question on to; "" is nowhere.
    """

    status: int
    content: bytes
    location: str


class JsonServer:
    """A server that answers JSON. Any thread may ask.

    A connection that the server has closed meanwhile, as after a restart, is opened anew once. Where an answer
    breaks off, the question is not asked again.

    Args:
        address: as `check_address` returns it.
        key: sent as a bearer token; None takes that of the environment, for a server that the user has named.

    Attributes:
        address: of the server.
    """

    def __init__(self, address: str, key: str | None = None) -> None:
        self.address, parts = address, urlsplit(address)
        self._connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._path = parts.hostname or "", parts.path
        self._port = self._connect.default_port if parts.port is None else parts.port
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
            seconds: how long the server may be silent; once it is connected, all of its answer may take five times as
                long.

        Raises:
            RefusedQuestion: the server answers with an error.
            ModelError: there is no answer, or it is no JSON.
        """
        body = None if question is None else json.dumps(question).encode()
        reply = self._send(path, body, seconds)
        try:
            answer = json.loads(reply.content)
        except (ValueError, RecursionError):
            answer = None
        if reply.status in _REDIRECTIONS:  # not followed: only the server that the user has named learns the key
            elsewhere = words_of(reply.location.partition("?")[0].removesuffix(path))
            advice = "if that is right, name that address"
            raise RefusedQuestion(
                f"the server at {self.address} sends questions on to '{elsewhere}'; {advice}", reply.status
            )
        if reply.status != http.client.OK:
            raise RefusedQuestion(self._refusal(reply.status, answer), reply.status)
        if answer is None:
            raise ModelError(f"the server at {self.address} answers what is no JSON; is it a language model's?")
        return answer

    def nonsense(self) -> ModelError:
        """The error for an answer that is JSON, and does not say what it should."""
        return ModelError(f"the server at {self.address} gives an answer that lmtui cannot read; try another version")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read an answer: whatever an unexpected form of it leads to becomes that error.

        Raises:
            ModelError: `nonsense`.
        """
        try:
            yield
        except OTHER_FORM:
            raise self.nonsense() from None

    def close(self) -> None:
        """Close the connections that are open."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _send(self, path: str, body: bytes | None, seconds: float) -> _Reply:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection:
            try:
                return self._exchange(connection, path, body, seconds)
            except TimeoutError:
                raise self._too_late(seconds) from None
            except http.client.IncompleteRead as error:
                raise self._no_answer(error) from None
            except (OSError, http.client.HTTPException, ValueError):
                self.close()  # the others are as old
        try:
            return self._exchange(self._connect(self._host, self._port, timeout=seconds), path, body, seconds)
        except TimeoutError:
            raise self._too_late(seconds) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._no_answer(error) from None

    def _no_answer(self, error: Exception) -> ModelError:
        return ModelError(f"no answer from the server at {self.address}: {visible(_why(error))}; see that it runs")

    def _too_late(self, seconds: float) -> ModelError:
        times = f"{seconds:g} seconds, or not all of one in {_WHOLE * seconds:g}"
        return ModelError(f"the server at {self.address} has given no answer in {times}; try again")

    def _exchange(
        self, connection: http.client.HTTPConnection, path: str, body: bytes | None, seconds: float
    ) -> _Reply:
        try:
            if connection.sock is None:
                connection.connect()
            connection.sock.settimeout(seconds)
            with _cut_off_after(_WHOLE * seconds, connection.sock):
                connection.request("GET" if body is None else "POST", self._path + path, body, self._headers)
                response = connection.getresponse()
                content = _body(response)
            if len(content) > _LARGEST:
                raise ModelError(f"the server at {self.address} gives an answer of more than {_LARGEST:,} bytes")
            if response.length:
                raise http.client.IncompleteRead(content, response.length)
        except BaseException:
            connection.close()
            raise
        if response.isclosed():
            with self._lock:
                self._idle.append(connection)
        else:
            connection.close()
        return _Reply(response.status, content, response.headers.get("Location", ""))

    def _refusal(self, status: int, answer: object) -> str:
        """What the user is told where the server answers with an error."""
        if status in (http.client.UNAUTHORIZED, http.client.FORBIDDEN):
            return (
                f"the server at {self.address} asks for a key, or for another one; name the server with --server, "
                f"and put its key into {KEY_VARIABLE}"
            )
        said = answer.get("error", answer) if isinstance(answer, dict) else None
        said = said.get("message") if isinstance(said, dict) else said
        words = words_of(said) if isinstance(said, str) else _PHRASES.get(status, "")
        return f"the server at {self.address} refuses (HTTP {status}){words and f': {words}'}"


def words_of(said: str) -> str:
    """What a server says, as a name or in an error: safe to show, and not too long for a line."""
    return visible(said)[:_LONGEST]


_PHRASES = {status.value: status.phrase.lower() for status in HTTPStatus}


def _body(response: http.client.HTTPResponse) -> bytes:
    """The body of an answer, or so much of it that it is too large.

    Raises:
        IncompleteRead: it broke off.
    """
    try:
        return response.read(_LARGEST + 1)
    except ConnectionError:
        raise http.client.IncompleteRead(b"") from None


@contextmanager
def _cut_off_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """Shut a socket down where what is done with it takes too long.

    The time that a socket itself allows begins anew with each byte, of which a server may send one now and then.

    Raises:
        TimeoutError: it took too long.
    """
    is_late = Event()

    def cut_off() -> None:
        is_late.set()
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    clock = Timer(seconds, cut_off)
    clock.daemon = True
    clock.start()
    try:
        yield
    except Exception:
        if not is_late.is_set():
            raise
    finally:
        clock.cancel()
    if is_late.is_set():
        raise TimeoutError


def _why(error: Exception) -> str:
    """Why there is no answer."""
    if isinstance(error, http.client.IncompleteRead | ConnectionError) and not getattr(error, "strerror", None):
        return "it broke off"
    said = error.strerror if isinstance(error, OSError) else None
    return said.lower() if said else "it does not speak HTTP"
