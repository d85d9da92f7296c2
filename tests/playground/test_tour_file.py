"""A tour is read from TOML; what is wrong with the file is said in one line, with its place."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from support.cli import REPOSITORY

from lmtui.errors import LmtuiError
from lmtui.playground.settings import Pace
from lmtui.playground.tour import Condition, Start, TourStep
from lmtui.playground.tour_file import LONGEST_TEXT, MOST_STEPS, ScreenWords, read_tour
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling

WORDS = ScreenWords(("step", "back", "restart", "slide-to-zero"), {"screen": ("playground", "counts")})
STEP = '[[step]]\ntitle = "t"\ntext = "x"\n'


def read(folder: Path, text: str) -> tuple[str, list[TourStep]]:
    path = folder / "a.toml"
    path.write_text(text, encoding="utf-8", newline="")
    tour = read_tour(str(path), WORDS)
    return tour.title, list(tour.steps)


def test_all_that_a_step_can_have(tmp_path: Path) -> None:
    title, steps = read(
        tmp_path,
        STEP
        + 'done = ["temperature<=inf", "prompt =  the  mouse ", "seed changes", "screen != counts"]\n'
        + 'look = "l {step}"\n'
        + 'set = { corpus = ["mouse", "mine.txt"], order = 5, smoothing = "mle", closed = true, prompt = "the", '
        + 'temperature = "inf", top-k = 3, seed = 7, speed = "max", stop = true }\n'
        + STEP
        + 'done = "tokens > 1"\n',
    )
    conditions = [
        Condition("temperature", "<=", math.inf),
        Condition("prompt", "=", "the mouse"),
        Condition("seed", "changes"),
        Condition("screen", "!=", "counts"),
    ]
    start = Start(
        Recipe(("mouse", str(tmp_path / "mine.txt")), 5, "mle", closed=True),
        Sampling(math.inf, Cuts(top_k=3), 7),
        "the",
        Pace(math.inf, True),
    )
    assert title == "Tour"
    assert steps == [
        TourStep("t", "x", conditions, "l {step}", start),
        TourStep("t", "x", [Condition("tokens", ">", 1.0)]),
    ]


def test_the_first_step_begins_with_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, STEP)[1] == [TourStep("t", "x", [], start=Start(Recipe(("fables",)), Sampling()))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it has no [[step]]"),
        ("step = 3", "it has no [[step]]"),
        ("titel = 'x'\n" + STEP, "there is no 'titel'; there are title, step"),
        ("title = 3\n" + STEP, "title is no text"),
        ("title = 'a' b", "a statement (line 1); mend that line"),
        (f"title = {'9' * 5000}", "a number has thousands of digits; mend it"),
        (STEP + f"done = ['{'x' * 9999}']", f"done: '{'x' * 60}' is no condition"),
        (STEP * (MOST_STEPS + 1), f"it has {MOST_STEPS + 1} steps, which is more than {MOST_STEPS}"),
        (STEP + "[[step]]\ntext = 'x'", "step 2: title is missing"),
        (STEP + "[[step]]\ntitle = 'x'", "step 2: text is missing"),
        (STEP + f"look = '{'x' * (LONGEST_TEXT + 1)}'", f"step 1: look has {LONGEST_TEXT + 1} characters"),
        (STEP + "look = 'x'", "step 1: look is shown when the step is done, and there is no done"),
        (STEP + "color = 'x'", "step 1: there is no 'color'; there are title, text, done, look, set"),
        (
            "[[step]]\ntitle = 't'\ntext = 'press {sept}'",
            "step 1: text: there is no action 'sept'; do you mean step?",
        ),
        ("[[step]]\ntitle = 't'\ntext = '{step.__class__}'", "step 1: text: there is no action 'step.__class__'"),
        ("[[step]]\ntitle = 't'\ntext = '{step!r}'", "step 1: text: there is no action 'step'"),
        ("[[step]]\ntitle = 't'\ntext = 'a { b'", "step 1: text: a brace has no other one; write {{ for a brace"),
        (STEP + "done = 3", "step 1: done: '3' is no condition"),
        (STEP + "done = 'tokens'", "step 1: done: 'tokens' is no condition"),
        (STEP + "done = 'tokns = 3'", "step 1: done: there is no fact 'tokns'; there are temperature, tokens"),
        (STEP + "done = 'tokens = many'", "step 1: done: tokens is a number, and 'many' is none"),
        (STEP + "done = 'prompt < a'", "step 1: done: prompt is a text, which is = or != another one"),
        (STEP + "done = 'screen = count'", "step 1: done: there is no screen 'count'; there are playground, counts"),
        (STEP + "done = 'seed changes now'", "step 1: done: nothing stands behind 'changes'"),
        (STEP + "set = 3", "step 1: set is no table"),
        (STEP + "set = { temprature = 1 }", "step 1: set: there is no 'temprature'; there are corpus, order"),
        (STEP + "set = { temperature = -1 }", "step 1: set: temperature: the temperature cannot be -1"),
        (STEP + "set = { temperature = [] }", "step 1: set: temperature"),
        (STEP + "set = { stop = 'yes' }", "step 1: set: stop: give true or false"),
        (STEP + "set = { order = 1.5 }", "step 1: set: order: "),
        (STEP + "set = { corpus = '-' }", "step 1: set: corpus: standard input is the keyboard here"),
        (STEP + "set = { corpus = [] }", "step 1: set: corpus: give at least one"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LmtuiError) as raised:
        read(tmp_path, text)
    line = str(raised.value)
    assert said in line
    assert "a.toml' is no " in line
    assert "\n" not in line


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    for name, said in (("latin.toml", "it is not UTF-8"), ("none.toml", "none.toml"), (".", "cannot")):
        with pytest.raises(LmtuiError, match=re.escape(said)):
            read_tour(str(tmp_path / name), WORDS)


def test_controls_in_texts_are_made_visible(tmp_path: Path) -> None:
    [step] = read(tmp_path, '[[step]]\ntitle = "a\\u001bb"\ntext = "one\\n two"')[1]
    assert (step.title, step.text) == ("a␛b", "one two")


def test_the_example_in_the_readme_is_a_tour(tmp_path: Path) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", readme.partition("## The tour")[2], re.DOTALL)
    title, steps = read(tmp_path, example)
    assert title == "Cooking"
    assert len(steps) == 2
