"""What is held about one person, as a document for that person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.export.word.values import Column, Document, Prose, Row, Run, Table
from qualcode.i18n import _, in_language


@dataclass(frozen=True, slots=True)
class HeldTurn:
    """Words of the person, with their address."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A transcript in which the person speaks."""

    name: str
    kind: str
    language: str
    facts: tuple[tuple[str, str], ...]
    turns: tuple[HeldTurn, ...]


@dataclass(frozen=True, slots=True)
class HeldCoding:
    """What a coder made of words of the person."""

    address: str
    quotation: str
    code: str
    valence: str
    coder: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class HeldNote:
    """What the team wrote: a memo, a summary, a rating, a quotation as it is to be printed."""

    about: str
    words: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class HeldAbout:
    """Everything that a project holds about one person."""

    case: str
    study: str
    facts: tuple[tuple[str, str], ...]
    """Attributes and what else is known, by name."""
    sources: tuple[HeldSource, ...]
    codings: tuple[HeldCoding, ...]
    notes: tuple[tuple[str, tuple[HeldNote, ...]], ...]
    """By heading, in the language of the document."""
    exports: tuple[tuple[str, str, int], ...]
    """File, day, and quotations of the files that hold their words."""
    closed: bool = False
    """Whether an open round closes layers, which are therefore missing."""


def access_document(held: HeldAbout, *, language: str, made_on: date) -> Document:
    """The document that answers a request for access."""
    with in_language(language):
        blocks = (*_facts(held), *_sources(held), _codings(held), *_notes(held), _exports(held))
        return Document(
            title=_("What the project holds about {case}", case=held.case),
            language=language,
            made_on=made_on,
            blocks=blocks,
            footer=_("Pseudonymised personal data: for the person concerned only"),
        )


def _facts(held: HeldAbout) -> Iterator[Prose | Table]:
    told = [_("Study: {study}.", study=held.study)]
    told.append(
        _(
            "The project knows this person by a pseudonym only. It holds the words below, what "
            "was noted about the person, and what the team wrote about these words."
        )
    )
    if held.closed:
        told.append(
            _(
                "A round is coded blind just now: codings of other coders are missing here. Make "
                "this document again after the reveal."
            )
        )
    yield Prose(_("About this document"), tuple(told))
    yield _table(
        _("What is noted about the person"), (_("Fact"), _("Value")), (8.0, 16.0), held.facts
    )


def _sources(held: HeldAbout) -> Iterator[Prose | Table]:
    for source in held.sources:
        facts = [f"{name}: {value}" for name, value in source.facts]
        yield Prose(_("Transcript {name}", name=source.name), (source.kind, *facts))
        rows = tuple(
            Row((turn.address, (_verbatim(turn.words, source.language),))) for turn in source.turns
        )
        yield Table(
            title=_("What the person says in {name}", name=source.name),
            columns=(Column(_("Place"), 4.0), Column(_("Words"), 20.0)),
            rows=rows,
            description=_("The turns of one person, in order."),
        )


def _codings(held: HeldAbout) -> Table:
    rows = tuple(
        Row((one.address, (_verbatim(one.quotation, one.language),), one.code, one.valence,
             one.coder))
        for one in held.codings
    )  # fmt: skip
    return Table(
        title=_("How these words were coded"),
        columns=(
            Column(_("Place"), 3.5),
            Column(_("Words"), 10.5),
            Column(_("Code"), 5.0),
            Column(_("Valence"), 2.5),
            Column(_("Coder"), 2.5),
        ),
        rows=rows,
        description=_("The coded passages of one person, in order."),
    )


def _notes(held: HeldAbout) -> Iterator[Table]:
    for heading, notes in held.notes:
        rows = tuple(Row((note.about, note.words, note.who)) for note in notes)
        yield Table(
            title=heading,
            columns=(
                Column(_("About"), 6.0),
                Column(_("Words"), 14.5),
                Column(_("Written by"), 3.5),
            ),
            rows=rows,
            description=heading,
        )  # fmt: skip


def _exports(held: HeldAbout) -> Table:
    rows = [(name, day, str(n)) for name, day, n in held.exports]
    return _table(
        _("Files that left the project with these words"),
        (_("File"), _("Made on"), _("Quotations")),
        (14.0, 6.0, 4.0),
        rows,
    )


def _table(
    title: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]
) -> Table:
    columns = tuple(Column(head, width) for head, width in zip(heads, widths, strict=True))
    return Table(
        title=title,
        columns=columns,
        rows=tuple(Row(tuple(row)) for row in rows),
        description=title,
    )


def _verbatim(words: str, language: str) -> tuple[str | Run, ...]:
    return (Run(words, verbatim=True, language=language),)
