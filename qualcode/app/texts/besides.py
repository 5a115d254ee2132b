"""Words that enter beside the texts: names and facts of cases, memos and codes of other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.texts.importing import Incoming, guessed_language, source_name
from qualcode.core.analysis.charting import BY_CASE, Cell
from qualcode.core.people import Case
from qualcode.core.portable import Analysis, PortableProject
from qualcode.core.revisions.carry_over import Edit, redact
from qualcode.core.spans import Span
from qualcode.core.text import normalised
from qualcode.core.transcript import Document

if TYPE_CHECKING:
    from qualcode.core.codebook import Code, Codebook, Wording, Words
    from qualcode.store.project import Project

TABLES = "cases-sources"
"""What the screen calls what tables of cases and sources say."""

Change = Callable[[str], str]
"""Gives what stands in the place of some words."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Pieces of text that are screened line under line, as one text."""

    name: str
    """What the screen calls them."""
    pieces: tuple[str, ...] = field(repr=False)
    kind: str = "note"
    """`VOCABULARY` where it is what codes are called and mean."""

    @classmethod
    def of(cls, name: str, words: Iterable[str], *, kind: str = "note") -> Beside:
        """The pieces, each once."""
        told = dict.fromkeys(normalised(one) for one in words if one.strip())
        return cls(name, tuple(told), kind)

    @property
    def incoming(self) -> Incoming:
        """The pieces as a file about to enter."""
        text = "\n".join(self.pieces)
        document = Document(text, ())
        return Incoming(Path(self.name), document, self.name, self.kind, guessed_language(text), {})

    def replaced(self, edits: Iterable[Edit]) -> Beside:
        """The pieces with what is replaced in them."""
        text, redaction = redact("\n".join(self.pieces), edits)
        made, start = [], 0
        for piece in self.pieces:
            made.append(redaction.carry(Span(start, start + len(piece))).of(text) if piece else "")
            start += len(piece) + 1
        return replace(self, pieces=tuple(made))


def change_between(before: Iterable[Beside], after: Iterable[Beside]) -> Change:
    """What gives each piece as it stands afterwards, and all other words as they are."""
    found: dict[str, str] = {}
    for old, new in zip(before, after, strict=True):
        found.update(zip(old.pieces, new.pieces, strict=True))
    return lambda words: found.get(normalised(words), words)


def described(project: Project, incoming: Iterable[Incoming], cases: Iterable[Case]) -> Beside:
    """What tables of cases and sources say, but for values that the study defines."""
    from qualcode.app.projects.studies import study_of

    study = study_of(project)
    known = {one.id: one.values for one in study.participant_attributes}
    of_sources = {one.id: one.values for one in study.source_attributes}
    words = list(words_of_cases(cases, known))
    for one in incoming:
        if one.name != source_name(one.path):
            words.append(one.name)
        words += [v for k, v in one.attributes.items() if v not in of_sources.get(k, ())]
    return Beside.of(TABLES, words)


def with_cases(
    incoming: Incoming,
    attributes: Mapping[str, str],
    renamed: Mapping[str, str],
    change: Change,
) -> Incoming:
    """A source with its facts, its speakers speaking for cases under their new names."""

    def called(case: str | None) -> str | None:
        return None if case is None else renamed.get(case, unbracketed(change(case)))

    speakers = {
        label: replace(who, case=called(who.case)) for label, who in incoming.speaker_of.items()
    }
    name = unbracketed(change(incoming.name))
    return replace(incoming, name=name, speaker_of=speakers, attributes=attributes)


def words_of_cases(cases: Iterable[Case], known: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The words of a table of cases.

    Args:
        cases: the cases.
        known: values that the study defines, by attribute: those identify nobody.
    """
    for case in cases:
        yield case.name
        for name, value in case.attributes.items():
            if value not in known.get(name, ()):
                yield value


def changed_cases(cases: Iterable[Case], change: Change) -> tuple[Case, ...]:
    """Cases with what is replaced; a name stands without brackets."""
    return tuple(
        replace(
            case,
            name=unbracketed(change(case.name)),
            linked_to=unbracketed(change(case.linked_to)) if case.linked_to else case.linked_to,
            attributes={name: change(value) for name, value in case.attributes.items()},
        )
        for case in cases
    )


def unbracketed(words: str) -> str:
    """A name as cases and sources bear it: pseudonyms in it without their brackets."""
    return words.replace("[", "").replace("]", "")


def words_of_project(
    carried: PortableProject, known: frozenset[str]
) -> tuple[list[str], list[str]]:
    """The words of another program's project that stand beside its texts, and those of its codes.

    Args:
        carried: the project.
        known: texts of codebooks that come with the program.
    """
    told: list[str] = []
    of_codes: list[str] = []

    def note(words: str) -> str:
        told.append(words)
        return words

    def note_code(words: str) -> str:
        of_codes.append(words)
        return words

    _changed_beside(carried, note)
    _changed_codes(carried, note_code, known)
    return told, of_codes


def changed_project(
    carried: PortableProject, change: Change, known: frozenset[str]
) -> PortableProject:
    """The project with other words beside its texts, wherever somebody wrote them."""
    return _changed_codes(_changed_beside(carried, change), change, known)


def _changed_beside(carried: PortableProject, change: Change) -> PortableProject:
    cases = changed_cases([one.case for one in carried.cases], change)
    return replace(
        carried,
        cases=tuple(
            replace(one, case=case, description=change(one.description))
            for one, case in zip(carried.cases, cases, strict=True)
        ),
        sources=tuple(
            replace(one, attributes={k: change(v) for k, v in one.attributes.items()})
            for one in carried.sources
        ),
        notes=tuple(replace(one, body=change(one.body)) for one in carried.notes),
        sets=tuple(
            replace(one, name=change(one.name), description=change(one.description))
            for one in carried.sets
        ),
        analysis=_changed_analysis(carried.analysis, change),
    )


def _changed_analysis(found: Analysis, change: Change) -> Analysis:
    return replace(
        found,
        themes=tuple(replace(one, statement=change(one.statement)) for one in found.themes),
        summaries=tuple(
            replace(one, words=change(one.words), cell=_cell(one.cell, change))
            for one in found.summaries
        ),
        ratings=tuple(
            replace(one, rationale=change(one.rationale), cell=_cell(one.cell, change))
            for one in found.ratings
        ),
        joint_rows=tuple(
            replace(
                one,
                inference=change(one.inference),
                aggregate=replace(
                    one.aggregate,
                    topic=change(one.aggregate.topic),
                    value=change(one.aggregate.value),
                    source=change(one.aggregate.source),
                ),
            )
            for one in found.joint_rows
        ),
        objectives=tuple(
            replace(
                one,
                actor=change(one.actor),
                performance=change(one.performance),
                words=change(one.words),
            )
            for one in found.objectives
        ),
        answers={key: change(words) for key, words in found.answers.items()},
    )


def _cell(cell: Cell, change: Change) -> Cell:
    value = change(cell.value)
    return replace(cell, value=unbracketed(value) if cell.by == BY_CASE else value)


def _changed_codes(
    carried: PortableProject, change: Change, known: frozenset[str]
) -> PortableProject:
    return replace(
        carried,
        name=change(carried.name),
        codebooks=tuple(_book(book, change, known) for book in carried.codebooks),
        codes=tuple(
            replace(one, code=_code(one.code, change, known))
            if one.code
            else replace(one, name=change(one.name), description=change(one.description))
            for one in carried.codes
        ),
    )


def _book(book: Codebook, change: Change, known: frozenset[str]) -> Codebook:
    from qualcode.core.wording.in_words import text_of_book

    if text_of_book(book) in known:
        return book
    return replace(
        book, title=_each(book.title, change), description=_each(book.description, change)
    )


def _code(code: Code, change: Change, known: frozenset[str]) -> Code:
    from qualcode.core.wording.in_words import text_of_code

    if text_of_code(code) in known:
        return code
    return replace(code, wording=_wording(code.wording, change), target=_each(code.target, change))


def _wording(wording: Wording, change: Change) -> Wording:
    example = wording.example
    return replace(
        wording,
        label=_each(wording.label, change),
        definition=_each(wording.definition, change),
        use_when=_each(wording.use_when, change),
        not_when=_each(wording.not_when, change),
        example=replace(example, text=change(example.text)) if example else None,
    )


def _each(words: Words, change: Change) -> dict[str, str]:
    return {language: change(text) for language, text in words.items()}
