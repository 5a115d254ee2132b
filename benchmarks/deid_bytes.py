"""Whether a clear form of a test passage stands in any byte that a reviewed import leaves behind.

    python -m benchmarks.deid_bytes [FILE…]

Passages become interviews that somebody reviews: what the screen found is replaced as proposed, and
what it missed is listed by hand, as a reader would. Then parts are coded, every kind of file is
written, a failure is provoked in the middle of an import, and a refused import is run as a command.
The project, its write-ahead log, a backup, all written files (unpacked), the home folder, what was
printed and the reports of failures are searched, byte for byte, in UTF-8 and UTF-16, for each
clear form. A form that is also an everyday word of these passages is not looked for, nor one that
stands in the same files made without any passage: it would be found whoever spoke.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from benchmarks.deid_score import FOLDER, Passage, passages
from qualcode.app.coding.coding import code_passages
from qualcode.app.coding.reading import load_transcript
from qualcode.app.programs.moving_out import export_qdpx
from qualcode.app.programs.tidy import export_csv
from qualcode.app.pseudonyms import entering
from qualcode.app.pseudonyms.reviewing import Review, start_review
from qualcode.app.publishing.outgoing import kinds, write_out
from qualcode.app.texts.importing import prepare
from qualcode.app.texts.screening import study_screen
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotAllowed, PrivacyRefusal, QualcodeError
from qualcode.core.text import fold
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.safety.backup import back_up
from qualcode.tui.crash import crash_line
from tests.app.publishing_stories import complete, ending, wished

NAMES = FOLDER / "names.json"
SHORTEST = 5
"""Letters of the shortest form that is looked for; shorter ones stand within other words."""
TURNS_CODED = 12
FEW = ("themes", "memos")
AGAIN = 3
"""How often what only shows after a replacement is decided of."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was left behind, and which clear forms stand in it."""

    forms: int
    places: int
    size: int
    written: int
    found: tuple[tuple[str, str], ...]


class Torn(Exception):
    """A failure that nobody foresaw."""


def interviews(read: Sequence[Passage], folder: Path) -> list[Path]:
    """One file a set, each passage a turn of its patient."""
    by_set: dict[str, list[Passage]] = {}
    for one in read:
        by_set.setdefault(one.name.split("-")[0], []).append(one)
    paths = []
    for number, (_, said) in enumerate(sorted(by_set.items()), start=20):
        path = folder / f"P{number}.txt"
        turns = (f"P{number} : {' '.join(one.text.split())}" for one in said)
        path.write_text("\n\n".join(turns) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def clear_forms(read: Sequence[Passage]) -> list[str]:
    """What must be found nowhere: direct identifiers that are words of nothing else said."""
    wanted = {
        " ".join(one.span.of(passage.text).split())
        for passage in read
        for one in passage.wanted
        if one.direct
    }
    rest = fold(" ".join(_besides(passage) for passage in read))
    return sorted(
        form
        for form in wanted
        if sum(map(str.isalnum, form)) >= SHORTEST and fold(form) not in rest
    )


def _besides(passage: Passage) -> str:
    """A passage without its identifiers."""
    text = list(passage.text)
    for one in passage.wanted:
        text[one.span.start : one.span.end] = "|" * len(one.span)
    return " ".join("".join(text).split())


def decided(review: Review, forms: Iterable[str]) -> Review:
    """Everything replaced as proposed, and listed by hand where the screen missed it."""
    listed = "|".join(review.words(seen) for row in review.rows for seen in row.sightings)
    for form in forms:
        if form not in listed:
            with suppress(NotAllowed):
                review.add(form)
    for _ in range(AGAIN):
        while waiting := [row for row in review.rows if row.decision is None]:
            review.accept(waiting[0].key)
        with suppress(PrivacyRefusal):
            review.result()
            break
    return review


def searched(
    read: Sequence[Passage], folder: Path, *, commands: bool = True, everything_out: bool = True
) -> Searched:
    """Import, export, fail, and search what is left of it in `folder`.

    Args:
        read: the passages; none of them for the files that would be there anyway.
        folder: an empty folder.
        commands: also run the program as a command, in a home of its own.
        everything_out: write every kind of file, not only the few that quote most.
    """
    forms = clear_forms(read)
    sent, kept = folder / "sent", folder / "kept"
    sent.mkdir(parents=True)
    kept.mkdir()
    told, written = _worked(read, sent, kept, forms, kinds() if everything_out else FEW)
    if commands:
        told += _refused_command(interviews(read, sent), kept)
    left = {str(path): path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    left["what was told"] = told.encode()
    everything = [piece for name, data in left.items() for piece in unpacked(name, data)]
    found = tuple(_standing(forms, everything))
    return Searched(len(forms), len(everything), sum(len(d) for _, d in everything), written, found)


def _worked(
    read: Sequence[Passage],
    sent: Path,
    kept: Path,
    forms: Sequence[str],
    written_kinds: Sequence[str],
) -> tuple[str, int]:
    """What was told on the way, and how many kinds of files were written."""
    with create_project(str(kept / "étude.qualcode"), title="Étude", acting="Zoé") as project:
        complete(project)
        told = ""
        if read:
            incoming = prepare(project, interviews(read, sent))
            screen = study_screen(project, NAMES)
            try:
                entering.import_reviewed(project, start_review(project, incoming, screen=screen))
            except QualcodeError as refused:
                told += report(refused)
            review = decided(start_review(project, incoming, screen=screen), forms)
            told += _failed(project, review)
            told += repr(entering.import_reviewed(project, review)) + repr(review.rows)
            _coded(project)
        written, more = _written_out(project, kept / "out", written_kinds)
        for beside in kept.glob("étude.qualcode*"):
            (kept / f"open-{beside.name}").write_bytes(beside.read_bytes())
        back_up(project)
    return told + more, written


def report(error: BaseException) -> str:
    """All that a failure is told with: as Python does, and as the screens do."""
    return "".join(traceback.format_exception(error)) + crash_line(error)


def _failed(project: Project, review: Review) -> str:
    """The reports of an import that fails when all texts are at hand."""
    with mock.patch("qualcode.app.texts.remarks.keep_remarks", side_effect=Torn("torn")):
        try:
            entering.import_reviewed(project, review)
        except Torn as error:
            return report(error)
    return ""


def _coded(project: Project) -> None:
    from qualcode.app.coding.reading import list_sources

    for source in list_sources(project):
        if source.name == "P01":
            continue
        read = load_transcript(project, source.name)
        spans = [turn.speech for turn in read.turns if turn.speech][:TURNS_CODED]
        code_passages(project, [NewCoding(source.name, span, "distance") for span in spans])


def _written_out(project: Project, out: Path, those: Sequence[str]) -> tuple[int, str]:
    out.mkdir()
    written, told = 0, ""
    for kind in those:
        try:
            write_out(project, kind, out / f"{kind}{ending(kind)}", wished(kind))
            written += 1
        except QualcodeError as error:
            told += f"{kind}: {report(error)}\n"
    export_qdpx(project, out / "project.qdpx")
    export_csv(project, out / "csv")
    return written + 2, told


def _refused_command(paths: Sequence[Path], kept: Path) -> str:
    """What the program prints where it refuses the files, in a home folder that is searched."""
    home = kept / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""}
    told = ""
    for command in ("screen", "import"):
        where = [str(kept / "étude.qualcode")] if command == "import" else []
        run = subprocess.run(
            [sys.executable, "-m", "qualcode", command, *where, *map(str, paths)],
            capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        told += f"{command}: {run.returncode}\n{run.stdout}{run.stderr}"
    return told


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file and, where it is a package or holds compressed streams, what is in it."""
    yield name, data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.namelist():
                yield from unpacked(f"{name}/{member}", package.read(member))
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            inner = zlib.decompressobj().decompress(data[match.start() :])
        except zlib.error:
            continue
        if inner:
            yield f"{name}+{match.start()}", inner


def _standing(
    forms: Sequence[str], everything: Sequence[tuple[str, bytes]]
) -> Iterator[tuple[str, str]]:
    for form in forms:
        for encoding in ("utf-8", "utf-16-le"):
            sought = form.encode(encoding)
            for name, data in everything:
                if sought in data:
                    yield form, name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.jsonl")))
    asked = parser.parse_args()
    read = [one for file in asked.files for one in passages(file)]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        without = searched([], Path(folder) / "without")
        done = searched(read, Path(folder) / "with")
    print(f"{len(read)} passages, {done.forms} clear forms, {done.written} kinds of files written")
    print(f"{done.places} places with {done.size / 1e6:.1f} MB searched ({without.places} of them "
          f"without passages), {time.perf_counter() - start:.0f} s")  # fmt: skip
    for form, name in done.found:
        print(f"  stands in {Path(name).name}: {form}")
    print(f"{len(done.found)} found")
    sys.exit(bool(done.found))


if __name__ == "__main__":
    main()
