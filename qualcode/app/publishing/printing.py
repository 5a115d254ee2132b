"""A transcript on paper: read, coded in the margin, coded as Word comments, of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import recorded
from qualcode.app.projects.layers import ANALYSIS, analysis_layer
from qualcode.app.publishing.wishes import Wish
from qualcode.core.codebook import said
from qualcode.core.coding import Coding, Mark
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.letters import letters_for
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript, Turn
from qualcode.i18n import N_
from qualcode.store.rows.cases import list_cases
from qualcode.store.rows.codings import list_codings
from qualcode.store.rows.sources import list_sources

if TYPE_CHECKING:
    from qualcode.export.word.transcript import PaperCoding, PaperTurn
    from qualcode.store.project import Project


def print_transcript(
    project: Project,
    source: str,
    out: Path,
    *,
    paper: str = "plain",
    layer: str = ANALYSIS,
    case: str | None = None,
    language: str = "fr",
) -> int:
    """Write a transcript to Word; gives how many turns stand in it.

    Args:
        project: the project.
        source: name of the source.
        out: a .docx file.
        paper: plain, margin or comments.
        layer: whose codings.
        case: only the turns of this person.
        language: of what the document says itself.

    Raises:
        NotFound: no such source, layer, or nobody of that name speaks in it.
        NotAllowed: the person objected to the use of their words.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    asked = {"source": source, "paper": paper, **({} if case is None else {"case": case})}
    wish = Wish(language, layer, asked=asked)
    made: list[int] = []

    def write(snapshot: str) -> Mapping[str, int]:
        turns, quoted = write_paper(project, out, replace(wish, snapshot=snapshot))
        made.append(turns)
        return quoted

    recorded(project, "transcript", out, write, settings=wish.settings())
    return made[0]


def write_paper(project: Project, out: Path, wish: Wish) -> tuple[int, Mapping[str, int]]:
    """Write a transcript without an entry; gives its turns, and whose words stand in it.

    Raises:
        NotFound: no such source, layer, or nobody of that name speaks in it.
        NotAllowed: the person objected to the use of their words.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.word.transcript import Paper, PaperTranscript, write_transcript

    source, wanted = wish.asked["source"], Paper(wish.asked["paper"])
    case: str | None = wish.asked.get("case")
    with project.read() as connection:
        viewer = project.acting_key(connection)
        transcript = project.memory.transcript(connection, source)
        coder = None
        if wanted is not Paper.PLAIN:
            coder = analysis_layer(connection, viewer, wish.layer).coder_of.get(source)
        codings = (
            list_codings(connection, viewer, source=source, coder=coder)
            if coder is not None
            else []
        )
        books = project.memory.codebooks(connection)
        spoken = next(one.language for one in list_sources(connection) if one.name == source)
        silent = {one.name for one in list_cases(connection) if one.objected}
    quiet = {
        turn.index for turn in transcript.turns if transcript.speakers[turn.speaker].case in silent
    }
    labels = {
        f"{book.id}:{code.key}": said(code.wording.label, wish.language) or code.key
        for book in books
        for code in book.codes
    }
    if case in silent:
        raise NotAllowed(
            N_(
                "{case} objected to the use of their words: they are not printed. What is held "
                "about them: qualcode access PROJECT {case} OUT.docx"
            ),
            case=case,
        )
    turns = [one for one in _turns(transcript, codings, labels, case) if one.number not in quiet]
    if not turns:
        raise NotFound(N_("{case} says nothing in {source}."), case=case, source=source)
    sheet = PaperTranscript(source if case is None else f"{source} · {case}", spoken, tuple(turns))
    heard = {transcript.speakers[turn.speaker].case for turn in transcript.turns} - silent
    write_transcript(
        sheet, wanted, out, language=wish.language, made_on=wish.day, snapshot=wish.snapshot
    )
    quoted = Counter([case] if case else [name for name in heard if name])
    return len(turns), quoted


def _turns(
    transcript: Transcript, codings: Sequence[Coding], labels: dict[str, str], case: str | None
) -> list[PaperTurn]:
    from qualcode.export.word.transcript import PaperTurn

    letters = letters_for(labels)
    found = []
    for turn in transcript.turns:
        speaker = transcript.speakers[turn.speaker]
        if turn.speech is None or (case is not None and speaker.case != case):
            continue
        found.append(
            PaperTurn(
                number=turn.index,
                speaker=turn.speaker,
                words=turn.speech.of(transcript.text),
                coded=speaker.coded,
                codings=tuple(
                    _on_paper(coding, turn, span, labels, letters)
                    for coding in codings
                    if (span := coding.span.intersection(turn.speech)) is not None
                ),
            )
        )
    return found


def _on_paper(
    coding: Coding, turn: Turn, span: Span, labels: dict[str, str], letters: dict[str, str]
) -> PaperCoding:
    from qualcode.export.word.transcript import PaperCoding

    start = turn.speech.start if turn.speech else 0
    ref = f"{coding.codebook}:{coding.code}"
    potential = Mark.POTENTIAL in coding.marks
    return PaperCoding(
        span=Span(span.start - start, span.end - start),
        label=labels.get(ref, ref),
        letters=letters.get(ref, ""),
        side=coding.valence.sign.strip() + ("?" if potential else ""),
        coder=coding.coder,
        memo=coding.memo or "",
    )
