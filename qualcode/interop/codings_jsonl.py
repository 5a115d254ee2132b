"""Codings as JSON lines, anchored by source, exact quotation and occurrence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import Mistake, Mistakes
from qualcode.core.forms import Form, Noted
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.interop.files import utf8_text, write_text


@dataclass(frozen=True, slots=True)
class AnchoredCoding:
    """A coding whose passage is named by its words: `core.anchors.locate` finds the span."""

    source: str
    quotation: str
    """The exact words, normalised as the source's text is."""
    occurrence: int
    """Which occurrence of the quotation in the source's text, from 1."""
    code: str
    """Key, or `codebook:key`."""
    valence: Valence = Valence.UNSET
    marks: frozenset[Mark] = frozenset()
    memo: str = ""
    line: int = field(default=0, compare=False)
    """Line of the file, from 1; 0 where there is none."""


def read_codings(path: Path) -> list[AnchoredCoding]:
    """Read codings, one JSON object a line; `source`, `quotation` and `code` are required.

    Raises:
        FileProblem: the file is missing, empty or cannot be opened.
        Mistakes: every mistake in it, with line and field.
    """
    mistakes: list[Mistake] = []
    codings = []
    for line, written in enumerate(utf8_text(path).split("\n"), start=1):
        if not written.strip():
            continue
        try:
            raw = json.loads(written)
        except (ValueError, RecursionError) as error:
            msgid = N_("This line is not JSON ({reason}).")
            column = getattr(error, "colno", None)
            mistakes.append(Mistake(msgid, {"reason": str(error)}, line=line, column=column))
            continue
        if not isinstance(raw, dict):
            msgid = N_("A line holds one coding: an object with source, quotation and code.")
            mistakes.append(Mistake(msgid, line=line))
            continue
        noted: Noted = {}
        codings.append(_coding(raw, line, noted))
        mistakes.extend(replace(mistake, line=line) for mistake in noted.values())
    if mistakes:
        raise Mistakes(path.name, mistakes)
    return codings


def _coding(raw: dict[str, object], line: int, noted: Noted) -> AnchoredCoding:
    form = Form(raw, noted)
    coding = AnchoredCoding(
        source=form.text("source", required=True),
        quotation=normalised(form.text("quotation", required=True)),
        occurrence=form.integer("occurrence", 1, least=1),
        code=form.text("code", required=True),
        valence=form.choice("valence", Valence) or Valence.UNSET,
        marks=frozenset(form.choices("marks", Mark)),
        memo=form.text("memo"),
        line=line,
    )
    form.finish()
    return coding


def write_codings(codings: Iterable[AnchoredCoding], path: Path) -> None:
    """Write codings so that `read_codings` gives the same ones back.

    Raises:
        FileProblem: the file cannot be written.
    """
    write_text(path, "".join(f"{json.dumps(_raw(c), ensure_ascii=False)}\n" for c in codings))


def _raw(coding: AnchoredCoding) -> Mapping[str, object]:
    return {
        "source": coding.source,
        "quotation": coding.quotation,
        "occurrence": coding.occurrence,
        "code": coding.code,
        "valence": coding.valence.value,
        "marks": sorted(coding.marks),
        "memo": coding.memo,
    }
