"""Luck is a function of seed and position, and a uniform one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.chi_square import fits

from lmtui.errors import SettingError
from lmtui.sampling.luck import key_of, luck, lucks
from lmtui.sampling.settings import SEEDS, Sampling, check_seed

seeds = st.integers(0, SEEDS - 1)
positions = st.integers(0, (1 << 64) - 1)


@pytest.mark.parametrize(
    ("seed", "position", "expected"),
    [
        (0, 0, "0x1.f84c16a5cf9f8p-4"),
        (0, 1, "0x1.2a53f499faf3cp-1"),
        (1, 0, "0x1.1298a16daeeaep-1"),
        (42, 7, "0x1.764be7cba4fc7p-1"),
        (SEEDS - 1, 0, "0x1.9a1c3ea11d07cp-2"),
        (0, 1 << 40, "0x1.9773caec97f1ep-2"),
    ],
)
def test_a_seed_gives_the_same_luck_for_ever(seed: int, position: int, expected: str) -> None:
    # Pinned: with another value here, every text anyone generated and noted the seed of would change.
    assert luck(seed, position) == float.fromhex(expected)


@given(seeds, positions)
def test_luck_is_a_multiple_of_two_to_the_minus_53_from_zero_to_below_one(seed: int, position: int) -> None:
    u = luck(seed, position)
    assert 0 <= u < 1
    assert (u * 2**53).is_integer()
    assert luck(seed, position) == u


@given(st.lists(seeds, max_size=5), positions)
def test_the_lucks_of_many_seeds_are_the_lucks_of_each(many: list[int], position: int) -> None:
    assert lucks(map(key_of, many), position).tolist() == [luck(seed, position) for seed in many]


@given(st.tuples(seeds, positions), st.tuples(seeds, positions))
def test_two_keys_have_two_lucks(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (luck(*one) == luck(*other)) == (one == other)


@pytest.mark.parametrize("seed", [0, 1, 1234567, SEEDS - 1])
def test_the_positions_of_one_seed_are_uniform(seed: int) -> None:
    lucks = [luck(seed, position) for position in range(20_000)]
    assert fits([sum(int(u * 50) == cell for u in lucks) for cell in range(50)], [1 / 50] * 50)


@pytest.mark.parametrize("position", [0, 1, 1000])
def test_the_seeds_at_one_position_are_uniform(position: int) -> None:
    lucks = [luck(seed, position) for seed in range(20_000)]
    assert fits([sum(int(u * 50) == cell for u in lucks) for cell in range(50)], [1 / 50] * 50)


def test_neighbouring_positions_and_neighbouring_seeds_are_independent() -> None:
    for step in [(0, 1), (1, 0)]:
        cells = [0] * 64
        for number in range(20_000):
            here = (7, number) if step == (0, 1) else (number, 7)
            there = (here[0] + step[0], here[1] + step[1])
            cells[int(luck(*here) * 8) * 8 + int(luck(*there) * 8)] += 1
        assert fits(cells, [1 / 64] * 64)


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_a_seed_out_of_range_is_refused_in_one_line(seed: int) -> None:
    with pytest.raises(SettingError, match=f"seed cannot be {seed}") as refused:
        check_seed(seed)
    assert "\n" not in str(refused.value)
    with pytest.raises(SettingError):
        Sampling(seed=seed)


@pytest.mark.parametrize("seed", [0, SEEDS - 1])
def test_the_first_and_the_last_seed_are_taken(seed: int) -> None:
    assert check_seed(seed) == Sampling(seed=seed).seed == seed
