"""A source with its codings as lines of plain text, for a screen reader: no box, no colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.projects.studies import list_codebooks
from qualcode.core.address import address_of
from qualcode.core.coding import Coding, Valence
from qualcode.core.errors import NotFound
from qualcode.core.text import fold
from qualcode.core.transcript import Transcript, Turn
from qualcode.i18n import N_, _, plural, translate
from qualcode.i18n.numbers import colon, quoted

if TYPE_CHECKING:
    from qualcode.store.project import Project


def plain_source(
    project: Project, source: str, first: int = 1, last: int | None = None
) -> Iterator[str]:
    """Line by line: who speaks, each sentence under its address, the codes given to it.

    Args:
        project: whose acting coder's layer is told; no codes where nobody is acting.
        source: its name.
        first: number of the first turn.
        last: number of the last one; to the end without it.

    Raises:
        NotFound: no such source, or no such turn.
    """
    transcript = load_transcript(project, source)
    turns = [
        turn
        for turn in transcript.turns
        if first <= turn.index <= (len(transcript.turns) if last is None else last)
    ]
    if not turns:
        raise NotFound(
            N_("{source} has {n} turns: none is numbered {turn}."),
            source=source,
            n=len(transcript.turns),
            turn=first,
        )
    own = _own_codings(project, source)
    names = _names(project)
    yield "{}. {}. {}.".format(
        source,
        plural("{n} turn", "{n} turns", len(transcript.turns)),
        plural("{n} coding of yours", "{n} codings of yours", len(own)),
    )
    for turn in turns:
        yield ""
        yield from _turn(transcript, turn, own, names)


def code_typed(project: Project, source: str, typed: str) -> str:
    """The reference of the code that somebody types as its key, its name or its beginning.

    Raises:
        NotFound: no code answers to it, or several do.
    """
    from qualcode.app.projects.studies import source_codebooks

    named = source_codebooks(project, source)
    wanted = fold(typed.strip())
    found: dict[str, str] = {}
    for book in list_codebooks(project):
        if named is not None and book.id not in named:
            continue
        for code in book.codes:
            ref = f"{book.id}:{code.key}"
            if wanted in {code.key, ref, fold(code.label)}:
                return ref
            if code.codable and not code.retired and fold(code.label).startswith(wanted):
                found[ref] = code.label
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise NotFound(N_("No code is called “{name}”."), name=typed)
    raise NotFound(
        N_("“{name}” may be: {codes}. Write more of it."),
        name=typed,
        codes=", ".join(f"{label} ({ref})" for ref, label in found.items()),
    )


def _own_codings(project: Project, source: str) -> list[Coding]:
    if project.acting is None:
        return []
    held = list_codings(project, source=source, objected=True)
    return [coding for coding in held if coding.coder == project.acting]


def _names(project: Project) -> dict[str, str]:
    return {
        f"{book.id}:{code.key}": code.label
        for book in list_codebooks(project)
        for code in book.codes
    }


def _turn(
    transcript: Transcript, turn: Turn, own: list[Coding], names: Mapping[str, str]
) -> Iterator[str]:
    coded = transcript.speakers[turn.speaker].coded
    who = turn.speaker if coded else _("{name}, not coded", name=turn.speaker)
    yield _("Turn {n}. {who}.", n=turn.index, who=who)
    if turn.speech is None:
        return
    for at in transcript.sentence_locator.touched(turn.speech):
        span = transcript.sentence_spans[at]
        place = address_of(transcript, span, with_source=False)
        yield f"{place} {' '.join(span.of(transcript.text).split())}"
        for coding in own:
            if span.start <= coding.span.start < span.end:
                yield _coded(transcript, coding, names)


def _coded(transcript: Transcript, coding: Coding, names: Mapping[str, str]) -> str:
    """A coding in words: its code, its side, how far it goes, its memo."""
    ref = f"{coding.codebook}:{coding.code}"
    told = [names.get(ref, coding.code)]
    if coding.valence is not Valence.UNSET:
        told.append(translate(coding.valence.label))
    told += [translate(mark.label) for mark in sorted(coding.marks)]
    place = address_of(transcript, coding.span, with_source=False)
    whole = coding.span in transcript.sentence_spans
    told.append(place if whole else f"{place}, {quoted(_edges(coding.quotation))}")
    if coding.memo:
        told.append(_("memo: {words}", words=" ".join(coding.memo.split())))
    coded = _("Coded")
    return f"   {coded}{colon()} {', '.join(told).removesuffix('.')}."


def _edges(words: str) -> str:
    """The first and last words of a passage."""
    held = words.split()
    return " ".join(held) if len(held) <= 8 else f"{' '.join(held[:4])} … {' '.join(held[-3:])}"
