"""What the terminal sends becomes events; a flood of it does not reach the program, and does not keep anybody in."""

from __future__ import annotations

import os
import threading

import pytest
from textual import events
from textual.message import Message

from lmtui.tui.wire.backlog import MOST_WAITING
from lmtui.tui.wire.keyboard import KeyboardInput, read_keys

MANY = 12_000


class Taken:
    """What an `KeyboardInput` has handed on, where nothing acts meanwhile."""

    def __init__(self, room: int = MOST_WAITING, asked: bool = False) -> None:
        self.messages: list[Message] = []
        self.into = KeyboardInput(self.messages.extend, lambda: room - len(self.messages), lambda: asked)

    def feed(self, text: str | bytes, pause: bool = True) -> Taken:
        self.into.feed(text.encode() if isinstance(text, str) else text)
        if pause:
            self.into.pause()
        return self

    @property
    def keys(self) -> list[str]:
        return [message.key for message in self.messages if isinstance(message, events.Key)]

    @property
    def pastes(self) -> list[str]:
        return [message.text for message in self.messages if isinstance(message, events.Paste)]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("ab", ["a", "b"]),
        ("a\x1b[A\r", ["a", "up", "enter"]),
        ("\x1b", ["escape"]),
        ("\x1bs", ["alt+s"]),
        ("\x1b[99999999u", []),
        ("\x1b[" + "9" * 20 + "u", []),
        ("\x1b]0;title\x07", []),
        (b"caf\xe9!", ["c", "a", "f", "replacement_character", "exclamation_mark"]),
    ],
)
def test_keys(sent: str | bytes, keys: list[str]) -> None:
    assert Taken().feed(sent).keys == keys


def test_a_key_that_comes_in_pieces_is_one() -> None:
    taken = Taken()
    for byte in "\x1b[15~漢".encode():
        taken.feed(bytes([byte]), pause=False)
    assert taken.keys == ["f5", "漢"]


FLOODS: dict[str, str | bytes] = {
    "arrows": "\x1b[A" * MANY,
    "Esc": "\x1b" * MANY,
    "controls": "\x01" * MANY,
    "mouse wheel": "\x1b[<64;10;10M" * MANY,
    "mouse": "\x1b[<35;10;10M\x1b[<64;10;10M" * MANY,
    "pastes": "\x1b[200~\x1b[201~" * MANY,
    "brackets of pastes": "\x1b[200~" * MANY,
    "a paste without an end": "\x1b[200~" + "x" * 20 * MANY,
    "focus": "\x1b[I\x1b[O\x01" * MANY,
    "answers": "\x1b[1;1R" * MANY,
    "modes": "\x1b[?2026;1$y" * MANY,
    "sizes": "\x1b[48;9999;9999;1;1t" * MANY,
    "numbers that no key has": "\x1b[99999999;5u" * MANY,
    "no sequences": "\x1b[1;2;3;4x" * MANY,
    "letters": "a" * 20 * MANY,
    "a paste without brackets": ("the mouse ate\r") * MANY,
    "DCS": "\x1bP" + "x" * MANY,
    "Alt": "\x1ba" * MANY,
    "q by the kitty protocol": "\x1b[113;;113u" * MANY,
    "Ctrl+Q by the kitty protocol": "\x1b[113;5u" * MANY,
    "Ctrl+C": "\x03" * MANY,
    "no UTF-8": b"\xff\xfe\x9b[" * MANY,
    "a binary": bytes(range(256)).replace(b"\x03", b"").replace(b"\x11", b"") * 2400,
}


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.parametrize("leave", ["\x03", "\x11", "\x1b[113;5u", "\x1b[99;5u", "\x1b[113;69u"])
def test_of_a_flood_so_much_is_taken_and_what_leaves_is_found_behind_it(name: str, leave: str) -> None:
    sent = FLOODS[name]
    data = (sent.encode() if isinstance(sent, str) else sent) + (
        leave.encode() if "paste" not in name or len(leave) == 1 else b"\x11"
    )
    taken = Taken()
    for place in range(0, len(data), 128 * 1024):
        taken.feed(data[place : place + 128 * 1024], pause=False)
    taken.into.pause()
    assert len(taken.messages) <= MOST_WAITING + 100
    assert taken.keys[-1] in ("ctrl+c", "ctrl+q")


@pytest.mark.parametrize("name", FLOODS)
def test_of_what_comes_at_once_no_more_is_taken_where_room_becomes_free_meanwhile(name: str) -> None:
    taken: list[Message] = []
    sent = FLOODS[name]
    KeyboardInput(taken.extend, lambda: 100, lambda: False).feed(sent.encode() if isinstance(sent, str) else sent)
    assert len(taken) <= 100


def test_without_room_only_what_leaves_is_taken() -> None:
    assert Taken(room=0).feed("ab\x1b[A\x1b[200~x\x1b[201~\x03\x1b[B\x11").keys == ["ctrl+c", "ctrl+q"]


def test_a_hundred_kilobytes_pasted_without_brackets_are_text() -> None:
    text = "the mouse ate the cheese\r" * 4000
    assert Taken().feed(text).pastes == [text]


def test_so_many_letters_as_can_be_typed_ahead_are_keys() -> None:
    assert Taken().feed("n" * 200).keys == ["n"] * 200


def test_keys_held_down_on_a_line_that_stood_still_are_keys() -> None:
    assert Taken().feed("\x1b[A" * 900).keys == ["up"] * 900


@pytest.mark.parametrize("sent", ["\x1b[200~the mouse\x11", "\x1b[200~" + "x" * 300_000 + "\x11"])
def test_ctrl_q_last_of_a_paste_without_an_end_is_a_key(sent: str) -> None:
    taken = Taken().feed(sent)
    assert taken.keys == ["ctrl+q"]
    assert taken.feed("a").keys == ["ctrl+q", "a"]


def test_a_control_in_a_paste_is_no_key() -> None:
    taken = Taken().feed("\x1b[200~the\x11 mouse\x1b[201~")
    assert (taken.keys, taken.pastes) == ([], ["the\x11 mouse"])


def test_no_more_answers_are_taken_than_are_due() -> None:
    taken: list[Message] = []
    into = KeyboardInput(taken.extend, lambda: 0, lambda: len(taken) < 2)
    into.feed(b"a\x1b[5;7R" * 5)
    assert [type(message) for message in taken] == 2 * [events.CursorPosition]


@pytest.mark.parametrize("asked", [True, False])
def test_only_an_answer_that_was_asked_for_is_one(asked: bool) -> None:
    assert len(Taken(asked=asked).feed("\x1b[5;7R").messages) == asked


def test_reading_ends_when_it_is_woken_though_nobody_has_said_so_yet() -> None:
    """The driver wakes the thread before Textual says that it is to end, and then waits for it."""
    keyboard, wake = os.pipe(), os.pipe()
    os.set_blocking(keyboard[0], False)
    taken = Taken()
    thread = threading.Thread(target=read_keys, args=(keyboard[0], wake[0], taken.into), daemon=True)
    thread.start()
    os.write(keyboard[1], b"a")
    os.write(wake[1], b".")
    thread.join(20)
    assert not thread.is_alive()
    for fd in (*keyboard, *wake):
        os.close(fd)


def test_whoever_is_woken_while_a_key_acts_can_read_again() -> None:
    """What woke one reading must not end the next: nobody would be heard any more."""
    keyboard, wake = os.pipe(), os.pipe()
    os.set_blocking(keyboard[0], False)

    def act(messages: list[Message]) -> None:
        os.write(wake[1], b".")

    acting = KeyboardInput(act, lambda: MOST_WAITING, lambda: False)
    os.write(keyboard[1], b"a")
    assert not read_keys(keyboard[0], wake[0], acting)
    taken = Taken()
    os.write(keyboard[1], b"b")
    os.close(keyboard[1])
    assert read_keys(keyboard[0], wake[0], taken.into)
    assert taken.keys == ["b"]
    for fd in (keyboard[0], *wake):
        os.close(fd)


def test_the_end_of_the_input_is_noticed_after_what_came_before_it() -> None:
    keyboard, wake = os.pipe(), os.pipe()
    os.set_blocking(keyboard[0], False)
    taken = Taken()
    os.write(keyboard[1], b"ab\x1b[A")
    os.close(keyboard[1])
    assert read_keys(keyboard[0], wake[0], taken.into)
    assert taken.keys == ["a", "b", "up"]
    for fd in (keyboard[0], *wake):
        os.close(fd)
