"""Decisions of a review as a table: written with masked excerpts, filled in by a person, read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.pseudonyms.namesakes import SEVERAL, mixed
from qualcode.core.errors import InputProblem, NotAllowed
from qualcode.core.privacy.reviewing import Choice, Decision, Item
from qualcode.core.privacy.screening import masked
from qualcode.core.text import digest, fold
from qualcode.i18n import N_, translate

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.reviewing import Review
    from qualcode.interop.csv_table import Row, Table

COLUMNS = (
    "row", "text", "place", "type", "tier", "mentions", "file", "line", "excerpt", "why",
    "proposed", "decision", "replacement", "reason", "everywhere",
)  # fmt: skip
_REQUIRED = ("text", "place", "proposed", "decision", "replacement", "reason")
_SHORT = 12
_IN_NAME = "name:"
_WORDS = {
    "accept": "accept", "accepter": "accept", "a": "accept",
    "replace": "replace", "remplacer": "replace", "r": "replace",
    "keep": "keep", "garder": "keep", "k": "keep",
}  # fmt: skip
"""What may stand in the column “decision”."""
_YES = frozenset({"yes", "oui", "x", "1", "true", "vrai", "y", "o"})


@dataclass(frozen=True, slots=True)
class Filled:
    """What a decisions file holds."""

    decisions: Mapping[str, Decision]
    """By key of the row; rows that were left empty are not in it."""
    table: Table


def decisions_table(review: Review) -> str:
    """The rows of a review as a table without any name in clear."""
    lines = io.StringIO(newline="")
    table = csv.writer(lines)
    table.writerow(COLUMNS)
    for number, row in enumerate(review.rows, 1):
        table.writerow([number, *_cells(review, row), "", "", "", ""])
    return "\ufeff" + lines.getvalue()


def _cells(review: Review, row: Item) -> list[object]:
    first = row.sightings[0]
    file, text = review.files[first.file], review.text(first)
    start = first.finding.span.start
    return [
        digest(file.document.text)[:_SHORT],
        f"{_IN_NAME}{start}" if first.in_name else start,
        row.kind.value,
        row.degree.value,
        len(row.sightings),
        file.shown_name,
        0 if first.in_name else text.count("\n", 0, start) + 1,
        masked(text, first.finding.span),
        _why(review, row),
        review.proposed(row.key),
    ]


def _why(review: Review, row: Item) -> str:
    """Why a row is listed, and whether it may be several persons."""
    why = translate(row.sightings[0].finding.why)
    return f"{why} {translate(SEVERAL)}" if mixed(review, row) else why


def write_decisions(review: Review, out: Path) -> None:
    """Write the rows for a person to fill in: accept, replace or keep, and why.

    Raises:
        FileProblem: the file cannot be written.
    """
    from qualcode.interop.files import write_text

    write_text(out, decisions_table(review))


def read_decisions(review: Review, path: Path) -> Filled:
    """What a person decided, checked against the texts of a review.

    Raises:
        FileProblem: the file cannot be read.
        Mistakes: a row cannot be understood, with its line.
        InputProblem: no row is about these texts.
    """
    from qualcode.interop.csv_table import read_table

    table = read_table(path, _REQUIRED)
    places = dict(_places(review))
    texts = {text for text, _place in places} | {
        digest(file.document.text)[:_SHORT] for file in review.files
    }
    decisions: dict[str, Decision] = {}
    about = [row for row in table.rows if row.cells["text"] in texts]
    if table.rows and not about:
        raise InputProblem(
            N_("{file} is about other texts: screen these files again with --out."),
            file=path.name,
        )
    for row in about:
        decision = _decision(row, table)
        if decision is None:
            continue
        key = places.get((row.cells["text"], row.cells["place"]))
        if key is not None:
            decisions[key] = decision
        elif decision.choice is Choice.REPLACE:
            table.note(
                row.line,
                "place",
                N_("Nothing was found here now: screen again with the same lists of names."),
            )
    table.refuse()
    return Filled(decisions, table)


def _places(review: Review) -> Iterator[tuple[tuple[str, str], str]]:
    for row in review.rows:
        for sighting in row.sightings:
            start = str(sighting.finding.span.start)
            text = digest(review.files[sighting.file].document.text)[:_SHORT]
            yield (text, f"{_IN_NAME}{start}" if sighting.in_name else start), row.key


def _decision(row: Row, table: Table) -> Decision | None:
    told = fold(row.cells["decision"])
    if not told:
        return None
    choice = _WORDS.get(told)
    if choice is None:
        table.note(
            row.line, "decision", N_("“{word}” is none of accept, replace, keep."), word=told
        )
        return None
    if choice == "keep":
        reason = row.cells["reason"].strip()
        if not reason:
            table.note(row.line, "reason", N_("Say why it may stay."))
            return None
        everywhere = fold(row.cells.get("everywhere", "")) in _YES
        return Decision(Choice.KEEP, reason=reason, everywhere=everywhere)
    column = "proposed" if choice == "accept" else "replacement"
    words = row.cells[column].strip()
    if not words:
        table.note(row.line, column, N_("Say what stands there instead."))
        return None
    return Decision(Choice.REPLACE, words)


def apply_decisions(review: Review, path: Path) -> int:
    """Take the decisions of a file into a review; gives how many.

    Raises:
        Mistakes: a row cannot be understood, or cannot be decided so.
        InputProblem: no row is about these texts.
    """
    filled = read_decisions(review, path)
    for key, decision in filled.decisions.items():
        try:
            if decision.choice is Choice.KEEP:
                review.keep(key, decision.reason, everywhere=decision.everywhere)
            else:
                review.replace(key, decision.pseudonym)
        except NotAllowed as error:
            filled.table.note(filled.table.header_line, "decision", error.msgid, **error.params)
    filled.table.refuse()
    return len(filled.decisions)


def second_decisions(review: Review, path: Path) -> dict[str, Choice]:
    """What a second reader chose in a file of their own, by key of the row."""
    filled = read_decisions(review, path)
    return {key: decision.choice for key, decision in filled.decisions.items()}
