"""A file as it enters once names are replaced: text, turns, labels, cases and its own name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.pseudonyms.review_rows import words_at
from qualcode.app.texts.importing import guessed_case, source_name
from qualcode.core.privacy.pseudonyms import bare
from qualcode.core.revisions.carry_over import Edit, redact
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Doubt, Speaker, Turn

if TYPE_CHECKING:
    from qualcode.app.texts.importing import Incoming
    from qualcode.app.texts.screening import Screened
    from qualcode.core.privacy.reviewing import Item


def entered(
    incoming: Sequence[Incoming], files: Sequence[Screened], replaced: Sequence[Item]
) -> tuple[Incoming, ...]:
    """Files with pseudonyms in the place of what is replaced.

    Args:
        incoming: the files as they were read.
        files: what was found in each, then in the remarks of those that hold any.
        replaced: the rows that were decided so.
    """
    made: list[Incoming] = []
    beside = len(incoming)
    for number, one in enumerate(incoming):
        changed = _pseudonymised(one, _places(files, number, replaced))
        if one.document.remarks:
            document = _with_remarks(changed.document, _places(files, beside, replaced))
            changed = replace(changed, document=document)
            beside += 1
        made.append(_under_a_free_name(changed, {other.name for other in made}))
    return tuple(made)


def edits_in(
    document: Document, files: Sequence[Screened], number: int, replaced: Iterable[Item]
) -> list[Edit]:
    """What is replaced in the text of one file.

    Args:
        document: the file as it was read.
        files: what was found in each.
        number: which of them it is.
        replaced: the rows that were decided so.
    """
    labels = [turn.label for turn in document.turns if turn.label is not None]
    places = _places(files, number, replaced)
    return [_edit(one.span, one.pseudonym, labels) for one in places if not one.in_name]


def _under_a_free_name(incoming: Incoming, taken: Collection[str]) -> Incoming:
    name, number = incoming.name, 2
    while name in taken:
        name, number = f"{incoming.name}-{number}", number + 1
    return replace(incoming, name=name)


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention that is replaced."""

    span: Span
    in_name: bool
    pseudonym: str
    words: str = field(repr=False)


def _places(files: Sequence[Screened], number: int, replaced: Iterable[Item]) -> list[_Place]:
    return [
        _Place(s.finding.span, s.in_name, row.decision.pseudonym, words_at(files[number], s))
        for row in replaced
        for s in row.sightings
        if s.file == number and row.decision is not None
    ]


def _pseudonymised(incoming: Incoming, places: Sequence[_Place]) -> Incoming:
    labels = [turn.label for turn in incoming.document.turns if turn.label is not None]
    edits = [_edit(one.span, one.pseudonym, labels) for one in places if not one.in_name]
    forms = {one.words: one.pseudonym for one in places}
    in_name = [
        Edit(one.span.start, one.span.end, bare(one.pseudonym)) for one in places if one.in_name
    ]
    document, renamed = _replaced(incoming.document, edits, forms)
    path = Path(incoming.path.name)
    if in_name:
        path = _each_part_once(Path(redact(path.name, in_name)[0]))
    return _renamed(replace(incoming, document=document), path, renamed)


def _with_remarks(document: Document, places: Iterable[_Place]) -> Document:
    """The document with what is replaced in its remarks, which were screened line under line."""
    words = "\n".join(remark.words for remark in document.remarks)
    edits = [Edit(p.span.start, p.span.end, p.pseudonym) for p in places if not p.in_name]
    text, redaction = redact(words, edits)
    remarks = []
    start = 0
    for remark in document.remarks:
        place = redaction.carry(Span(start, start + len(remark.words)))
        remarks.append(replace(remark, words=place.of(text)))
        start += len(remark.words) + 1
    return replace(document, remarks=tuple(remarks))


def _edit(place: Span, pseudonym: str, labels: Iterable[Span]) -> Edit:
    """A replacement in brackets; without them in a label, which is read by its colon."""
    in_label = any(label.overlaps(place) for label in labels)
    return Edit(place.start, place.end, bare(pseudonym) if in_label else pseudonym)


def _replaced(
    before: Document, edits: Sequence[Edit], forms: Mapping[str, str]
) -> tuple[Document, dict[str, str]]:
    """The document with its edits, and the labels that became others."""
    text, redaction = redact(before.text, edits)
    renamed: dict[str, str] = {}
    for turn in before.turns:
        if turn.label is not None and redaction.touches(turn.label):
            inside = [edit for edit in redaction.edits if turn.label.overlaps(Span(*edit[:2]))]
            renamed.setdefault(turn.speaker, _label(before.text, turn, inside))
    turns = (
        replace(redaction.carry_turn(turn), speaker=renamed.get(turn.speaker, turn.speaker))
        for turn in before.turns
    )
    doubts = tuple(_without(doubt, forms) for doubt in before.doubts)
    remarks = tuple(replace(one, span=redaction.carry(one.span)) for one in before.remarks)
    document = replace(before, text=text, turns=tuple(turns), doubts=doubts, remarks=remarks)
    return document, renamed


def _label(text: str, turn: Turn, edits: Iterable[Edit]) -> str:
    label = turn.speaker
    for edit in edits:
        label = label.replace(" ".join(text[edit.start : edit.end].split()), edit.replacement)
    return " ".join(label.split())


def _without(doubt: Doubt, forms: Mapping[str, str]) -> Doubt:
    """A reader's doubt, told in pseudonyms."""
    params = dict(doubt.params)
    for form in sorted(forms, key=len, reverse=True):
        for name, value in params.items():
            if isinstance(value, str):
                params[name] = value.replace(form, forms[form])
    return replace(doubt, params=params)


def _each_part_once(path: Path) -> Path:
    """The name of a file without what it repeats: `P03_P03.txt` is `P03.txt`."""
    parts = dict.fromkeys(part for part in re.split(r"[_\s]+", path.stem) if part)
    return path.with_name("_".join(parts) + path.suffix)


def _renamed(incoming: Incoming, path: Path, renamed: Mapping[str, str]) -> Incoming:
    """The file under its new name, its speakers under their new labels.

    A case that was guessed from a name is guessed again, so that the name does not stay in it.
    """
    old = source_name(incoming.path)
    suffix = incoming.name.removeprefix(old) if incoming.name.startswith(old) else None
    name = incoming.name if suffix is None else source_name(path) + suffix
    before = [label for label, who in incoming.speaker_of.items() if who.coded]
    after = list(dict.fromkeys(renamed.get(label, label) for label in before))
    speakers: dict[str, Speaker] = {}
    for label, who in incoming.speaker_of.items():
        new = renamed.get(label, label)
        case = who.case
        if case is not None and case == guessed_case(incoming.name, label, before, set()):
            case = guessed_case(name, new, after, set())
        speakers.setdefault(new, replace(who, label=new, case=case))
    return replace(incoming, path=path, name=name, speaker_of=speakers)
