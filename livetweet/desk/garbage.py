"""When Python looks for cyclic garbage: seldom, and never among what stays. A full look at a desk with 10,000 posts took 40 ms to 200 ms, and a key waited for it."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 5_000, 20, 50  # containers made, and looks of each kind before one of the next: a painted frame makes some 5,000


def leave_alone() -> None:
    """Look no more at what there is now (rows, modules), and seldom at what comes."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()
