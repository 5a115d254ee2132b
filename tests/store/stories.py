"""What store tests are told with: one invented interview, one small codebook, short verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select

from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.coding import Coding, Mark, Valence
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.text import normalised
from qualcode.core.transcript import Document, Speaker, Turn
from qualcode.store import history
from qualcode.store.journal import Change, Entry, now
from qualcode.store.project import Project
from qualcode.store.rows.cases import put_case
from qualcode.store.rows.codebooks import CodeIndex, add_codebook
from qualcode.store.rows.codings import PlacedCoding, list_codings, put_codings
from qualcode.store.rows.sources import add_source, load_transcript, source_row
from qualcode.store.tables import round_coders, round_units, rounds, source_texts

SAID = (
    ("Enquêtrice", "Qu’est-ce qui vous a freinée, au début ?"),
    ("P01", "L’œdème… et le cathéter, surtout. « On n’ose pas », quoi\u00a0! J’avais peur 😀."),
    ("Enquêtrice", "Et l’équipe\u202f?"),
    ("P01", "Cafe\u0301 ensemble, ça aide. Ça m’a coûté cher : 40 € par mois. J’ai tenu, voilà."),
)
"""An invented interview with everything that breaks offsets: accents, NFD, emoji, no-break."""

WHOLE_ANSWER = "L’œdème… et le cathéter, surtout."
COST = "Ça m’a coûté cher"

BOOK = Codebook(
    id="essai",
    version="1",
    title={"fr": "Grille d’essai", "en": "Trial grid"},
    codes=(
        Code("vivre", Wording({"fr": "Vivre avec", "en": "Living with"}), codable=False),
        Code("peur", Wording({"fr": "Peur", "en": "Fear"}), parent="vivre"),
        Code("cout", Wording({"fr": "Coût", "en": "Cost"}), parent="vivre", aliases=("prix",)),
        Code("equipe", Wording({"fr": "Équipe", "en": "Team"})),
    ),
)


KEYS = ("peur", "cout", "equipe")
"""The codes that can be given."""


def document(said: Sequence[tuple[str, str]] = SAID) -> Document:
    """A document of labelled turns as a reader makes it."""
    text, turns = "", []
    for index, (label, speech) in enumerate(said, 1):
        start = len(text)
        text += f"{label} : "
        begin = len(text)
        text += normalised(speech)
        turns.append(Turn(index, label, Span(start, begin - 1), Span(begin, len(text))))
        text += "\n"
    return Document(text, tuple(turns))


def add_interview(
    change: Change, name: str = "E01", said: Sequence[tuple[str, str]] = SAID, case: str = "P01"
) -> str:
    """Add a case and an interview in which it speaks; gives the source's GUID."""
    put_case(change, Case(case, "participant", attributes={"réseau": "Est"}))
    made = document(said)
    speakers = {
        label: Speaker(label, label == case, case if label == case else None)
        for label in made.speakers
    }
    return add_source(
        change,
        made,
        name=name,
        kind="interview",
        language="fr",
        speaker_of=speakers,
        attributes={"lieu": "domicile"},
    )


def furnish(project: Project) -> None:
    """Put the codebook and one interview, E01, into a project."""
    with project.change("import_codebook") as change:
        add_codebook(change, BOOK)
    with project.change("import") as change:
        add_interview(change)


@contextmanager
def acting_as(project: Project, name: str | None) -> Any:
    """Let somebody else act for a while."""
    before, project.acting = project.acting, name
    try:
        yield project
    finally:
        project.acting = before


def place_of(project: Project, words: str, source: str = "E01") -> Span:
    """Where words stand in a source."""
    with project.read() as connection:
        start = load_transcript(connection, source).text.index(words)
    return Span(start, start + len(words))


def placed(
    connection: Connection,
    span: Span,
    code: str = "peur",
    *,
    valence: Valence = Valence.UNSET,
    marks: frozenset[Mark] = frozenset(),
    memo: str = "",
    source: str = "E01",
) -> PlacedCoding:
    """A coding ready to be put into a layer."""
    row = source_row(connection, source)
    text_id, text = connection.execute(
        select(source_texts.c.id, source_texts.c.text).where(
            source_texts.c.source_id == row.id, source_texts.c.current == 1
        )
    ).one()
    found = CodeIndex(connection).find(code)
    return PlacedCoding(
        source_id=row.id,
        text_id=text_id,
        span=span,
        quotation=span.of(text),
        code_id=found.id,
        revision_id=found.revision_id,
        valence=valence,
        marks=marks,
        memo=memo,
    )


def code(project: Project, words: str | Span, code: str = "peur", **options: Any) -> str:
    """Let the acting coder code some words of a source; gives the coding's GUID."""
    source = options.get("source", "E01")
    span = words if isinstance(words, Span) else place_of(project, words, source)
    with project.change("code", code=code, source=source) as change:
        coder = project.acting_key(change.connection)
        assert coder is not None
        return put_codings(change, coder, [placed(change.connection, span, code, **options)])[0]


def seen(project: Project, **filters: Any) -> list[Coding]:
    """The codings that the acting coder sees."""
    with project.read() as connection:
        return list_codings(connection, project.acting_key(connection), **filters)


def undo(project: Project) -> dict[str, Any]:
    """Take back the newest thing that the acting coder did."""
    return _revert(project, "undo", history.next_undo)


def redo(project: Project) -> dict[str, Any]:
    """Do again what was undone last."""
    return _revert(project, "redo", history.next_redo)


def _revert(
    project: Project, kind: str, choose: Callable[[Connection, int], Any]
) -> dict[str, Any]:
    with project.change(kind, kind=kind) as change:
        return history.revert(change, choose(change.connection, change.stream.id))


def entries(project: Project) -> list[Entry]:
    """The journal as the acting coder may read it."""
    with project.read() as connection:
        return history.list_entries(connection, project.acting_key(connection))


def open_round(project: Project, *coders: str, source: str = "E01", state: str = "open") -> None:
    """Have several coders code a source blind; they must have written before."""
    from qualcode.store.rows.cases import coder_named

    with project.change("start_round", kind="barrier") as change:
        connection = change.connection
        round_id = change.insert(
            rounds, {"name": "vague 1", "state": state, "seed": 1, "created": now()}
        )
        source_id = source_row(connection, source).id
        change.insert(round_units, {"round_id": round_id, "source_id": source_id})
        for coder in coders:
            coder_id = coder_named(connection, coder).id
            change.insert(round_coders, {"round_id": round_id, "coder_id": coder_id})


def reveal(project: Project) -> None:
    """Open every layer of every round."""
    with project.change("reveal", kind="barrier") as change:
        for key in change.connection.execute(select(rounds.c.id)).scalars().all():
            change.update(rounds, key, state="revealed")
