"""Branches: where another token was taken the text forks, and no way is lost."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.mouse import RECIPES, drawable, other_than_drawn, run, seen, session

from lmtui.playground.branches import Branch, Tree, TreeLine
from lmtui.playground.state import Playing
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling


def taken(tree: Tree) -> dict[int, int]:
    """The ids of the tokens that were taken by hand in the shown branch, by position."""
    return {choice.position: choice.token for choice in tree.current.choices}


def test_at_first_there_is_one_empty_branch() -> None:
    tree = Tree()
    assert (tree.current, taken(tree), tree.lines) == (Branch(), {}, [TreeLine(0, ())])
    assert (tree.current.length, tree.current.fork, tree.current.parent) == (0, -1, -1)


def test_a_tree_is_a_value() -> None:
    tree = Tree().with_length(10)
    tree.with_choice(3, 7)
    tree.with_choice(10, 7)
    tree.cut_to(2)
    tree.moved_by(1)
    assert tree == Tree().with_length(10) == Tree((Branch(length=10),))


def test_a_token_taken_at_the_end_makes_the_branch_longer() -> None:
    tree = Tree().with_length(4).with_choice(4, 7).with_choice(5, 8)
    assert (len(tree.branches), tree.current.length, taken(tree)) == (1, 6, {4: 7, 5: 8})
    assert tree.current.fork == -1


def test_a_token_taken_before_the_end_begins_a_branch_that_ends_with_it() -> None:
    tree = Tree().with_length(9).with_choice(3, 7)
    assert tree.branches[0] == Branch(length=9)
    assert (tree.at, tree.current.parent, tree.current.fork) == (1, 0, 3)
    assert (tree.current.length, taken(tree)) == (4, {3: 7})


def test_a_branch_has_the_choices_of_its_parent_before_the_fork_and_no_others() -> None:
    tree = (
        Tree().with_length(9).with_choice(2, 7).with_length(9).with_choice(9, 8).with_choice(10, 8).with_choice(9, 6)
    )
    assert taken(tree) == {2: 7, 9: 6}
    assert (tree.current.parent, tree.current.fork, tree.current.length) == (1, 9, 10)


def test_what_was_taken_before_is_not_taken_twice() -> None:
    tree = Tree().with_length(9).with_choice(3, 7).with_length(8)
    again = tree.moved_by(1).with_choice(3, 7)
    assert again == tree
    deeper = tree.with_choice(6, 5)
    assert deeper.moved_by(1).with_choice(3, 7).at == 1
    assert len(deeper.moved_by(1).with_choice(3, 6).branches) == 4


def test_the_fork_stays_where_it_is_when_tokens_are_taken_after_it() -> None:
    tree = Tree().with_length(9).with_choice(3, 7).with_choice(4, 8).with_length(7).with_choice(7, 8)
    assert (tree.current.fork, taken(tree)) == (3, {3: 7, 4: 8, 7: 8})


def test_a_branch_may_be_rewound_to_before_its_fork() -> None:
    tree = Tree().with_length(9).with_choice(3, 7).cut_to(1)
    assert (tree.current.length, taken(tree)) == (1, {})
    assert (tree.current.parent, tree.current.fork) == (0, 1)
    assert tree.branches[0].length == 9


def test_rewinding_forgets_the_choices_after_it() -> None:
    tree = Tree().with_choice(0, 5).with_length(4).with_choice(4, 6).with_length(8).cut_to(4)
    assert (tree.current.length, taken(tree)) == (4, {0: 5})


def test_going_round_comes_by_every_branch() -> None:
    tree = Tree().with_length(9).with_choice(3, 7).moved_by(1).with_choice(5, 7)
    assert [tree.moved_by(steps).at for steps in range(-3, 4)] == [2, 0, 1, 2, 0, 1, 2]
    assert Tree().moved_by(5) == Tree()


def test_a_branch_stands_below_the_one_it_left_by_where_it_left_it() -> None:
    tree = (
        Tree()
        .with_length(9)
        .with_choice(5, 7)
        .with_length(9)
        .with_choice(7, 7)
        .moved_by(-1)
        .moved_by(-1)
        .with_choice(2, 7)
    )
    assert [(branch.parent, branch.fork) for branch in tree.branches] == [(-1, -1), (0, 5), (1, 7), (0, 2)]
    assert tree.lines == [
        TreeLine(0, ()),
        TreeLine(3, (False,)),
        TreeLine(1, (True,)),
        TreeLine(2, (True, True)),
    ]
    assert [tree.moved_by(steps).at for steps in range(5)] == [3, 1, 2, 0, 3]


def test_another_token_where_a_branch_forks_is_its_sibling() -> None:
    tree = Tree().with_length(9).with_choice(5, 7).with_length(9).with_choice(7, 7).with_length(9)
    assert [branch.parent for branch in tree.with_choice(5, 6).branches] == [-1, 0, 1, 0]
    assert [branch.parent for branch in tree.with_choice(6, 6).branches] == [-1, 0, 1, 1]
    assert [branch.parent for branch in tree.with_choice(8, 6).branches] == [-1, 0, 1, 2]
    assert [branch.parent for branch in tree.with_choice(2, 6).branches] == [-1, 0, 1, 0]


def test_a_long_text_may_have_a_fork_at_every_token() -> None:
    tree = Tree(tuple(Branch(place - 1, length=5000, fork=place - 1) for place in range(2000)), 1999)
    assert [line.place for line in tree.lines] == list(range(2000))
    assert tree.lines[-1].last_at_fork == (True,) * 1999


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("grow"), st.integers(0, 5), st.just(0)),
            st.tuples(st.just("choose"), st.integers(0, 12), st.integers(3, 5)),
            st.tuples(st.just("cut"), st.integers(0, 12), st.just(0)),
            st.tuples(st.just("move"), st.integers(-3, 3), st.just(0)),
        ),
        max_size=20,
    )
)
def test_only_the_branch_that_is_shown_changes(acts: list[tuple[str, int, int]]) -> None:
    tree = Tree()
    for act, number, token in acts:
        before, place = tree, min(number, tree.current.length)
        if act == "grow":
            tree = tree.with_length(tree.current.length + number)
        elif act == "choose":
            tree = tree.with_choice(place, token)
            assert taken(tree)[place] == token
            shared = {position: there for position, there in taken(before).items() if position < place}
            assert {position: there for position, there in taken(tree).items() if position < place} == shared
        elif act == "cut":
            tree = tree.cut_to(place)
            assert tree.current.length == place
        else:
            tree = tree.moved_by(number)
            assert tree.moved_by(-number) == before
        unchanged = set(range(len(before.branches))) - {before.at}
        assert all(tree.branches[other] == before.branches[other] for other in unchanged)
        for branch in tree.branches:
            assert list(branch.choices) == sorted(branch.choices)
            assert all(choice.position < branch.length for choice in branch.choices)
            assert branch.fork <= branch.length
        assert sorted(line.place for line in tree.lines) == list(range(len(tree.branches)))
        assert all(
            len(line.last_at_fork) == 1 + len(above.last_at_fork)
            for line in tree.lines[1:]
            for above in tree.lines
            if above.place == tree.branches[line.place].parent
        )


@settings(max_examples=60)
@given(
    st.sampled_from(RECIPES),
    st.sampled_from((0.0, 1.0, math.inf)),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 30), st.integers(1, 8)), min_size=1, max_size=6),
    st.sampled_from((0.5, 2.0)),
)
def test_going_round_the_branches_returns_to_every_text(
    recipe: Recipe, temperature: float, forks: list[tuple[int, int, int]], other: float
) -> None:
    played = session("the", Sampling(temperature, seed=5), recipe)
    run(played, 12)
    texts = {0: seen(played)}
    for position, number, more in forks:
        played.look_at(position)
        ids = drawable(played)
        played.choose(ids[number % len(ids)])
        run(played, played.text.length + more)
        texts[played.text.state.tree.at] = seen(played)
    assert set(texts) == set(range(len(played.text.state.tree.branches)))
    for steps in (1, -1):
        for _ in texts:
            played.go_to_branch(steps)
            assert seen(played) == texts[played.text.state.tree.at]
    # Every branch is another text at another temperature, and again the same at its own.
    for _ in texts:
        played.set_temperature(other)
        played.go_to_branch(1)
        played.set_temperature(temperature)
        assert seen(played) == texts[played.text.state.tree.at]


def test_a_branch_begins_as_the_one_it_left() -> None:
    played = session("the mouse", Sampling(1.0, seed=3))
    run(played, 10)
    for position in (7, 2, 5):
        before = list(played.text.tokens)
        position = min(position, played.text.length - 1)
        played.look_at(position)
        played.choose(other_than_drawn(played, position))
        assert played.text.tokens[:position] == before[:position]
        run(played, 10)
        parent = played.text.state.tree.branches[played.text.state.tree.current.parent]
        assert (parent.length, played.text.state.tree.current.fork) == (len(before), position)


@pytest.mark.parametrize("running", [False, True])
def test_going_to_another_branch_holds_a_generation(running: bool) -> None:
    played = session("the mouse", Sampling(1.0, seed=3))
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    if running:
        played.playback.run()
    played.go_to_branch(1)
    assert (played.playback.playing, played.text.length) == (Playing.PAUSED, 6)
    played.playback.run()
    played.playback.advance()
    assert (played.text.length, played.text.state.tree.branches[1].length) == (7, 3)


def test_where_there_is_one_branch_there_is_no_other_to_go_to() -> None:
    played = session("the mouse", Sampling(1.0, seed=3))
    run(played, 6)
    state = played.text.state
    played.go_to_branch(1)
    assert (played.text.state, played.playback.playing) == (state, Playing.RUNNING)
    assert not played.undo()
