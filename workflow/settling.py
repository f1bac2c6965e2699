"""How the interpreter runs in processes that live long."""

import gc
import sys

TURN_SECONDS = 0.0005


def settle() -> None:
    """Take what is there by now for what stays, and let threads take shorter turns.

    Modules, models and compiled procedures are most of what a worker or desk holds: they are left out of every later look for
    garbage, and looks are rarer. Whoever lays out a document would keep the interpreter for 5 ms at a time, while a thousand
    small things of other works each wait as long.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    sys.setswitchinterval(TURN_SECONDS)
