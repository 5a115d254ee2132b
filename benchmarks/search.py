"""Searching study L: 600 interviews of 8,000 words, 80 codes, 150,000 codings of four coders.

The study is the one of `benchmarks.workload`, made once in the cache folder and used again.
Printed are medians in milliseconds: processor time of this process ("work"), time that passed,
and our budget where there is one.

    python -m benchmarks.search [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.scale import CACHE
from benchmarks.workload import SIZES, book, copied, project_file
from qualcode.app.coding.queries import run_query
from qualcode.app.coding.searching import search_words
from qualcode.core.asking.code_query import Vocabulary, code_names, parse_code_query
from qualcode.core.asking.text_query import Filters
from qualcode.store.opening import open_project
from qualcode.store.project import Project

BUDGETS = {"a frequent word, 50 hits": 2, "a rare word, 50 hits": 2}
"""Milliseconds of work."""

READS: dict[str, Callable[[Project], object]] = {
    "a frequent word, 50 hits": lambda p: search_words(p, "oedeme", limit=50),
    "a rare word, 50 hits": lambda p: search_words(p, "hydromorphone", limit=50),
    "a phrase, 50 hits": lambda p: search_words(p, "la douleur", limit=50),
    "a | b, 50 hits": lambda p: search_words(p, "sœur | hydromorphone", limit=50),
    "a prefix, 50 hits": lambda p: search_words(p, "hydro*", limit=50),
    "a lemma, 50 hits": lambda p: search_words(p, "lemma:porter", limit=50),
    "coded only, a group, 50 hits": lambda p: search_words(
        p, "hydromorphone", filters=Filters(True, attributes=(("group", "implanted"),)), limit=50
    ),
    "every œdème": lambda p: search_words(p, "oedeme", limit=None),
    "an expression, everywhere": lambda p: search_words(p, r"/hydro\w+/", limit=None),
    "a question read": lambda _: parse_code_query(
        "(code00 and famille1) then/3 code22[barrier]", Vocabulary(code_names([book()]))
    ),
    "code and code": lambda p: run_query(p, "code00 and code11"),
    "family near/2 family": lambda p: run_query(p, "famille0 near/2 famille1"),
    "any code then/2 any, Zoé’s": lambda p: run_query(p, "* then/2 *", layer="Zoé"),
    "never, in a group": lambda p: run_query(p, "never code00[lever] case.group=implanted"),
}


def main(rounds: int) -> None:
    """Print the medians."""
    made = project_file(SIZES["L"], CACHE)
    print(f"{made.stat().st_size / 1e6:.0f} MB, {rounds} rounds")
    print(f"{'':30}{'hits':>9}{'work':>9}{'passed':>9}{'budget':>9}   milliseconds")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_project(copied(made, Path(folder)), acting="Zoé") as project,
    ):
        for name, read in READS.items():
            found = read(project)
            work, passed = [], []
            for _ in range(rounds):
                started, worked = time.perf_counter(), time.process_time()
                read(project)
                work.append((time.process_time() - worked) * 1000)
                passed.append((time.perf_counter() - started) * 1000)
            hits = len(getattr(found, "passages", ()) or getattr(found, "cases", ())) or (
                len(found) if isinstance(found, list) else ""
            )
            print(
                f"{name:30}{hits:>9}{statistics.median(work):9.2f}{statistics.median(passed):9.2f}"
                f"{BUDGETS.get(name, ''):>9}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
