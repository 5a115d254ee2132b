"""Comments and notes that a file holds beside its text: codings of codes they name, or memos."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.coding.coding import Finder
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.memo import MemoKind
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.core.transcript import Document, Remark
from qualcode.i18n import translate
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import coder_named

if TYPE_CHECKING:
    from qualcode.app.texts.importing import Incoming
    from qualcode.store.journal import Change
    from qualcode.store.project import Project
    from qualcode.store.rows.codebooks import CodeRow

_NO_LAYER = "viewer"


def to_screen(incoming: Iterable[Incoming]) -> list[Incoming]:
    """The remarks of files as texts of their own, for the screen to look at like any other."""
    return [
        replace(
            one,
            path=Path(f"{one.path.stem} (comments){one.path.suffix}"),
            document=Document("\n".join(remark.words for remark in one.document.remarks), ()),
        )
        for one in incoming
        if one.document.remarks
    ]


def keep_remarks(project: Project, change: Change, source: str, remarks: Sequence[Remark]) -> None:
    """Write the remarks of a source that was imported in the same step.

    One that is the name of a code, with or without a valence before it, is a coding of the acting
    coder; its further lines are the coding's memo. Any other is a margin note.
    """
    if not remarks:
        return
    connection = change.connection
    transcript = project.memory.transcript(connection, source)
    source_id, text_id = source_rows.current_text(connection, transcript)
    coder: int | None = None
    may_code = False
    if project.acting is not None:
        row = coder_named(connection, project.acting)
        coder, may_code = int(row.id), row.role != _NO_LAYER
    rows = project.memory.code_index(connection).standing if may_code else []
    named = _Named(Finder(connection, project), source, rows)
    placed: list[coding_rows.PlacedCoding] = []
    for remark in remarks:
        found = named.coding(remark, source_id, text_id)
        if found is not None:
            placed.append(found)
            continue
        span = Span(remark.span.start, min(remark.span.end, len(transcript.text)))
        place = (text_id, span, span.of(transcript.text))
        memo_rows.add_passage_memo(change, coder, place, remark.words, kind=MemoKind.MARGIN)
    if placed and coder is not None:
        coding_rows.put_codings(change, coder, placed)


class _Named:
    """Codes as people write them in a margin: by key, alias or name, folded."""

    def __init__(self, finder: Finder, source: str, rows: Iterable[CodeRow]) -> None:
        self._finder = finder
        self._source = source
        self._refs: dict[str, str] = {}
        for row in rows:
            labels = row.code.wording.label.values()
            for name in (row.ref, row.code.key, *row.code.aliases, *labels):
                self._refs.setdefault(fold(name), row.ref)
        self._sides = {fold(translate(side.label)): side for side in Valence}
        self._sides |= {side.value: side for side in Valence} | {"frein": Valence.BARRIER}
        self._sides |= {"levier": Valence.LEVER, "facilitator": Valence.LEVER}

    def coding(
        self, remark: Remark, source_id: int, text_id: int
    ) -> coding_rows.PlacedCoding | None:
        """The coding that a remark stands for, or None for one that says something else."""
        first, _, rest = remark.words.partition("\n")
        name, side = fold(first).strip(), Valence.UNSET
        before, _, after = name.partition(" ")
        if name not in self._refs and before in self._sides:
            name, side = after, self._sides[before]
        if name not in self._refs:
            return None
        request = NewCoding(self._source, remark.span, self._refs[name], side, memo=rest)
        try:
            found = self._finder.placed(request)
        except (NotAllowed, NotFound):
            return None
        return coding_rows.PlacedCoding(
            source_id=source_id,
            text_id=text_id,
            span=found.span,
            quotation=found.span.of(found.transcript.text),
            code_id=found.code.id,
            revision_id=found.code.revision_id,
            valence=found.valence,
            memo=rest,
        )
