"""Open a regular file for reading, and refuse files that could wait for a writer or have no end."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import BinaryIO

_SYSTEM_KINDS = frozenset(
    b"autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts efivarfs fusectl mqueue nsfs proc pstore "
    b"rpc_pipefs securityfs selinuxfs sysfs tracefs".split()
)
"""File systems whose files the kernel makes up while they are read: sizes are not true, and reading may wait."""


class SpecialFileError(OSError):
    """A device, a socket, a pipe or a piece of the system's state stands where a regular file is wanted."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EINVAL, reason)


def open_regular(path: str | os.PathLike[str], pipes_allowed: bool = False) -> BinaryIO:
    """Open a regular file for reading bytes, without ever waiting for a writer.

    Args:
        path: of the file; links are followed.
        pipes_allowed: whether the path may be that of a pipe (`<(command)` of a shell, a named pipe). Opening a pipe
            waits for its writer, so that only a command that Ctrl+C ends should allow pipes.

    Raises:
        SpecialFileError: the path is that of a device, a socket, or a pipe that is not allowed; see `strerror`.
        IsADirectoryError: the path is that of a folder.
        OSError: the file cannot be opened.
        ValueError: no file can have that name.
    """
    # Checked before opening, as opening alone can act on a device; and after, as the name may lead elsewhere by then.
    status = os.stat(path)
    check_regular(status, pipes_allowed)
    wait = 0 if stat.S_ISFIFO(status.st_mode) else os.O_NONBLOCK
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | wait)
    try:
        check_regular(os.fstat(handle), pipes_allowed)
        os.set_blocking(handle, True)
        return open(handle, "rb")
    except BaseException:
        with suppress(OSError):
            os.close(handle)
        raise


def check_regular(status: os.stat_result, pipes_allowed: bool = False) -> None:
    """Raise as `open_regular` does unless this is the status of a regular file, or of a pipe where one is allowed."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        if status.st_blocks == 0 and status.st_dev in system_devices():
            raise SpecialFileError("it shows the system's state and is no file on a disk")
    elif stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    elif not stat.S_ISFIFO(mode):
        raise SpecialFileError(f"it is a {'socket' if stat.S_ISSOCK(mode) else 'device'}, not a regular file")
    elif not pipes_allowed:
        raise SpecialFileError("it is a pipe, which only commands without a screen read")


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """What tells one state of a file from another: its bytes, and when it was changed last, in ns.

    There are two such times: the one that programs set when they copy a file, and the one that the system alone sets,
    so that another text of the same size and time is not taken for the same.
    """
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def system_devices() -> frozenset[int]:
    """The device numbers (`st_dev`) of file systems such as /proc and /sys; none where that cannot be known.

    Source: proc(5), /proc/pid/mountinfo: the third field is MAJOR:MINOR, the first after the hyphen the type.
    """
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return frozenset()
    devices = set()
    for line in lines:
        mount, _, system = line.partition(b" - ")
        if system.partition(b" ")[0] in _SYSTEM_KINDS:
            major, _, minor = mount.split(b" ", 3)[2].partition(b":")
            devices.add(os.makedev(int(major), int(minor)))
    return frozenset(devices)
