"""REFI-QDA on study M: 120 interviews of 8,000 words, 80 codes, 20,000 codings of two coders.

Printed are medians of the rounds in milliseconds, processor time of this process ("work") and
time that passed, beside our budgets: 900 for what is written, 2,000 for what is read. "Gathered"
is the project read through the gate, "written" the bytes of the .qdpx, validated; "read" is the
file with its way of counting found out, "placed" everything stored, screening apart. The line
"of a stranger" reads the same file with neither words nor origin to go by.

    python -m benchmarks.refi [ROUNDS]
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.store import BUDGETS, CODINGS, SOURCES, Stopwatch, import_all, interview
from benchmarks.workload import book
from qualcode.app.programs.gathering import portable
from qualcode.app.programs.moving_in import move_in
from qualcode.core.coding import Valence
from qualcode.core.privacy.screening import Finding
from qualcode.core.spans import Span
from qualcode.interop.refi.reading import read_qdpx
from qualcode.interop.refi.writing import qdpx_bytes
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows import codings as layer
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codebooks import CodeIndex, add_codebook
from qualcode.store.rows.sources import current_text, load_transcript

BUDGETS |= {"gathered and written": 900, "read": 2000}


class NoScreen:
    """Finds nothing: the screen has its own figures."""

    detector = "none"
    lists_sha256 = ""

    def findings(self, text: str, labels: Sequence[tuple[str, Span]] = ()) -> list[Finding]:
        """Nothing."""
        return []


def code_all(project: Project) -> None:
    """The codings of both coders, inside what persons said."""
    for number, name in enumerate(("Zoé", "Maël")):
        project.acting = name
        chance = random.Random(number)
        with project.change("merge") as change:
            connection = change.connection
            codes = [row for row in CodeIndex(connection).rows if row.code.codable]
            placed = []
            for source in range(SOURCES):
                transcript = load_transcript(connection, f"P{source:03}")
                keys = current_text(connection, transcript)
                for _ in range(CODINGS // 2 // SOURCES):
                    span = chance.choice(transcript.codable_sentences)
                    code = chance.choice(codes)
                    words, valence = span.of(transcript.text), chance.choice(list(Valence))
                    placed.append(
                        layer.PlacedCoding(*keys, span, words, code.id, code.revision_id, valence)
                    )
            layer.put_codings(change, coder_named(connection, name).id, placed)


def estranged(data: bytes) -> bytes:
    """The same package without what says how it was counted."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "project.qde":
                part = re.sub(rb'(<PlainTextSelection[^>]*?) name="[^"]*"', rb"\1", part)
                part = re.sub(rb'origin="[^"]*"', b'origin="QualCoder"', part, count=1)
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def one_round(folder: Path, stopwatch: Stopwatch) -> None:
    """Out and in once."""
    with create_project(str(folder / "m.qualcode"), title="M", acting="Zoé") as project:
        with project.change("import_codebook") as change:
            add_codebook(change, book())
        import_all(project, [interview(number) for number in range(SOURCES)])
        code_all(project)
        with stopwatch("gathered"):
            portable(project, "fr")
        with stopwatch("gathered and written"):
            data = qdpx_bytes(portable(project, "fr"))
    path, strange = folder / "m.qdpx", folder / "s.qdpx"
    path.write_bytes(data)
    strange.write_bytes(estranged(data))
    with stopwatch("read"):
        read_qdpx(path)
    with stopwatch("read, of a stranger"):
        read_qdpx(strange)
    where = str(folder / "n.qualcode")
    with create_project(where, title="N", acting="Zoé") as project, stopwatch("read and placed"):
        done = move_in(project, read_qdpx(path).project, screen=NoScreen())
    print(f"{done.codings} codings, {len(data) / 1e6:.1f} MB", file=sys.stderr)


def main(rounds: int) -> None:
    """Print the medians."""
    stopwatch = Stopwatch()
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            one_round(Path(folder), stopwatch)
    stopwatch.print()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
