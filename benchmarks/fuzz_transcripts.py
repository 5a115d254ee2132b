"""Changed files thrown at every reader of transcripts: only clean errors may come back.

Half of the changes are of bytes, half put pieces (tags, numbers, quoted words) for others, so that
much of what comes of it is still read. Prints, for each reader, how many files were read, refused,
and ended in another error or were read to something unsound, and the slowest; the first of these
files by each kind of error is written to the folder, and the run ends with 1.

    python -m benchmarks.fuzz_transcripts [ROUNDS] [FOLDER] [NAME …]

ROUNDS are files a reader, 100,000 unless told; names are those of the samples, such as a.rtf.
"""

from __future__ import annotations

import io
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.core.errors import FileProblem, FormatProblem
from qualcode.core.text import normalised
from qualcode.interop.transcripts import document_of
from qualcode.interop.xlsx import read_rows
from tests.mutations import mutated, mutated_archive, rearranged
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


@dataclass
class Count:
    """What came of the files of one reader."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    """Seconds."""
    failed: Counter[str] = field(default_factory=Counter)
    """Files by kind of error."""


def changed(raw: bytes, chance: random.Random) -> bytes:
    if zipfile.is_zipfile(io.BytesIO(raw)):
        return mutated_archive(raw, chance)
    return rearranged(raw, chance) if chance.random() < 0.5 else mutated(raw, chance)


def fuzz(name: str, rounds: int, folder: Path, seed: int = 0) -> Count:
    chance, raw, count = random.Random(f"{name} {seed}"), SAMPLES[name](), Count()
    for _ in range(rounds):
        made = changed(raw, chance)
        start = time.perf_counter()
        try:
            read(made, name)
        except (FileProblem, FormatProblem):
            count.refused += 1
        except Exception as error:  # noqa: BLE001
            last = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"
            if kind not in count.failed:
                (folder / f"fuzzed-{len(count.failed)}-{name}").write_bytes(made)
            count.failed[kind] += 1
        else:
            count.read += 1
        count.slowest = max(count.slowest, time.perf_counter() - start)
    return count


def fuzz_all(fuzzed: Callable[[str, int, Path], Count], samples: Iterable[str]) -> None:
    """Fuzz all readers, or those that the command names; ends with 1 if any failed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".")
    failed = 0
    for name in sys.argv[3:] or samples:
        count = fuzzed(name, rounds, folder)
        failed += count.failed.total()
        print(
            f"{name:16} read {count.read:7}  refused {count.refused:7}  "
            f"other errors {count.failed.total():3}  slowest {count.slowest * 1000:6.1f} ms",
            *(f"\n    {kind}: {n}" for kind, n in count.failed.items()),
            flush=True,
        )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    fuzz_all(fuzz, SAMPLES)
