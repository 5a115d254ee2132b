"""Plain tables and corpora for other programs: R and pandas, IRaMuTeQ, ROCK."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.gate.ledgering import recorded
from qualcode.app.pairs.exchange import restricted_attributes
from qualcode.app.programs.gathering import portable, quoted_cases, without
from qualcode.app.programs.moving_out import MovedOut, refuse_other_ending
from qualcode.core.address import address_of
from qualcode.core.codebook import Codebook
from qualcode.core.coding import Coding
from qualcode.core.errors import FileProblem, InputProblem
from qualcode.core.portable import LeftOut, PortableProject, PortableSource, Remarks
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project

Rows = list[dict[str, Any]]


def tidy_tables(project: Project) -> dict[str, Rows]:
    """What a project holds as four tables of plain values: sources, cases, codes, codings.

    One row a thing, the same columns in every row of a table; codings are those that the acting
    coder may see, without the words of persons who objected to their use.
    """
    withheld = restricted_attributes(project)
    with project.read() as connection:
        viewer = project.acting_key(connection)
        books = project.memory.codebooks(connection)
        codings = coding_rows.list_codings(connection, viewer)
        transcripts = project.memory.transcripts(connection, {c.source for c in codings})
        rows = [_coding_row(coding, transcripts[coding.source]) for coding in codings]
        cases = case_rows.list_cases(connection)
        sources = source_rows.list_sources(connection)
    return {
        "sources": _with_attributes(
            [
                {
                    "source": s.name,
                    "type": s.type,
                    "language": s.language,
                    "characters": s.characters,
                    "words": s.words,
                    "turns": s.turns,
                    "cases": "; ".join(s.cases),
                }
                for s in sources
            ],
            [without(s.attributes, withheld) for s in sources],
        ),
        "cases": _with_attributes(
            [
                {
                    "case": c.name,
                    "kind": c.kind,
                    "linked_to": c.linked_to or "",
                    "quote_allowed": "" if c.quote_allowed is None else c.quote_allowed,
                }
                for c in cases
            ],
            [without(c.attributes, withheld) for c in cases],
        ),
        "codes": [row for book in books for row in code_rows(book)],
        "codings": rows,
    }


def data_frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as a pandas data frame.

    Args:
        rows: mappings with the same keys.

    Returns:
        A `pandas.DataFrame`, one row a mapping.

    Raises:
        InputProblem: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise InputProblem(N_("pandas is not installed: pip install pandas")) from error
    return pd.DataFrame(list(rows))


def frames(project: Project) -> dict[str, Any]:
    """The tables of `tidy_tables` as pandas data frames.

    Args:
        project: an open project.

    Returns:
        A `pandas.DataFrame` by name: `sources`, `cases`, `codes`, `codings`.

    Raises:
        InputProblem: pandas is not installed.
    """
    return {name: data_frame(rows) for name, rows in tidy_tables(project).items()}


def export_csv(project: Project, out: Path) -> MovedOut:
    """Write the four tables, one CSV each, into a folder or .zip; or the codings as one .csv.

    Raises:
        FileProblem: the name is of none of these, or it cannot be written.
    """
    tables = tidy_tables(project)
    carried = portable(project)
    files = {f"{name}.csv": _csv(rows) for name, rows in tables.items() if rows}
    _write_files(project, "csv", out, files, quoted_cases(carried), "codings.csv")
    return MovedOut(0, len(tables["codings"]), len(tables["codes"]), ())


def export_iramuteq(project: Project, out: Path) -> MovedOut:
    """Write what coded speakers said as an IRaMuTeQ corpus: one text a source and case.

    Each text begins with a line of starred variables: source, case, type, and the attributes of
    both.

    Raises:
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.word.saving import save

    refuse_other_ending(out, ".txt")
    carried = portable(project)
    attributes = {case.case.name: case.case.attributes for case in carried.cases}
    corpus = "\n".join(
        text for source in carried.sources for text in _starred(source, attributes)
    ).encode("utf-8", "replace")
    quoted = quoted_cases(carried)

    def write(_snapshot: str) -> Mapping[str, int]:
        save(out, corpus)
        return quoted

    recorded(project, "iramuteq", out, write, settings={"mode": "working"})
    left_out = (LeftOut(N_("codes and codings: an IRaMuTeQ corpus holds words only")),)
    return MovedOut(len(carried.sources), 0, 0, left_out)


def export_rock(project: Project, out: Path) -> MovedOut:
    """Write each source of each coder as a .rock file, into a folder or .zip.

    Raises:
        FileProblem: several files would go into one, or they cannot be written.
    """
    from qualcode.interop.programs.rock import rock_text

    carried = portable(project)
    remarks = Remarks()
    files: dict[str, str] = {}
    for source in carried.sources:
        given = sorted({c.coder for c in carried.codings if c.source == source.identity})
        for coder in given or [""]:
            name = carried.coders.get(coder, "")
            said = rock_text(_utterances(project, carried, source, coder, remarks), name)
            stem = f"{source.name}_{name}" if name else source.name
            files[f"{_plain(stem)}.rock"] = _sound(said)
    remarks.add(N_("memos"), len(carried.notes))
    _write_files(project, "rock", out, files, quoted_cases(carried))
    numbers = (len(carried.sources), len(carried.codings), len(carried.codes))
    return MovedOut(*numbers, remarks.told())


def _utterances(
    project: Project, carried: PortableProject, source: PortableSource, coder: str, remarks: Remarks
) -> Iterable[Any]:
    from qualcode.interop.programs.rock import Utterance

    with project.read() as connection:
        transcript = project.memory.transcript(connection, source.name)
    books = {book.id: book for book in carried.codebooks}
    known = {code.identity: code for code in carried.codes}
    mine = [c for c in carried.codings if c.source == source.identity and c.coder == coder]
    sentences = transcript.sentence_locator
    at: dict[int, dict[Any, None]] = {}
    for coding in mine:
        code = known[coding.code]
        touched = sentences.touched(coding.span)
        whole = touched and (
            sentences.pieces[touched[0]].start == coding.span.start
            and sentences.pieces[touched[-1]].end == coding.span.end
        )
        remarks.add(
            N_("codings that begin or end inside a sentence, widened to it"), int(not whole)
        )
        path = tuple(c.key for c in books[code.codebook].path(code.code.key)) if code.code else ()
        for index in touched:
            at.setdefault(index, {})[path, coding.valence] = None
    speakers = source.speakers or {}
    for index, span in enumerate(sentences.pieces):
        turn = transcript.turn_at(span.start)
        case = speakers[turn.speaker].case if turn else None
        yield Utterance(span.of(source.text), case or "", tuple(at.get(index, ())))


def _coding_row(coding: Coding, transcript: Any) -> dict[str, Any]:
    turn = transcript.turn_at(coding.span.start)
    speaker = transcript.speakers[turn.speaker] if turn else None
    return {
        "guid": coding.guid,
        "source": coding.source,
        "address": address_of(transcript, coding.span, with_source=False),
        "start": coding.span.start,
        "end": coding.span.end,
        "speaker": speaker.label if speaker else "",
        "case": (speaker.case or "") if speaker else "",
        "codebook": coding.codebook,
        "code": coding.code,
        "coder": coding.coder,
        "valence": coding.valence.value,
        "marks": "; ".join(sorted(coding.marks)),
        "quotation": coding.quotation,
        "memo": coding.memo,
        "created": coding.created.isoformat(),
    }


def code_rows(book: Codebook) -> Rows:
    """The codes of a codebook, one row of plain values each."""
    return [
        {
            "codebook": book.id,
            "code": code.key,
            "parent": code.parent or "",
            "family": book.family(code.key).key,
            "codable": code.codable,
            "retired": code.retired,
            "valence_policy": code.policy.value,
            **{f"label_{lang}": code.wording.label.get(lang, "") for lang in ("fr", "en")},
            **{f"definition_{lang}": code.wording.definition.get(lang, "")
               for lang in ("fr", "en")},
        }
        for code in book.codes
    ]  # fmt: skip


def _with_attributes(rows: Rows, attributes: Sequence[Mapping[str, str]]) -> Rows:
    names = dict.fromkeys(name for found in attributes for name in found)
    taken = set(rows[0]) if rows else set()
    column = {name: f"{name}_" if name in taken else name for name in names}
    return [
        row | {column[name]: found.get(name, "") for name in names}
        for row, found in zip(rows, attributes, strict=True)
    ]


def _csv(rows: Rows) -> str:
    from qualcode.export.csv_file import harmless

    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: harmless(v) if isinstance(v, str) else v for k, v in row.items()})
    return _sound("\ufeff" + lines.getvalue())


def _sound(text: str) -> str:
    """`text` as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _write_files(
    project: Project,
    kind: str,
    out: Path,
    files: Mapping[str, str],
    quoted: Mapping[str, int],
    alone: str = "",
) -> None:
    """Write some files as a .zip, into a folder, or the one that is asked for, and the ledger.

    Args:
        project: the project.
        kind: what they are: also the ending of each.
        out: a .zip; a folder that is new or empty; or a file for `alone`, or for the only one.
        files: texts by name.
        quoted: how many quotations of each case they hold.
        alone: the file that is meant where one is asked for.

    Raises:
        FileProblem: there are several files for one name, or the folder holds something.
    """
    from qualcode.export.word.saving import save, zipped

    settings = {"files": sorted(files)}
    suffix = out.suffix.lower()
    single = alone or (next(iter(files)) if len(files) == 1 else "")
    if suffix == ".zip":
        _enter(project, kind, out, quoted, settings, lambda: save(out, zipped(files)))
    elif suffix == f".{kind}" and single in files:
        text = files[single].encode("utf-8")
        _enter(project, kind, out, quoted, {"files": [single]}, lambda: save(out, text))
    elif not suffix:
        _make_empty(out)
        for name, body in files.items():
            path = out / name
            keep = partial(save, path, body.encode("utf-8"))
            _enter(project, kind, path, quoted, {"files": [name]}, keep)
    else:
        raise FileProblem(
            N_("{file} would be several files: name a folder for them, or a .zip."), file=out.name
        )


def _enter(
    project: Project,
    kind: str,
    out: Path,
    quoted: Mapping[str, int],
    settings: Mapping[str, Any],
    keep: Callable[[], None],
) -> None:
    def write(_snapshot: str) -> Mapping[str, int]:
        keep()
        return quoted

    recorded(project, kind, out, write, settings=settings)


def _make_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileProblem(
            N_("{file} holds something already: name a new folder."), file=folder.name
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(
            N_("{file} cannot be written ({reason})."),
            file=folder.name,
            reason=error.strerror or str(error),
        ) from error


_FORBIDDEN = re.compile(r"[^a-z0-9_]+")


def _plain(word: str) -> str:
    return re.sub(r"[^\w.-]+", "-", word).strip("-.") or "source"


def _starred(source: PortableSource, attributes: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    """The texts of a source by case, each under its starred line."""
    said: dict[str, list[str]] = {}
    speakers = source.speakers or {}
    for turn in source.turns or ():
        speaker = speakers[turn.speaker]
        if speaker.coded and turn.speech is not None:
            said.setdefault(speaker.case or speaker.label, []).append(turn.speech.of(source.text))
    for case, words in said.items():
        variables = {"source": source.name, "case": case, "type": source.kind}
        variables |= {**source.attributes, **attributes.get(case, {})}
        stars = [f"*{_variable(name)}_{_variable(value)}" for name, value in variables.items()
                 if _variable(name) and _variable(value)]  # fmt: skip
        body = "\n".join(" ".join(one.split()) for one in words).replace("*", " ")
        yield f"**** {' '.join(stars)}\n{body}\n"


def _variable(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()
    return _FORBIDDEN.sub("", plain.replace(" ", "").replace("_", ""))
