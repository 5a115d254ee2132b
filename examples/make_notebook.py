"""Makes `antares.ipynb`: runs its cells on the demonstration study and keeps what they show.

    python -m examples.make_notebook

pandas is needed to make it; to read it, nothing.
"""

from __future__ import annotations

import ast
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).with_name("antares.ipynb")


@dataclass(frozen=True)
class Cell:
    """A cell: words, or lines of Python; some need pandas."""

    text: str
    code: bool = False
    pandas: bool = False


def words(text: str) -> Cell:
    """A cell of Markdown."""
    return Cell(text.strip())


def python(text: str, *, pandas: bool = False) -> Cell:
    """A cell of Python."""
    return Cell(text.strip(), code=True, pandas=pandas)


CELLS = (
    words("""
# A coded study in Python
From a project of qualcode to pandas: codings, a question, agreement, a matrix, a figure. The study
is the demonstration that comes with the program (`qualcode demo`): interviews on an intrathecal
pump for cancer pain, invented from end to end, coded by two coders.

Everything here reads through the same gate as the screens: what the acting coder may not see, a
notebook does not see either. A notebook with outputs holds participants' words: keep it where the
project is kept.
"""),
    words("## Open"),
    python("""
from pathlib import Path

import qualcode as qc

where, _made_now = qc.make_demo(Path("demonstration"))
project = qc.open_project(str(where), acting="C1")
print(len(qc.list_sources(project)), "sources,", len(qc.list_codings(project)), "codings")
"""),
    words("""
## Codings as data frames
`frames` gives four tables that fit together: `sources`, `cases`, `codes`, `codings`. Without
pandas, `tidy_tables` gives the same as lists of dictionaries.
"""),
    python(
        """
frames = qc.frames(project)
codings = frames["codings"]
codings[["source", "address", "coder", "code", "valence"]].head()
""",
        pandas=True,
    ),
    python(
        """
mine = codings[codings["coder"] == "C1"]
by_valence = mine.groupby(["source", "valence"]).size().unstack(fill_value=0)
by_valence
""",
        pandas=True,
    ),
    words("""
## A question
The language of `qualcode query`: `crainte_geste[barrier]`, `a and b`, `a not b`, `a near/3 b`.
"""),
    python("""
found = qc.query_rows(project, "crainte_geste[barrier]", layer="C1")
for row in found[:3]:
    print(row["address"], "|", row["quotation"][:90])
"""),
    python(
        """
qc.query_frame(project, "qualite_information", layer="C1")[["address", "case", "valences"]]
""",
        pandas=True,
    ),
    words("""
## Agreement of the two coders
Sentence by sentence, with intervals over transcripts. What is not computable is missing, and
says why.
"""),
    python("""
report = qc.agreement(project, coders=["C1", "C2"], draws=200)
overall = qc.agreement_rows(report)[-1]
print({name: round(overall[name], 2) for name in ("percent", "dice", "kappa", "alpha", "ac1")})
"""),
    python(
        """
agreed = qc.agreement_frame(report).set_index("code")
agreed[["both", "kappa", "kappa_low", "kappa_high"]].sort_values("both").tail().round(2)
""",
        pandas=True,
    ),
    words("""
## A matrix
Who raised what, by group. One `Crosstab` a codebook; its cells answer for every measure and side
without counting again.
"""),
    python("""
table = qc.matrices(project, qc.MatrixRequest(by="group", layer="C1"))[0]
columns = [column.name for column in table.columns]
print(f"{'':40}", *columns, sep="  ")
for number, row in list(enumerate(table.rows))[:5]:
    counts = [
        table.count(number, place, qc.Measure.PARTICIPANTS) for place, _name in enumerate(columns)
    ]
    print(f"{row.name[:40]:40}", *counts, sep="  ")
"""),
    python(
        """
cells = qc.matrix_frame(table)
barriers = cells[(cells["side"] == "barrier") & cells["column"].notna()]
wide = barriers.pivot_table(index="row_name", columns="column_name", values="participants")
wide.sort_values(list(wide.columns), ascending=False).head(8).astype(int)
""",
        pandas=True,
    ),
    words("## A figure"),
    python("""
qc.plot(project, "saturation", qc.Wish("en", layer="C1"))
"""),
    words("""
## Suggested codes
Off until somebody turns them on, and the journal says who did. Each comes with the passage that
speaks for it. What they are good for, and what not: `docs/suggestions.md`.
"""),
    python("""
qc.turn_suggestions(project, on=True)
transcript = qc.load_transcript(project, "P03")
span = transcript.codable_sentences[40]
print(span.of(transcript.text))
for one in qc.suggest_codes(project, "P03", span):
    print(f"- {one.label}: {one.evidence.address}, likeness {one.evidence.score:.2f}")
"""),
    python("""
project.close()
"""),
)


def outputs_of(cell: Cell, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell of Python; gives what it shows as a notebook keeps it."""
    tree = ast.parse(cell.text)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = tree.body[:-1] if last else tree.body
    said = io.StringIO()
    value: Any = None
    with redirect_stdout(said):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
    outputs: list[dict[str, Any]] = []
    if said.getvalue():
        text = said.getvalue().splitlines(keepends=True)
        outputs.append({"output_type": "stream", "name": "stdout", "text": text})
    if value is not None:
        shown = dict(_shown(value))
        outputs.append({"output_type": "display_data", "data": shown, "metadata": {}})
    return outputs


def _shown(value: Any) -> Iterator[tuple[str, list[str]]]:
    """What a notebook shows of a value, by kind."""
    for kind, name in (("text/html", "_repr_html_"), ("image/svg+xml", "_repr_svg_")):
        if hasattr(value, name):
            yield kind, getattr(value, name)().splitlines(keepends=True)
    plain = getattr(value, "title", "") if hasattr(value, "_repr_svg_") else repr(value)
    yield "text/plain", str(plain).splitlines(keepends=True)


def made(cells: Iterable[Cell]) -> dict[str, Any]:
    """The whole notebook, its cells run in order in an empty folder."""
    names: dict[str, Any] = {}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": [_as_json(number, cell, names) for number, cell in enumerate(cells)],
    }


def _as_json(number: int, cell: Cell, names: dict[str, Any]) -> dict[str, Any]:
    own: dict[str, Any] = {"id": f"cell-{number:02}", "metadata": {}}
    own["source"] = cell.text.splitlines(keepends=True)
    if not cell.code:
        return {"cell_type": "markdown", **own}
    outputs = outputs_of(cell, names)
    return {"cell_type": "code", "execution_count": None, **own, "outputs": outputs}


def main() -> None:
    """Write the notebook."""
    os.environ["QUALCODE_LANG"] = "en"
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        notebook = made(CELLS)
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    NOTEBOOK.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
