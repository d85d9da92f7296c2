"""The driver: Textual's for Linux, with another way to write, to read and to end, whatever the terminal does."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from typing import Any, BinaryIO, ClassVar, TextIO

from textual import events, messages
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from lmtui.text.cells import widths_in_use
from lmtui.tui.connection import Connection
from lmtui.tui.wire.backlog import Backlog
from lmtui.tui.wire.cursor_reports import CursorReports
from lmtui.tui.wire.ending import HUNG_UP, MOST_SECONDS, Ending
from lmtui.tui.wire.frames import Frames
from lmtui.tui.wire.job_control import JobControl
from lmtui.tui.wire.keyboard import KeyboardInput, read_keys
from lmtui.tui.wire.modes import TerminalModes
from lmtui.tui.wire.output import Output
from lmtui.tui.wire.pacing import Pacing
from lmtui.tui.wire.tty import keep_line_feeds, reopened, restore_terminal, size_of, with_kernel_size
from lmtui.tui.wire.width_probe import WidthProbe, use_measured_widths

_SCREEN = 2  # Textual draws on standard error
_SECONDS_FOR_LAST_ANSWER = 1.0  # of the terminal: the shell would take it for typing
_SECONDS_BETWEEN_LOOKS = 0.01


class WireDriver(LinuxDriver):
    """Sends `Frames`, reads keys with `KeyboardInput`, and undoes all that it has switched on in the terminal.

    A subclass sets the connection.

    Attributes:
        backlog: the input that has not acted yet.
        on_widths_changed: called when columns are counted in another way than before; the app sets it.
    """

    connection: ClassVar[Connection] = Connection()

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse and self.connection.mouse, size=size or size_of(_SCREEN))
        self._keyboard_fd = reopened(self.fileno, os.O_RDONLY)
        self._screen_fd = reopened(_SCREEN, os.O_WRONLY)
        self._stop_reading_read, self._stop_reading_write = os.pipe()
        self._output: Output | None = None
        self._modes = TerminalModes(clipboard=not self.connection.kiosk)
        self._reports = CursorReports()
        self._frames = Frames(self.connection, self._modes, self._reports, self._loop)
        self._width_probe = WidthProbe(0, 0.0)
        self.backlog = Backlog(lambda: app.message_queue_size)
        self.on_widths_changed: Callable[[], None] = lambda: None
        self._undoing = ""  # what switches everything off, while it is not known to have arrived
        self._ending = Ending(lambda code: self._call_soon(app.exit, None, code), self._restore_at_once)
        self._jobs = JobControl(
            self.suspend_application_mode,
            self.resume_application_mode,
            self._call_soon,
            self._ending,
            self.can_suspend,
        )
        self._watch_signals()

    def _watch_signals(self) -> None:
        self._ending.watch_signals()
        # A signal may reach another thread, and Python's handlers run in this one, which may be asleep in the loop:
        # that the loop knows of one signal has all of them wake it.
        self._loop.add_signal_handler(signal.SIGCONT, lambda: None)
        self._jobs.watch_signals()

    # Drawing

    def write(self, data: str) -> None:
        """Take over what Textual draws."""
        self._frames.write(data, self._app.size)

    def flush(self) -> None:
        """Send what was drawn as a frame, as soon as one may go."""
        self._frames.flush()

    def repaint(self) -> None:
        """Send the whole screen again."""
        self._frames.forget()
        self._frames.flush()

    # Reading

    def run_input_thread(self) -> None:
        """Read keys. The end of the input is the end of the terminal; an exception here ends the app as elsewhere."""
        try:
            into = KeyboardInput(self._take, self.backlog.room, lambda: self._reports.are_due)
            if read_keys(self._keyboard_fd, self._stop_reading_read, into):
                self._ending.begin(HUNG_UP)
        except Exception as error:
            self._report_exception(error)

    def _report_exception(self, error: Exception) -> None:
        self._call_soon(self._app._handle_exception, error)

    def _take(self, taken: list[Message]) -> None:
        for message in taken:
            self.process_message(message)

    def send_message(self, message: Message) -> None:
        """Have the app take a message; it is woken once for all that are sent until it takes them."""
        self.backlog.on_the_way.append(message)
        if len(self.backlog.on_the_way) == 1:
            self._call_soon(self._deliver)

    def _deliver(self) -> None:
        while self.backlog.on_the_way:
            self._app.post_message(self.backlog.on_the_way.popleft())

    def process_message(self, message: Message) -> None:
        """Keep answers and sizes for the driver, which passes on the latter; send the app everything else."""
        if isinstance(message, events.CursorPosition):
            self._reports.answered += 1
            self._call_soon(self._on_answer, message, self._frames.pacing, self._width_probe)
        elif isinstance(message, (messages.InBandWindowResize, events.Resize)):
            self._call_soon(super().process_message, message)
        else:
            super().process_message(message)

    def _on_answer(self, answer: events.CursorPosition, pacing: Pacing, width_probe: WidthProbe) -> None:
        """Give an answer to the one who had asked when it came: the program may have been stopped since."""
        if width_probe.take(answer.y, answer.x, self._loop.time()):
            if use_measured_widths(width_probe.widths):
                self._frames.forget()
                self.on_widths_changed()
        elif pacing is self._frames.pacing and pacing.answered():
            self.flush()

    def _on_size_signal(self) -> None:
        """Have the app take the terminal's size, and all be drawn anew.

        If it is the size that the app knows, the terminal may have had another one meanwhile.
        """
        self._frames.forget()
        size = events.Resize.from_dimensions(size_of(_SCREEN), None)
        if size.size == self._app.size:
            self.flush()
        super().process_message(size)

    def with_size_now(self, event: events.Resize) -> events.Resize:
        """The same event with the size that the terminal has now, if the kernel knows it.

        A signal may come while the handler of the one before has read a size and not yet passed it on: that older
        size is then the last one to come.
        """
        return with_kernel_size(event, _SCREEN)

    def _call_soon(self, call: Any, *arguments: Any) -> None:
        """Call in the thread of the app; nothing where its loop is closed, as nothing is left to do then."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, *arguments)

    # Beginning

    def start_application_mode(self) -> None:
        """Switch on what the app needs; the first frame is the whole screen."""
        self._jobs.wait_for_foreground(self.fileno)
        if self._ending.has_begun:
            return
        self._output = Output(self._screen_fd, lambda: self._call_soon(self.flush))
        self._reports.forget()
        self._frames.begin(self._output)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        keep_line_feeds(self._screen_fd)
        self._probe(self._output)
        self._frames.release()
        self._stop_writer_thread()
        signal.signal(signal.SIGWINCH, lambda number, frame: self._call_soon(self._on_size_signal))

    def _probe(self, output: Output) -> None:
        """Ask how the terminal counts columns, unless it has said so, or is sent ASCII alone."""
        if self.connection.encoding != "utf-8" or self.connection.ascii or widths_in_use().measured:
            return
        self._width_probe = WidthProbe(size_of(_SCREEN)[1], self._loop.time())
        self._reports.asked += self._width_probe.questions
        output.write(self._width_probe.request.encode())

    def _stop_writer_thread(self) -> None:
        """End Textual's thread that writes: `Output` has its own."""
        if self._writer_thread is not None:
            self._writer_thread.stop()
            self._writer_thread = None

    def _get_terminal_size(self) -> tuple[int, int]:
        return size_of(_SCREEN)

    # Ending

    def disable_input(self) -> None:
        """Stop reading, once the terminal has answered what it was asked."""
        if self._output is not None and self._is_reading:
            while self._reports.are_due and self._may_be_answered():
                time.sleep(_SECONDS_BETWEEN_LOOKS)
            os.write(self._stop_reading_write, b".")
        super().disable_input()

    @property
    def _is_reading(self) -> bool:
        return self._key_thread is not None and self._key_thread.is_alive()

    def _may_be_answered(self) -> bool:
        """Whether something was asked so lately that the answer may still come."""
        now = self._loop.time()
        return any(
            asking.waiting(now, _SECONDS_FOR_LAST_ANSWER) for asking in (self._frames.pacing, self._width_probe)
        )

    def stop_application_mode(self) -> None:
        """Switch everything off that was switched on."""
        output = self._output
        if output is None:
            return
        self._frames.hold()
        self._undoing = self._modes.undo_sequences
        output.write(b"\x1b[0m")
        super().stop_application_mode()
        output.write(self._modes.undo_all().encode("ascii"))
        self._output = None
        self._frames.end()
        output.close(MOST_SECONDS / 2)
        if output.idle:
            self._undoing = ""
        else:
            self._restore_at_once()

    @property
    def can_suspend(self) -> bool:
        """False in a kiosk, which has no shell to go to."""
        return not self.connection.kiosk

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: over SSH it would be on the wrong machine, in a kiosk it would be a way out."""

    def deliver_binary(self, binary: BinaryIO | TextIO, **details: Any) -> None:
        """Deliver no file."""

    def _restore_at_once(self) -> None:
        """Put the terminal right, whatever state it is in; what has not been written is given up."""
        if (output := self._output) is not None:
            output.close(0)
        restore_terminal(self._screen_fd, self._undoing or self._modes.undo_all(), self.attrs_before)


def wire_driver_of(app: App[Any]) -> WireDriver | None:
    """The driver of a running app; None if it is another one."""
    return app._driver if isinstance(app._driver, WireDriver) else None
