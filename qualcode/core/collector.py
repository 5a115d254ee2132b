"""Python's search for values that hold each other, put off while very many are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Look for no cycles inside the block: among rows and spans there are none.

    Python looks whenever some hundred values were made, and through all of them again and again:
    making 40,000 takes twice as long. What holds no cycle is let go of at once, as ever.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
