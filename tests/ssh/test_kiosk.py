"""A shared account behind a real sshd, with the configuration that the README recommends.

What is refused there is also tried on the same sshd without that configuration, where it must succeed.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from support.cli import REPOSITORY
from support.screen import find_table
from support.sshd import HOST, Sshd, sshd
from support.terminal import (
    CTRL_Q,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F7,
    PATIENCE,
    Terminal,
    alternate_screen_left,
    clean_environment,
    modes_left_on,
    spawn,
)

README = REPOSITORY / "README.md"
BLOCK = re.compile(r"^Match User (\S+)\n(?: +\S.*\n)+", re.MULTILINE)

# As generous as administrators are, and distributions; before the recommended block, which is for one account.
GENEROUS = (
    "AcceptEnv LANG LC_* PYTHON* TEXTUAL_*",
    "AllowAgentForwarding yes",
    "AllowTcpForwarding yes",
    "AllowStreamLocalForwarding yes",
    "GatewayPorts clientspecified",
    "X11Forwarding yes",
    "PermitUserRC yes",
    "Subsystem sftp internal-sftp",
)
SENT = {
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "en_GB.UTF-8",
    "LC_MESSAGES": "fr_FR.UTF-8",
    "PYTHONPATH": "/nowhere",
    "PYTHONINSPECT": "1",
    "TEXTUAL_DRIVER": "mischief:Driver",
}
GREETING = b"a service that only this machine may reach"


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("texts")
    (root / "colours.txt").write_text("red blue red green\n" * 5)
    return root


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """What keeps the tests out of the home of whoever runs them."""
    home = tmp_path_factory.mktemp("home")
    return (*GENEROUS, f"SetEnv LMTUI_CACHE={home}/cache HOME={home} XAUTHORITY={home}/Xauthority")


def recommended(texts: Path) -> str:
    """The block of the README, for this user, this Python and this folder."""
    if not README.is_file():
        pytest.skip("there is no README here")
    block = BLOCK.search(README.read_text(encoding="utf-8"))
    assert block is not None
    here = re.sub(r"ForceCommand \S+", f"ForceCommand {sys.executable}", block[0])
    here = re.sub(r"--root \S+", f"--root {texts}", here)
    assert here.count(sys.executable) == here.count(str(texts)) == 1
    return here.replace(f"User {block[1]}", "User *")


@pytest.fixture(scope="module")
def kiosk(texts: Path, surroundings: tuple[str, ...]) -> Iterator[Sshd]:
    """An sshd with the recommended configuration."""
    with sshd(surroundings, [recommended(texts)]) as running:
        yield running


@pytest.fixture(scope="module")
def open_house(surroundings: tuple[str, ...]) -> Iterator[Sshd]:
    """The same one without."""
    with sshd(surroundings) as running:
        yield running


@pytest.fixture(autouse=True)
def _nobody_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    for name in ("kiosk", "open_house"):
        if name in request.fixturenames:
            server = request.getfixturevalue(name)
            assert isinstance(server, Sshd)
            server.expect_nobody()


def ready(terminal: Terminal) -> None:
    terminal.expect(lambda seen: find_table(seen.lines))


@contextmanager
def visit(
    server: Sshd, *options: str, remote: str | None = None, answers: bool = True, env: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """Somebody in the kiosk, which is there and nothing else, whatever command is asked for."""
    with spawn(server.command("-tt", *options, remote=remote), (100, 30), env, answers) as terminal:
        ready(terminal)
        terminal.settle()
        (line,) = programs(server).values()
        assert " --kiosk " in line
        yield terminal
    assert b"uid=" not in terminal.received


def leave(terminal: Terminal) -> None:
    terminal.send(CTRL_Q)
    assert terminal.wait() == 0
    assert alternate_screen_left(terminal.received)
    assert modes_left_on(terminal.received) == set()


def run(command: list[str], env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A client without a terminal, to its end."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
        env=clean_environment(env),
    )


def programs(server: Sshd) -> dict[int, str]:
    """What runs there besides the sshd itself."""
    return {pid: line for pid, line in server.processes().items() if not line.startswith("sshd")}


def environment(server: Sshd, name: str) -> dict[str, str]:
    """The environment of the one program that runs there."""
    (pid,) = (pid for pid, line in programs(server).items() if name in line)
    entries = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    return dict(entry.split("=", 1) for entry in entries if entry)


# What is offered


def test_the_playground_opens_and_is_all_that_runs_whatever_command_is_asked_for(
    kiosk: Sshd, open_house: Sshd, texts: Path, tmp_path: Path
) -> None:
    marker = tmp_path / "marker"
    command = f"touch {marker}; id"
    with visit(kiosk, remote=command) as terminal:
        (line,) = programs(kiosk).values()
        assert line == f"{sys.executable} -IB -m lmtui --kiosk --root {texts}"
        terminal.send("The fox")
        terminal.expect("Next after The fox")
        terminal.send(F2)
        terminal.expect("─ Settings ─")
        terminal.settle()
        terminal.send(f"\x1b[B{'colours.txt'}{ENTER}")
        terminal.expect(lambda seen: "colours.txt" in seen.lines[0] and find_table(seen.lines))
        leave(terminal)
    assert not marker.exists()
    run(open_house.command("-tt", remote=command))
    assert marker.exists()


def test_the_configuration_holds_for_the_account(kiosk: Sshd) -> None:
    holds = kiosk.effective()
    assert " --kiosk " in holds["forcecommand"]
    wanted = {
        "disableforwarding": "yes",
        "permituserrc": "no",
        "permituserenvironment": "no",
        "permittunnel": "no",
        "permittty": "yes",
        "acceptenv": "none",
    }
    assert {keyword: holds[keyword] for keyword in wanted} == wanted


# Commands and files


def test_a_command_is_not_run_without_a_terminal(kiosk: Sshd, open_house: Sshd, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    command = f"touch {marker}; id"
    done = run(kiosk.command("-T", remote=command))
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"lmtui: .*terminal.*\n", done.stderr)
    assert not marker.exists()
    run(open_house.command("-T", remote=command))
    assert marker.exists()


# A command with a terminal is the playground all the same: each of these is asked for where somebody comes anyway.
A_SHELL, A_LOGIN_SHELL, PYTHON = "sh -i", "bash -l", "python3"
LMTUI, GENERATE = "lmtui", "lmtui generate --tokens 3"


def test_without_a_terminal_there_is_no_shell_either(kiosk: Sshd, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    done = subprocess.run(
        kiosk.command("-T"),
        input=f"touch {marker}\n".encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env=clean_environment(),
    )
    assert done.returncode == 2
    assert not marker.exists()


@pytest.mark.parametrize("way", ["scp", "scp -O", "sftp"])
def test_no_file_is_copied_there_or_back(kiosk: Sshd, open_house: Sshd, tmp_path: Path, way: str) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("content\n")
    batch = tmp_path / "batch"
    batch.write_text(f"put {source} {target}\nget {source} {target}\n")
    program, *options = way.split()
    copies: dict[str, list[tuple[str, ...]]] = {
        "scp": [(str(source), f"THERE:{target}"), (f"THERE:{source}", str(target))],
        "sftp": [("-b", str(batch), "THERE")],
    }
    for arguments in copies[program]:
        assert run(kiosk.transfer(program, *options, *arguments)).returncode != 0
        assert not target.exists()
        assert run(open_house.transfer(program, *options, *arguments)).returncode == 0
        assert target.read_text() == "content\n"
        target.unlink()


def test_another_subsystem_is_the_same_refusal(kiosk: Sshd) -> None:
    done = run(kiosk.command("-s", "-T", remote="sftp"))
    assert (done.returncode, done.stdout) == (2, "")


# Forwarding


class Service:
    """Greets whoever connects."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.connections = 0
        threading.Thread(target=self._greet, daemon=True).start()

    def _greet(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                with connection:
                    connection.sendall(GREETING)


@contextmanager
def service() -> Iterator[tuple[Service, int]]:
    with socket.create_server((HOST, 0)) as listener:
        served = Service(listener)
        yield served, listener.getsockname()[1]
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])


def reaches(place: int | str, first: bytes = b"") -> bool:
    """Whether the service greets at a port or a socket, which is waited for as long as nobody listens there."""
    family, address = (socket.AF_UNIX, place) if isinstance(place, str) else (socket.AF_INET, (HOST, place))
    end = time.monotonic() + PATIENCE
    while True:
        with socket.socket(family) as caller:
            caller.settimeout(PATIENCE)
            try:
                caller.connect(address)
            except OSError:
                assert time.monotonic() < end, f"nobody listens at {place}"
                time.sleep(0.02)
                continue
            with suppress(ConnectionError):
                caller.sendall(first)
                received = b""
                while data := caller.recv(100):
                    received += data
                    if received.endswith(GREETING):
                        return True
            return False


@contextmanager
def without_program(server: Sshd, *options: str) -> Iterator[None]:
    """A connection for nothing but forwarding."""
    client = subprocess.Popen(
        server.command("-N", *options),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=clean_environment(),
    )
    try:
        yield
    finally:
        client.kill()
        client.wait()


def socks_request(port: int) -> bytes:
    """SOCKS 4: connect."""
    return b"\x04\x01" + port.to_bytes(2, "big") + socket.inet_aton(HOST) + b"\0"


@pytest.mark.parametrize("way", ["-L", "-D", "unix"])
def test_nothing_is_reached_from_there(kiosk: Sshd, open_house: Sshd, tmp_path: Path, way: str) -> None:
    for server in (kiosk, open_house):
        with service() as (served, port):
            near = free_port()
            place: int | str = str(tmp_path / f"near-{server.port}") if way == "unix" else near
            option = {"-L": f"-L{near}:{HOST}:{port}", "-D": f"-D{HOST}:{near}", "unix": f"-L{place}:{HOST}:{port}"}
            with without_program(server, option[way]):
                reached = reaches(place, socks_request(port) if way == "-D" else b"")
            assert reached == (server is open_house)
            assert served.connections == int(server is open_house)


def test_nothing_is_reached_beside_the_playground_and_a_second_session_gets_no_more(
    kiosk: Sshd, tmp_path: Path
) -> None:
    control, marker = str(tmp_path / "c"), tmp_path / "marker"
    with (
        service() as (served, port),
        visit(
            kiosk,
            *("-M", "-S", control, "-oExitOnForwardFailure=no", f"-L{free_port()}:{HOST}:{port}"),
            remote=A_LOGIN_SHELL,
        ) as terminal,
    ):
        done = run(kiosk.command("-S", control, "-T", remote=f"touch {marker}"))
        assert done.returncode == 2
        run(kiosk.command("-S", control, "-O", "forward", "-L", f"{tmp_path}/l:{HOST}:{kiosk.port}"))
        assert not reaches(str(tmp_path / "l"))
        leave(terminal)
        assert served.connections == 0
    assert not marker.exists()


def test_nothing_is_reached_through_standard_input_and_output(kiosk: Sshd, open_house: Sshd) -> None:
    for server in (kiosk, open_house):
        with service() as (served, port):
            done = run(server.command("-W", f"{HOST}:{port}"))
            assert (done.stdout.encode() == GREETING) == (server is open_house)
            assert served.connections == int(server is open_house)


@pytest.mark.parametrize("place", ["port", "unix"])
def test_nobody_there_reaches_anything_here(kiosk: Sshd, open_house: Sshd, tmp_path: Path, place: str) -> None:
    for server in (kiosk, open_house):
        with service() as (_, port):
            far: int | str = free_port() if place == "port" else str(tmp_path / f"far-{server.port}")
            client = server.command("-N", "-oExitOnForwardFailure=yes", f"-R{far}:{HOST}:{port}")
            if server is kiosk:
                done = run(client)
                assert done.returncode == 255
                assert "remote port forwarding failed" in done.stderr
            else:
                with without_program(server, f"-R{far}:{HOST}:{port}"):
                    assert reaches(far)


# The environment


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[str]:
    """The socket of an agent."""
    place = str(tmp_path / "agent")
    process = subprocess.Popen(["ssh-agent", "-D", "-a", place], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while not os.path.exists(place):
            assert time.monotonic() < end
            time.sleep(0.01)
        yield place
    finally:
        process.kill()
        process.wait()


def there(open_house: Sshd, *options: str, env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command where nothing forbids it."""
    told = run(open_house.command("-T", *options, remote="env -0"), env)
    assert told.returncode == 0
    return dict(entry.split("=", 1) for entry in told.stdout.split("\0") if entry)


SENDING = {
    "sent": [f"-oSendEnv={name}" for name in SENT],
    "set here": ["-oSetEnv=" + " ".join(f"{name}={value}" for name, value in SENT.items())],
}


def test_what_is_offered_to_the_kiosk_would_be_taken_without_it(open_house: Sshd, agent: str) -> None:
    forwarded = ("-A", f"-oIdentityAgent={agent}")
    assert "SSH_AUTH_SOCK" in there(open_house, *forwarded, env={"SSH_AUTH_SOCK": agent})
    if os.path.exists("/usr/bin/xauth"):
        assert "DISPLAY" in there(open_house, "-Y", env={"DISPLAY": ":99"})
    for way, options in SENDING.items():
        taken = there(open_house, *options, env=SENT)
        assert {name: taken.get(name) for name in SENT} == SENT, way


@pytest.mark.parametrize(("display", "way"), [("-Y", "sent"), ("-X", "set here")])
def test_no_agent_no_display_and_no_variable_is_there(kiosk: Sshd, agent: str, display: str, way: str) -> None:
    offered = {"SSH_AUTH_SOCK": agent, "DISPLAY": ":99", **SENT}
    with visit(kiosk, "-A", f"-oIdentityAgent={agent}", display, *SENDING[way], env=offered) as terminal:
        found = environment(kiosk, "--kiosk")
        leave(terminal)
    assert "SSH_AUTH_SOCK" not in found
    assert "DISPLAY" not in found
    assert {name for name in SENT if found.get(name) == SENT[name]} == set()
    assert set(found) <= {
        *("USER", "LOGNAME", "HOME", "PATH", "SHELL", "TERM", "MAIL", "TZ", "PWD", "SHLVL", "_", "OLDPWD"),
        *("SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "LMTUI_CACHE", "XAUTHORITY", "MOTD_SHOWN"),
    }


# Escapes


def test_an_exclamation_mark_starts_nothing(kiosk: Sshd, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    with visit(kiosk, remote=PYTHON) as terminal:
        before = set(kiosk.processes())
        # The slider comes last: there, keys have meanings of their own.
        for way, sign in (("", "Prompt"), (F1, "─ Help ─"), (F2, "─ Settings ─"), ("", "F1 Help")):
            terminal.send(way)
            terminal.expect(sign)
            terminal.settle()
            for line in (f"!touch {marker}", f":!touch {marker}", "!sh"):
                terminal.send(line)
                terminal.settle()
                assert set(kiosk.processes()) == before, (sign, line)
            terminal.send(ESCAPE + ESCAPE)
            terminal.settle()
            terminal.send(ENTER)  # some run it as a line
            terminal.read(0.3)
            assert set(kiosk.processes()) == before, sign
            terminal.send(F7)  # others let it generate
        leave(terminal)
    assert not marker.exists()


def escape(terminal: Terminal, keys: str) -> None:
    """Type one of the client's escapes, which it heeds at the start of a line."""
    terminal.send(f"\r~{keys}")


def test_the_clients_escapes_reach_nothing_there(kiosk: Sshd) -> None:
    with visit(kiosk, remote=A_SHELL, answers=False) as terminal:
        before = set(kiosk.processes())
        for keys, answer in (("?", b"Supported escape sequences"), ("#", b"The following connections are open")):
            escape(terminal, keys)
            terminal.expect(partial(has_received, answer))
        for keys in ("B", "R", "V", "v", "~", "x", "!", "\x1a!"):
            escape(terminal, keys)
            terminal.read(0.1)
        assert set(kiosk.processes()) == before
        leave(terminal)


def has_received(data: bytes, terminal: Terminal) -> bool:
    return data in terminal.received


def test_a_forwarding_asked_for_by_an_escape_is_refused(kiosk: Sshd) -> None:
    with (
        service() as (served, port),
        visit(kiosk, "-oEnableEscapeCommandline=yes", "-oLogLevel=INFO", remote=GENERATE, answers=False) as terminal,
    ):
        for forwarding in ("L", "D", "R"):
            near = free_port()
            ask_for_a_forwarding(terminal, f"-{forwarding} {near}{'' if forwarding == 'D' else f':{HOST}:{port}'}")
            if forwarding == "R":
                terminal.send(F1)
                terminal.expect("The ideas")  # by then it has been answered
                with socket.socket() as caller:
                    assert caller.connect_ex((HOST, near)) == errno.ECONNREFUSED
            else:
                with ThreadPoolExecutor() as pool:  # the client must go on to be read
                    reached = pool.submit(reaches, near, socks_request(port))
                    terminal.read(PATIENCE, lambda _, reached=reached: reached.done())  # type: ignore[misc]
                assert not reached.result(), forwarding
            assert served.connections == 0, forwarding
        leave(terminal)


def ask_for_a_forwarding(terminal: Terminal, option: str) -> None:
    """Open the client's own command line, and give it an option."""
    for keys, answer in (("\r~C", b"ssh> "), (f"{option}\r", b"Forwarding port")):
        before = len(terminal.received)
        terminal.send(keys)
        terminal.expect(lambda seen, before=before, answer=answer: answer in seen.received[before:])  # type: ignore[misc]


def test_a_client_that_goes_to_the_background_leaves_nothing_there(kiosk: Sshd) -> None:
    with visit(kiosk, remote=LMTUI, answers=False) as terminal:
        escape(terminal, "&")
        assert terminal.wait() == 0
        kiosk.expect_nobody()


# The end


def kill_client(terminal: Terminal) -> None:
    terminal.signal(signal.SIGKILL)
    assert terminal.wait() == -signal.SIGKILL


def close_window(terminal: Terminal) -> None:
    terminal.hang_up()
    terminal.wait()


def escape_dot(terminal: Terminal) -> None:
    escape(terminal, ".")
    assert terminal.wait() == 255


@pytest.mark.parametrize("lose", [kill_client, close_window, escape_dot])
def test_nothing_stays_when_the_client_is_gone(kiosk: Sshd, lose: Callable[[Terminal], None]) -> None:
    with visit(kiosk) as terminal:
        assert programs(kiosk)
        lose(terminal)
        kiosk.expect_nobody()
