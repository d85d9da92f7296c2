"""The same examples in every run.

Hypothesis also tries constants that it reads in the modules of the project that are imported by then. Which these are
depends on the tests that a worker ran before: the same law would see other examples in another run, and could fail
there alone.
"""

from __future__ import annotations

from hypothesis.internal.conjecture import providers


def take_no_constants_of_modules() -> None:
    """Have Hypothesis read no constants in modules. Another release that has other names still does."""
    if hasattr(providers, "_get_local_constants") and hasattr(providers, "_local_constants"):
        none = providers._local_constants
        assert not len(none), "Hypothesis has read some already"
        providers._get_local_constants = lambda: none
