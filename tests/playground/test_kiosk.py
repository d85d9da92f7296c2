"""A shared account: only what was provided can be opened, and the time is limited."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lmtui.errors import SettingError, SourceError
from lmtui.library import neural_recipe
from lmtui.playground.kiosk import Kiosk, Limits
from lmtui.recipe import Recipe
from lmtui.text import bundled
from lmtui.text.sources import read_corpus

SECRET = "nobody is to read this"

INSIDE = ("a.txt", "./a.txt", "deep/b.txt", "deep/deeper/c.txt", "deep", "deep/deeper", "deep/../a.txt", "link")

# Everything that leads out: `{}` is the folder in which the root lies, under the name `texts`.
OUTSIDE = (
    "..",
    "../secret.txt",
    "../texts2/d.txt",
    "deep/../../secret.txt",
    "deep/deeper/../../../texts2",
    "../texts/../secret.txt",
    "{}",
    "{}/secret.txt",
    "{}/texts2",
    "{}/texts2/d.txt",
    "{}/texts/../secret.txt",
    "//{}/secret.txt",
    "/",
    "/etc/passwd",
    "/dev/stdin",
    "/proc/self/environ",
    "out.txt",
    "out",
    "out/secret.txt",
    "texts2",
    "hop",
    "hop.txt",
    "leaky",
    "leaky-deep",
    "leaky-folder",
)
MISSING_OUTSIDE = ("../nothing.txt", "{}/nothing.txt", "{}/texts3/e.txt", "out/nothing.txt", "dangling.txt")
NO_PATHS = ("", "a\0.txt", "\0", "../secret.txt\0.txt")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the root, `texts`, and things beside it that some links in the root lead to."""
    place = tmp_path_factory.mktemp("place").resolve()
    root = place / "texts"
    for folder in ("deep/deeper", "leaky", "leaky-deep/below", "leaky-folder"):
        (root / folder).mkdir(parents=True)
    for name in ("a.txt", "deep/b.txt", "deep/deeper/c.txt", "leaky/e.txt", "leaky-deep/e.txt", "leaky-folder/e.txt"):
        (root / name).write_text("one two three\n")
    (root / "mouse").write_text("not the bundled one\n")
    (place / "texts2").mkdir()
    for name in ("secret.txt", "texts2/d.txt"):
        (place / name).write_text(f"{SECRET}\n")
    for name, target in (
        ("link", "deep"),
        ("out.txt", place / "secret.txt"),
        ("out", place),
        ("texts2", "../texts2"),
        ("hop", "out"),
        ("hop.txt", "hop/secret.txt"),
        ("dangling.txt", place / "nothing.txt"),
        ("leaky/out.txt", place / "secret.txt"),
        ("leaky-deep/below/out.txt", "../../../secret.txt"),
        ("leaky-folder/out", place / "texts2"),
    ):
        (root / name).symlink_to(target)
    return place


@pytest.fixture(scope="module")
def kiosk(place: Path) -> Kiosk:
    return Kiosk(str(place / "texts"))


def admitted(kiosk: Kiosk, name: str) -> str:
    """What becomes of the name of a corpus."""
    (corpus,) = kiosk.admit(Recipe((name,))).corpora
    return corpus


def refusal(kiosk: Kiosk, recipe: Recipe) -> str:
    with pytest.raises(SettingError) as caught:
        kiosk.admit(recipe)
    return str(caught.value)


def recipes(name: str) -> tuple[Recipe, ...]:
    """All ways to ask for a path."""
    corpora = (Recipe((name,)), Recipe(("mouse", name)), Recipe((name, "mouse")))
    others = (Recipe(("mouse",), model=name), Recipe(("mouse",), limit_vocab=name))
    return (*corpora, *others) if name else corpora


# What may be opened


@pytest.mark.parametrize("root", ["", "texts"])
def test_what_comes_with_the_program_may_be_opened(place: Path, root: str) -> None:
    recipe = Recipe(tuple(bundled.CORPORA), 4, "add-k:0.5", "char")
    assert Kiosk(root and str(place / root)).admit(recipe) == recipe


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_under_the_root_may_be_opened_by_its_place_there_or_in_full(
    place: Path, kiosk: Kiosk, name: str
) -> None:
    root = place / "texts"
    for asked in (name, str(root / name), f"{root}//{name}"):
        found = admitted(kiosk, asked)
        assert found == os.path.realpath(root / name)
        assert os.path.isabs(found)
        assert kiosk.admit(Recipe(("mouse",), model=asked)).model == found
        assert kiosk.admit(Recipe(("mouse",), limit_vocab=asked)).limit_vocab == found


def test_the_root_itself_may_be_opened_if_nothing_in_it_leads_out(place: Path, kiosk: Kiosk) -> None:
    deep = place / "texts" / "deep"
    for asked in (".", "./", "deeper/..", str(deep), f"{deep}/"):
        assert admitted(Kiosk(str(deep)), asked) == str(deep)
    refusal(kiosk, Recipe((".",)))


def test_no_name_at_all_is_not_the_root(place: Path) -> None:
    refusal(Kiosk(str(place / "texts" / "deep")), Recipe(("",)))


def test_nothing_but_the_paths_is_changed(kiosk: Kiosk) -> None:
    recipe = Recipe(("a.txt", "mouse", "deep"), 2, "mle", "whitespace", "deep/b.txt")
    changed = kiosk.admit(recipe)
    assert replace(changed, corpora=recipe.corpora, model=recipe.model) == recipe
    assert changed.corpora[1] == "mouse"


def test_what_was_admitted_is_admitted_again_and_stays_the_same(kiosk: Kiosk) -> None:
    for name in INSIDE:
        once = kiosk.admit(Recipe((name,), model=name))
        assert kiosk.admit(once) == once


def test_a_bundled_name_is_the_bundled_text_whatever_the_root_holds(place: Path, kiosk: Kiosk) -> None:
    assert admitted(kiosk, "mouse") == "mouse"
    assert admitted(kiosk, "./mouse") == str(place / "texts" / "mouse")


def test_a_model_has_no_bundled_names(place: Path, kiosk: Kiosk) -> None:
    assert kiosk.admit(Recipe(("mouse",), model="mouse")).model == str(place / "texts" / "mouse")
    refusal(Kiosk(), Recipe(("mouse",), model="mouse"))


def test_what_is_not_there_is_not_there_under_the_root_either(kiosk: Kiosk) -> None:
    with pytest.raises(SourceError):
        list(read_corpus(admitted(kiosk, "nothing.txt")))


def test_the_root_may_be_a_link_or_a_place_relative_to_the_folder_one_is_in(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "root").symlink_to(place / "texts")
    monkeypatch.chdir(place)
    for root in (str(tmp_path / "root"), "texts", "./texts/", "texts2/../texts"):
        kiosk = Kiosk(root)
        for asked in ("a.txt", str(place / "texts" / "a.txt")):
            assert admitted(kiosk, asked) == str(place / "texts" / "a.txt")
        refusal(kiosk, Recipe(("../secret.txt",)))


# What may not


@pytest.mark.parametrize("name", [*OUTSIDE, *MISSING_OUTSIDE, *NO_PATHS])
def test_what_leads_out_of_the_root_is_refused(place: Path, kiosk: Kiosk, name: str) -> None:
    for recipe in recipes(name.format(place)):
        refusal(kiosk, recipe)


@pytest.mark.parametrize("name", ["a.txt", ".", "deep", *OUTSIDE, *MISSING_OUTSIDE, *NO_PATHS])
def test_without_a_root_no_path_is_opened(place: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(place / "texts")
    for recipe in recipes(name.format(place)):
        refusal(Kiosk(), recipe)


def test_where_a_link_leads_that_nobody_may_follow_is_no_matter(
    place: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(path: str) -> str:
        raise PermissionError(13, "Permission denied", path)

    root = os.path.realpath(place / "texts")
    real = os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path: real(path) if path == root else forbidden(path))
    refusal(Kiosk(root), Recipe(("a.txt",)))


@pytest.mark.parametrize("name", ["~", "~/secret.txt", "~root", "~nobody-at-all/x", "$HOME", "${{HOME}}/secret.txt"])
def test_no_name_stands_for_a_home(place: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("HOME", str(place))
    for recipe in recipes(name):
        refusal(Kiosk(), recipe)
    try:
        found = admitted(kiosk, name)
    except SettingError:
        return
    assert found == str(place / "texts" / name)  # a file may have such a name; nothing stands for anything
    with pytest.raises(SourceError):
        list(read_corpus(found))


def test_a_refusal_does_not_tell_what_there_is(place: Path, kiosk: Kiosk) -> None:
    def said(name: str) -> str:
        name = name.format(place)
        message = refusal(kiosk, Recipe((name,)))
        assert message.count(f"'{name}'") == 1
        return message.replace(f"'{name}'", "")

    assert len({said(name) for name in (*OUTSIDE, *MISSING_OUTSIDE)}) == 1
    assert SECRET not in said("out.txt")


def test_a_refusal_says_what_may_be_opened_and_nothing_of_where(place: Path, kiosk: Kiosk) -> None:
    message = refusal(kiosk, Recipe(("../secret.txt",)))
    assert all(name in message for name in bundled.CORPORA)
    assert str(place) not in message


def test_a_refusal_is_text_whatever_was_asked_for(kiosk: Kiosk) -> None:
    for name in ("../\x1b]0;x\x07", "../\u202ex", "../\udcff", "../a\nb", "\x1b[2J\0"):
        assert refusal(kiosk, Recipe((name,))).isprintable()


def test_whatever_one_corpus_of_several_may_be_the_others_are_looked_at(place: Path, kiosk: Kiosk) -> None:
    refusal(kiosk, Recipe(("a.txt", "mouse", "deep", "out.txt")))
    refusal(kiosk, Recipe(("a.txt",), model="out.txt"))


_PARTS = (
    "a.txt", "deep", "deeper", "b.txt", "link", "out", "out.txt", "hop", "leaky", "texts", "texts2", "secret.txt",
    "dangling.txt", "mouse", "..", ".", "", "~", "nothing", "etc", "passwd", "proc", "self", "root",
)  # fmt: skip
_NAMES = st.one_of(
    st.lists(st.sampled_from(_PARTS), max_size=8).map("/".join),
    st.lists(st.sampled_from(_PARTS), max_size=6).map(lambda parts: "{}/" + "/".join(parts)),
    st.text(max_size=20),
    st.text("./~\0ab\udcff", max_size=12),
)


@settings(max_examples=500)
@given(_NAMES, st.booleans())
@example("a" * 5000, True)
@example("../" * 2000, False)
@example("\ud800", True)
def test_whatever_is_asked_for_what_is_admitted_is_under_the_root(
    place: Path, kiosk: Kiosk, name: str, as_model: bool
) -> None:
    root = str(place / "texts")
    name = name.replace("{}", str(place))
    try:
        found = kiosk.admit(Recipe(("mouse",), model=name)).model if as_model else admitted(kiosk, name)
    except SettingError:
        return
    if found == name and (name in bundled.CORPORA or (as_model and not name)):
        return
    assert os.path.isabs(found)
    assert os.path.commonpath((root, os.path.realpath(found))) == root
    if not as_model:
        assert found not in bundled.CORPORA
        try:
            texts = [document.text for document in read_corpus(found)]
        except SourceError:
            return
        assert not any(SECRET in text for text in texts)


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("", ["deep/", "leaky-deep/", "leaky-folder/", "leaky/", "link/", "a.txt", "mouse"]),
        ("de", ["deep/"]),
        ("link/", ["../", "deeper/", "b.txt"]),
        ("ou", []),
        *((f"{name}/", []) for name in ("..", "{}", "/etc", "out", "hop", "~", "a\0")),
    ],
)
def test_what_completes_a_path_is_under_the_root(place: Path, kiosk: Kiosk, typed: str, entries: list[str]) -> None:
    assert kiosk.entries_beginning_with(typed.format(place)) == entries
    assert Kiosk().entries_beginning_with(typed.format(place)) == []


# The time

_SECONDS = st.floats(0, 1e6)
_LIMIT = st.one_of(st.floats(0.001, 1e6), st.just(math.inf))


@given(_LIMIT, _LIMIT, _SECONDS, _SECONDS)
def test_it_is_over_when_either_time_is_over(idle: float, session: float, since_key: float, more: float) -> None:
    limits, since_start = Limits(idle, session), since_key + more
    left = limits.left(since_key, since_start)
    assert (left <= 0) == (since_key >= idle or since_start >= session)
    if 0 < left < math.inf:  # after that, and no earlier
        assert limits.left(since_key + 2 * left, since_start + 2 * left) <= 0
        assert limits.left(since_key + left / 2, since_start + left / 2) > 0


@given(_LIMIT, _LIMIT, _SECONDS, _SECONDS, st.floats(0, 1))
def test_a_key_gives_time_and_never_beyond_the_session(
    idle: float, session: float, since_key: float, more: float, fraction: float
) -> None:
    limits, since_start = Limits(idle, session), since_key + more
    assert limits.left(since_key * fraction, since_start) >= limits.left(since_key, since_start)
    assert limits.left(0.0, since_start) <= session - since_start


def test_without_limits_it_is_never_over() -> None:
    assert Limits().left(1e12, 1e12) == math.inf


# The server


NAMED = "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    "other",
    [
        "http://127.0.0.1:8081",
        "https://127.0.0.1:8080",
        "http://localhost:8080",
        "http://127.0.0.1:8080/other",
        "http://169.254.169.254",
    ],
)
def test_no_server_is_asked_but_the_one_that_the_command_line_names(place: Path, other: str) -> None:
    named, unnamed = Kiosk(str(place / "texts"), NAMED), Kiosk(str(place / "texts"))
    for recipe in (Recipe((), server=NAMED), Recipe((), model="another one of its models", server=NAMED)):
        assert named.admit(recipe) == recipe
        assert "cannot be asked here" in refusal(unnamed, recipe)
    assert refusal(named, Recipe((), server=other)) == f"the server '{other}' cannot be asked here"
    typed = neural_recipe(other)  # as the settings read what is typed where a path is
    assert typed
    assert "cannot be asked here" in refusal(named, typed)
    assert admitted(named, "a.txt"), "files are opened as without a server"


@pytest.mark.parametrize(
    ("limits", "since_start", "words"),
    [
        (Limits(60, 7200), 61, ("1 minute ", "without a key")),
        (Limits(900, 7200), 901, ("15 minutes ", "without a key")),
        (Limits(1.2, 7200), 2, ("0.02 minutes ", "without a key")),
        (Limits(900, 7200), 7200, ("session", "120 minutes")),
        (Limits(900, 60), 60, ("session", "1 minute")),
        (Limits(60, 60), 60, ("session", "1 minute")),
        (Limits(session=60), 60, ("session", "1 minute")),
        (Limits(idle=60), 1e9, ("1 minute ", "without a key")),
    ],
)
def test_it_says_which_time_is_over(limits: Limits, since_start: float, words: tuple[str, ...]) -> None:
    reason = limits.reason(since_start)
    assert all(word in reason for word in words)
    assert ("session" in reason) == ("session" in words)
    assert "\n" not in reason
