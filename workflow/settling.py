"""Garbage collection in processes that live long."""

import gc


def settle() -> None:
    """What is there by now is left out of every later look for garbage, and looks are rarer.

    Modules, models and compiled procedures are most of what a worker or desk holds, and stay to its end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
