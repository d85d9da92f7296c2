"""JSON over connections that stay open; whatever a server does, there is an answer or one line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from support.fake_server import fake_server
from support.llama import free_port

from lmtui.errors import ModelError, SettingError
from lmtui.neural import http_json
from lmtui.neural.http_json import KEY_VARIABLE, JsonServer, RefusedQuestion, check_address, send_key_to


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost"),
        ("HTTP://host:8080/prefix/v1//", "http://host:8080/prefix"),
        ("host/a@b", "http://host/a@b"),
        (" http://Host:8080/ ", "http://host:8080"),
        ("https://host/path/", "https://host/path"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_an_address_in_its_own_form(typed: str, address: str) -> None:
    assert check_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://",
        "ftp://host",
        "unix:///tmp/socket",
        "unix:/tmp/socket",
        "/tmp/socket",
        "file:///etc/passwd",
        "http:/host",
        "http://host:x",
        "http://host/?a=secret",
        "http://host#a@secret",
        "http://a\x1bb",
        "http://a b",
        "http://a..b",
        "http://[::1",
        "::1",
    ],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(SettingError, match="is no address of a server; give it as http://HOST:PORT") as raised:
        check_address(typed)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("host", ["host", "host:x", "[host"])
def test_a_key_is_no_part_of_an_address(host: str) -> None:
    for scheme in ("http://", "", "ftp://"):
        with pytest.raises(SettingError, match=KEY_VARIABLE) as raised:
            check_address(f"{scheme}user:secret@{host}")
        assert "secret" not in str(raised.value)


def test_many_questions_share_a_connection_and_a_closed_one_is_opened_anew() -> None:
    with fake_server({"/said": lambda said: {"said": said}, "/there": lambda _: [1]}) as fake:
        server = JsonServer(fake.address)
        assert [server.ask("/said", number)["said"] for number in range(5)] == list(range(5))
        assert server.ask("/there") == [1]
        assert fake.connections == 1
        fake.closes = True
        assert [server.ask("/there") for _ in range(3)] == [[1]] * 3
        assert fake.connections > 1
        server.close()


def test_several_threads_ask_at_once() -> None:
    with fake_server({"/said": lambda said: said}) as fake:
        server, answers = JsonServer(fake.address), dict[int, object]()
        threads = [
            threading.Thread(target=lambda n=n: answers.update({n: server.ask("/said", n)})) for n in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == {number: number for number in range(20)}
        server.close()


def test_a_key_is_sent_to_a_server_that_the_user_named_and_no_message_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with fake_server({"/": lambda _: (401, {"error": {"message": "bad key"}})}) as fake:
        with pytest.raises(RefusedQuestion, match=KEY_VARIABLE):
            JsonServer(fake.address).ask("/")
        monkeypatch.setenv(KEY_VARIABLE, "sesame")
        with pytest.raises(RefusedQuestion):
            JsonServer(fake.address).ask("/")
        send_key_to(fake.address)
        server = JsonServer(fake.address)
        with pytest.raises(RefusedQuestion) as raised:
            server.ask("/")
        assert [headers.get("Authorization") for headers in fake.headers] == [None, None, "Bearer sesame"]
        assert "sesame" not in f"{raised.value}{server!r}"
    monkeypatch.setenv(KEY_VARIABLE, "two\nlines")
    with pytest.raises(SettingError, match="no key has") as refused:
        JsonServer(fake.address)
    assert "two" not in str(refused.value)


def test_what_a_server_refuses_is_said_in_its_own_words_made_safe() -> None:
    with fake_server({"/": lambda _: (500, {"error": {"message": "no \x1b[31mmemory " + "x" * 999}})}) as fake:
        with pytest.raises(RefusedQuestion, match=r"refuses \(HTTP 500\): no .*memory") as raised:
            JsonServer(fake.address).ask("/")
        assert raised.value.status == 500
        assert "\x1b" not in str(raised.value)
        assert len(str(raised.value)) < 300


def test_an_answer_that_is_no_json() -> None:
    with (
        fake_server({"/": lambda _: b"<html>"}) as fake,
        pytest.raises(ModelError, match="no JSON; is it a language"),
    ):
        JsonServer(fake.address).ask("/")


def test_a_server_that_takes_too_long() -> None:
    with fake_server({"/": lambda _: 1}) as fake:
        server = JsonServer(fake.address)
        server.ask("/")
        fake.seconds = 0.4
        with pytest.raises(
            ModelError, match=r"has given no answer in 0\.1 seconds, or not all of one in 0\.5; try again"
        ):
            server.ask("/", seconds=0.1)
        fake.seconds = 0.0
        assert server.ask("/") == 1


def test_where_no_server_is() -> None:
    with pytest.raises(ModelError, match="connection refused; see that it runs"):
        JsonServer(f"http://127.0.0.1:{free_port()}").ask("/")


@contextmanager
def _saying(*parts: bytes) -> Iterator[str]:
    """The address of a server that sends these bytes, a part now and then, to the first one who asks."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def say() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(1000)
                for part in parts:
                    connection.sendall(part)
                    is_over.wait(0.02)

        is_over = threading.Event()
        thread = threading.Thread(target=say)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        is_over.set()
        thread.join()


_OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "it does not speak HTTP"),
        (b"", "it broke off"),
        (_OK + b"Content-Length: 99999999999999999999\r\n\r\n{}", "it broke off"),
        (_OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n", "it does not speak HTTP"),
        (_OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{}\r\n", "it broke off"),
        (_OK + b"X: a\r\n" * 200, "it does not speak HTTP"),
        (_OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b", "answers what is no JSON"),
        (_OK + b"Content-Length: 90000\r\n\r\n" + b"[" * 90_000, "answers what is no JSON"),
        (b"HTTP/1.1 429 \x1b[31m\r\nContent-Length: 6\r\n\r\n<html>", "refuses .HTTP 429.: too many requests"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: https://\x1b[31m/there?key=1\r\nContent-Length: 0\r\n\r\n",
            "sends questions on to 'https://␛.31m'; if that is right, name that address",
        ),
    ],
)
def test_an_answer_of_another_form_is_one_line(said: bytes, message: str) -> None:
    with _saying(said) as address, pytest.raises(ModelError, match=message) as raised:
        JsonServer(address).ask("/there")
    assert str(raised.value).isprintable()


@pytest.mark.parametrize("form", [b"Content-Length: 200\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nc8\r\n"])
def test_an_answer_that_is_too_large_is_said_to_be(form: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_json, "_LARGEST", 100)
    said = _OK + form + b"1" * 200 + b"\r\n0\r\n\r\n"
    with _saying(said) as address, pytest.raises(ModelError, match="gives an answer of more than 100 bytes"):
        JsonServer(address).ask("/")


def test_an_answer_that_breaks_off_on_a_connection_that_was_kept_is_not_asked_for_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                for said in (b"1", b"123456789"):
                    connection.recv(1000)
                    connection.sendall(_OK + b"Content-Length: %d\r\n\r\n1" % len(said))

        thread = threading.Thread(target=answer)
        thread.start()
        server = JsonServer(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert server.ask("/") == 1
        with pytest.raises(ModelError, match="it broke off"):
            server.ask("/", seconds=1.0)
        thread.join()


@pytest.mark.parametrize("begun", [b"", _OK + b"X: ", _OK + b"Content-Length: 999\r\n\r\n"])
def test_an_answer_that_comes_byte_by_byte_must_be_there_in_time(begun: bytes) -> None:
    drop = b" " if begun else b"HTTP/1.1 100 Continue\r\n\r\n"
    with _saying(begun, *[drop] * 500) as address, pytest.raises(ModelError, match="no answer in"):
        JsonServer(address).ask("/", seconds=0.1)


def test_the_ports_of_addresses_without_one() -> None:
    for address, port in (("http://[::1]", 80), ("https://[::1]", 443), ("http://[::1]:8", 8)):
        assert JsonServer(address)._port == port
