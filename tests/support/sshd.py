"""A real sshd on the loopback with keys and a configuration of its own; the machine's and the user's are not used.

    with sshd(["ForceCommand /usr/bin/true"]) as server, spawn(server.command("-tt", remote="lmtui")) as terminal:
        ...
        terminal.signal(signal.SIGKILL)
        server.expect_nobody()

It serves the user who runs the tests, and nobody else. Their shell has a home of its own there: what it reads at home
takes its time, and may say or set anything.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

import pytest

from support.terminal import PATIENCE, clean_environment

HOST = "127.0.0.1"

# Debian's sshd, started by root, wants this folder; its service makes it.
_PRIVILEGE_SEPARATION = Path("/run/sshd")
_PORTS_TRIED = 5
_HOST_KEY_ALIAS = "sshd-of-the-tests"

# Of a keyword given twice, sshd heeds the first; so these come after the lines of whoever asks. Keys are agreed on in
# the quickest way: the one that also withstands quantum computers takes as long as all else of a login.
_CONFIGURATION = """
ListenAddress {host}
Port {port}
HostKey {folder}/host_key
PidFile {folder}/pid
AuthorizedKeysFile {folder}/user_key.pub
AllowUsers {user}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
UsePAM no
SetEnv HOME={folder}
UseDNS no
PermitUserRC no
KexAlgorithms curve25519-sha256
PrintMotd no
PrintLastLog no
"""


class Sshd:
    """A running sshd.

    Attributes:
        port: on 127.0.0.1.
        user: whom it lets in: whoever runs the tests.
        key: the file of the private key that it lets in.
    """

    def __init__(self, folder: Path, port: int, user: str, process: subprocess.Popen[bytes]) -> None:
        self.port, self.user, self.key = port, user, folder / "user_key"
        self._folder, self._process = folder, process

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self._folder / "log").read_text(errors="replace")

    def command(self, *options: str, remote: str | None = None) -> list[str]:
        """The command line of a client; of options given twice, ssh heeds the first.

        Args:
            options: of ssh, before all others.
            remote: what the user's shell is given there; None for the shell itself.
        """
        target = ["-p", str(self.port), f"{self.user}@{HOST}", *([] if remote is None else [remote])]
        return [_program("ssh"), "-F", "none", *options, *self._settings(), *target]

    def transfer(self, program: str, *arguments: str) -> list[str]:
        """The command line of scp or sftp; `THERE` in an argument stands for the user and the host."""
        there = f"{self.user}@{HOST}"
        arguments = tuple(argument.replace("THERE", there) for argument in arguments)
        return [_program(program), "-F", "none", *self._settings(), "-P", str(self.port), *arguments]

    def _settings(self) -> list[str]:
        settings = {
            "HostKeyAlias": _HOST_KEY_ALIAS,
            "UserKnownHostsFile": str(self._folder / "known_hosts"),
            "GlobalKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "yes",
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
        }
        return [*(f"-o{name}={value}" for name, value in settings.items()), "-i", str(self.key)]

    def effective(self) -> dict[str, str]:
        """Its configuration as it holds for the user, keywords in lower case; of several values the last."""
        asked = f"user={self.user},host=localhost,addr={HOST}"
        command = [_program("sshd"), "-T", "-f", str(self._folder / "config"), "-C", asked]
        told = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        return {keyword: value for keyword, _, value in (line.partition(" ") for line in told.splitlines())}

    def processes(self) -> dict[int, str]:
        """Who serves a connection or came in through one, and has not ended: their ids and command lines.

        Also in sessions of their own, and when whoever started them is gone: each has the port in its environment.
        """
        parents: dict[int, int] = {}
        found = {self._process.pid}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has just ended, or is another user's
                pid = int(entry.name)
                state, parent = (entry / "stat").read_bytes().rpartition(b")")[2].split()[:2]
                if state in (b"Z", b"X"):
                    continue
                parents[pid] = int(parent)
                if self._came_in((entry / "environ").read_bytes()):
                    found.add(pid)
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return {pid: _command_line(pid) for pid in sorted(found - {self._process.pid})}

    def expect_nobody(self, timeout: float = PATIENCE) -> None:
        """Wait until no connection is left, nor anything that came in through one; else an AssertionError."""
        end, pause = time.monotonic() + timeout, 0.02
        while left := self.processes():
            assert time.monotonic() < end, f"still there after {timeout} s: {left}"
            time.sleep(pause)
            pause = min(2 * pause, 0.2)  # all processes of the machine are looked at

    def close(self) -> None:
        """End it, its connections, and what came in through them."""
        end = time.monotonic() + PATIENCE
        while left := self.processes():
            assert time.monotonic() < end, f"cannot be killed: {left}"
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, SIGKILL)
            time.sleep(0.02)
        self._process.kill()
        self._process.wait()

    def _came_in(self, environment: bytes) -> bool:
        port = f" {self.port}".encode()
        return any(
            entry.startswith(b"SSH_CONNECTION=") and entry.endswith(port) for entry in environment.split(b"\0")
        )


@contextmanager
def sshd(extra_lines: Sequence[str] = (), last_lines: Sequence[str] = ()) -> Iterator[Sshd]:
    """Run an sshd; the extra lines of its configuration take precedence, the last ones may be `Match` blocks."""
    _require("sshd", "ssh", "ssh-keygen")
    if os.geteuid() == 0:
        _PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sshd-") as name:
        folder = Path(name)
        for key in ("host_key", "user_key"):
            command = [_program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / key)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        (folder / "known_hosts").write_text(f"{_HOST_KEY_ALIAS} {(folder / 'host_key.pub').read_text()}")
        server = _start(folder, extra_lines, last_lines)
        try:
            yield server
        except Exception as error:
            error.add_note(f"sshd said:\n{server.log}")
            raise
        finally:
            server.close()


def _start(folder: Path, extra_lines: Sequence[str], last_lines: Sequence[str]) -> Sshd:
    user = pwd.getpwuid(os.geteuid()).pw_name
    configuration = folder / "config"
    for _ in range(_PORTS_TRIED):  # somebody else may take a free port first
        with socket.create_server((HOST, 0)) as free:
            port = free.getsockname()[1]
        ours = _CONFIGURATION.format(host=HOST, port=port, folder=folder, user=user)
        configuration.write_text("\n".join([*extra_lines, ours, *last_lines, ""]))
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(
                [_program("sshd"), "-D", "-e", "-f", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=clean_environment(),
            )
        server = Sshd(folder, port, user, process)
        if _listens(process, folder / "pid"):
            return server
        server.close()
        if "Address already in use" not in server.log:
            break
    raise AssertionError(f"sshd does not start:\n{server.log}")


def _listens(process: subprocess.Popen[bytes], pid_file: Path) -> bool:
    """Wait for the file that sshd writes once it listens; False if it ends instead."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if pid_file.exists():
            return True
        time.sleep(0.01)
    return False


def _require(*names: str) -> None:
    missing = [name for name in names if _found(name) is None]
    if missing:
        message = f"no {' and no '.join(missing)} on this machine: apt-get install openssh-server"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)


def _program(name: str) -> str:
    program = _found(name)
    assert program, name
    return program


def _found(name: str) -> str | None:
    """sshd wants to be called by its full name, and is not where ordinary users look for programs."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return "(has just ended)"


class Line:
    """A line to a port of this machine, for one connection, that can be cut.

    Attributes:
        port: of this end.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._listener = socket.create_server((HOST, 0))
        self._ends = [self._listener]
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._connect, daemon=True).start()

    def cut(self) -> None:
        """End it on both sides at once; what is under way is lost."""
        for end in self._ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)  # wakes who waits for it
            end.close()

    def _connect(self) -> None:
        with suppress(OSError):
            near, _ = self._listener.accept()
            self._ends.append(near)
            far = socket.create_connection((HOST, self._to))
            self._ends.append(far)
            threading.Thread(target=self._carry, args=(far, near), daemon=True).start()
            self._carry(near, far)

    def _carry(self, start: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while data := start.recv(65536):
                goal.sendall(data)
            goal.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Lay a line to a port of this machine."""
    line = Line(port)
    try:
        yield line
    finally:
        line.cut()
