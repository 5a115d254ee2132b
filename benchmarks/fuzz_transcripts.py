"""Changed files thrown at every reader of transcripts: only clean errors may come back.

Prints, for each reader, how many files were read, refused, and the slowest of them. A file that
ends in any other error, or is read to something unsound, is written beside and ends the run.

    python -m benchmarks.fuzz_transcripts [ROUNDS] [NAME …]

ROUNDS are files a reader, 100,000 unless told; names are those of the samples, such as a.rtf.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from pathlib import Path

from qualcode.core.errors import FileProblem, FormatProblem
from qualcode.core.text import normalised
from qualcode.interop.transcripts import document_of
from qualcode.interop.xlsx import read_rows
from tests.mutations import mutated, mutated_archive
from tests.recordings import DOCUMENTS, RECORDINGS, workbook

SAMPLES = {**DOCUMENTS, **RECORDINGS, "a.xlsx": workbook}


def read(raw: bytes, name: str) -> None:
    if name.endswith(".xlsx"):
        list(read_rows(raw, name))
        return
    document = document_of(raw, name)
    document.text.encode()
    sound = document.text == normalised(document.text) and "\0" not in document.text
    spans = [span for turn in document.turns for span in (turn.label, turn.speech) if span]
    ends = [0, *(edge for span in spans for edge in (span.start, span.end))]
    if not sound or ends != sorted(ends) or ends[-1] > len(document.text):
        raise ValueError("an unsound document")


def fuzz(name: str, rounds: int, seed: int = 0) -> tuple[int, int, float]:
    """Files read, files refused, and the seconds of the slowest."""
    chance, raw = random.Random(f"{name} {seed}"), SAMPLES[name]()
    change = mutated_archive if zipfile.is_zipfile(io.BytesIO(raw)) else mutated
    refused, slowest = 0, 0.0
    for _ in range(rounds):
        made = change(raw, chance)
        start = time.perf_counter()
        try:
            read(made, name)
        except (FileProblem, FormatProblem):
            refused += 1
        except BaseException:
            Path(f"fuzzed-{name}").write_bytes(made)
            raise
        slowest = max(slowest, time.perf_counter() - start)
    return rounds - refused, refused, slowest


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for name in sys.argv[2:] or SAMPLES:
        done, refused, slowest = fuzz(name, rounds)
        print(f"{name:16} read {done:7}  refused {refused:7}  slowest {slowest * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
