"""An invented study of any size, always the same: interviews that sound French, and who coded what.

Words are as frequent as words are: few are everywhere, most are rare. Guillemets and question
marks stand with narrow no-break spaces; one interview in ten has emoji, one in twelve letters
with combining marks that no single character replaces, and its file is written decomposed.
A later coder gives half of the codings of the first with other ends, other codes or other sides
now and then. Passages of one coder and code never overlap, so that every program counts the same.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.coding import Valence
from qualcode.core.people import Case, Progress
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker, Turn
from qualcode.store import tables
from qualcode.store.journal import Change
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named, put_case
from qualcode.store.rows.codebooks import CodeIndex, add_codebook
from qualcode.store.rows.codings import PlacedCoding, put_codings
from qualcode.store.rows.sources import add_source, mark_progress
from qualcode.store.safety.drafts import drafted
from qualcode.store.tables import source_texts, sources


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study is."""

    name: str
    transcripts: int
    words: int
    """In each transcript."""
    codings: int
    """Of all coders together."""
    coders: int


SIZES = {
    "XS": Size("XS", 4, 600, 96, 2),
    "S": Size("S", 30, 8_000, 3_000, 2),
    "M": Size("M", 120, 8_000, 20_000, 2),
    "L": Size("L", 600, 8_000, 150_000, 4),
}
CODERS = ("Zoé", "Maël", "Inès", "Noé")
FAMILIES, IN_FAMILY = 8, 10
"""Headings of the codebook, and codes under each."""
FREQUENT_CODE = 8.3
"""How many times as often as another the first code is given."""
NEAR = 0.55
"""Share of a later coder's codings that are the first coder's with other ends."""
SAME_CODE, SAME_SIDE = 0.9, 0.8
INTERVIEWER = "Enquêtrice"
RARE = "hydromorphone"
"""A word said once in every eighth interview."""

# fmt: off
FREQUENT = [
    "de", "la", "le", "et", "les", "c’est", "que", "pas", "on", "je", "à", "un", "en", "il", "qui",
    "elle", "une", "ça", "mais", "pour", "j’ai", "tout", "avec", "était", "m’a", "alors", "très",
    "voilà", "donc", "euh", "l’équipe", "l’hôpital", "douleur", "peur", "route", "œdème", "sœur",
]
SYLLABLES = [
    "ma", "ri", "on", "té", "lo", "gi", "que", "ment", "dé", "ra", "pi", "sé", "con", "tion", "bou",
    "che", "vre", "plai", "so", "lè", "né", "fou", "ça", "mi", "eur", "an", "tra", "vai", "llé",
]
EMOJI = ["🙂", "👍🏽", "👩🏻‍⚕️", "❤️"]
COMBINED = ["kɔ̃prɑ̃", "m̂m", "bɔ̃"]
ENDS = [".", ".", ".", ".", ".", "…", "\u202f?", "\u202f!"]
# fmt: on
VALENCES = tuple(Valence)


class Coded(NamedTuple):
    """One coding: everything by number, the place in the text of its transcript."""

    source: int
    coder: int
    code: int
    start: int
    end: int
    valence: Valence


@dataclass(frozen=True, slots=True)
class Interview:
    """An invented interview."""

    document: Document
    said: tuple[tuple[Span, ...], ...]
    """The sentences of the person who answers, turn by turn."""


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Frequent words first, then 8,000 invented ones; and how often each is said, summed up."""
    chance = random.Random(0)
    made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(9_000)}
    words = [*FREQUENT, "porte", "portait", "porter", "portions"]
    words += sorted(made - set(FREQUENT))[:8_000]
    return words, list(accumulate(1 / rank for rank in range(3, len(words) + 3)))


def person(number: int) -> str:
    """Name of a transcript, and of who answers in it."""
    return f"P{number:03}"


def interview(number: int, words: int = 8_000) -> Interview:
    """An invented interview of about so many words, always the same for its number."""
    chance = random.Random(number)
    known, weights = vocabulary()
    drawn = chance.choices(known, cum_weights=weights, k=words)
    if number % 8 == 0:
        drawn[chance.randrange(words)] = RARE
    odd = (EMOJI if number % 10 == 3 else []) + (COMBINED if number % 12 == 5 else [])
    for sign in odd * max(1, words // 400):
        drawn[chance.randrange(words)] = sign
    text: list[str] = []
    turns: list[Turn] = []
    said: list[tuple[Span, ...]] = []
    place = used = 0
    while used < words:
        answers = len(turns) % 2 == 1
        label = f"{person(number) if answers else INTERVIEWER} : "
        spoken: list[Span] = []
        begin = at = place + len(label)
        parts = [label]
        for _ in range(chance.randint(2, 8) if answers else chance.randint(1, 2)):
            if used >= words:
                break
            length = chance.randint(5, 24)
            sentence = _sentence(drawn[used : used + length], chance)
            used += length
            spoken.append(Span(at, at + len(sentence)))
            parts.append(sentence + " ")
            at += len(sentence) + 1
        speech = Span(begin, at - 1)
        turns.append(Turn(len(turns) + 1, label[:-3], Span(place, begin - 1), speech))
        if answers:
            said.append(tuple(spoken))
        text.append("".join(parts)[:-1] + "\n\n")
        place += len(text[-1])
    return Interview(Document("".join(text), tuple(turns)), tuple(said))


def _sentence(words: Sequence[str], chance: random.Random) -> str:
    """Words as a sentence, one in eight with something quoted in it."""
    said = " ".join(words)
    if len(words) > 6 and chance.random() < 0.12:
        said = f"{' '.join(words[:3])}, « {' '.join(words[3:-2])} », {' '.join(words[-2:])}"
        said = said.replace("« ", "«\u202f").replace(" »", "\u202f»")
    return said[0].upper() + said[1:] + chance.choice(ENDS)


def code_key(code: int) -> str:
    """Key of a code by its number."""
    return f"code{code // IN_FAMILY}{code % IN_FAMILY}"


def book() -> Codebook:
    """Eight families of ten codes."""
    codes = []
    for family in range(FAMILIES):
        codes.append(Code(f"famille{family}", Wording({"fr": f"Famille {family}"}), codable=False))
        for number in range(IN_FAMILY):
            key = code_key(family * IN_FAMILY + number)
            codes.append(Code(key, Wording({"fr": f"Code {key}"}), parent=f"famille{family}"))
    return Codebook("essai", "1", {"fr": "Essai"}, tuple(codes))


def codings(size: Size, number: int, held: Interview) -> list[Coded]:
    """What every coder gave in one interview."""
    share = size.transcripts * size.coders
    found: list[Coded] = []
    for coder in range(size.coders):
        turn = number * size.coders + coder
        wanted = size.codings * (turn + 1) // share - size.codings * turn // share
        found += _layer(number, coder, wanted, held, [one for one in found if not one.coder])
    return found


def _layer(
    number: int, coder: int, wanted: int, held: Interview, first: Sequence[Coded]
) -> list[Coded]:
    """One coder's codings of one interview."""
    chance = random.Random(f"{number} {coder}")
    weights = [FREQUENT_CODE, *[1.0] * (FAMILIES * IN_FAMILY - 1)]
    taken: dict[int, list[Coded]] = {}
    made: list[Coded] = []
    alike = list(first)
    chance.shuffle(alike)
    while len(made) < wanted:
        if alike and chance.random() < NEAR:
            one = _near(alike.pop(), coder, held, chance)
        else:
            spoken = chance.choice(held.said)
            low = chance.randrange(len(spoken))
            high = min(low + chance.randint(0, 2), len(spoken) - 1)
            (code,) = chance.choices(range(len(weights)), weights)
            side = chance.choice(VALENCES)
            one = Coded(number, coder, code, spoken[low].start, spoken[high].end, side)
        same = taken.setdefault(one.code, [])
        if all(one.end <= other.start or other.end <= one.start for other in same):
            same.append(one)
            made.append(one)
    return made


def _near(one: Coded, coder: int, held: Interview, chance: random.Random) -> Coded:
    """A coding of the first coder as another saw it: its ends moved by some words."""
    text = held.document.text
    turn = next(t for t in held.said if t[0].start <= one.start < t[-1].end)
    start, end = one.start, one.end
    low = turn[0].start
    for _ in range(chance.randint(0, 3)):
        start = max(text.rfind(" ", low, max(start - 1, low)) + 1, low)
    for _ in range(chance.randint(0, 3)):
        cut = text.rfind(" ", start + 12, end)
        end = end if cut < 0 else cut
    code = one.code
    if chance.random() >= SAME_CODE:
        code = code // IN_FAMILY * IN_FAMILY + chance.randrange(IN_FAMILY)
    side = one.valence if chance.random() < SAME_SIDE else chance.choice(VALENCES)
    return Coded(one.source, coder, code, start, end, side)


def interviews(size: Size) -> Iterator[Interview]:
    """All interviews of a study."""
    return (interview(number, size.words) for number in range(size.transcripts))


def text_files(size: Size, folder: Path) -> list[Path]:
    """The interviews as plain text, one in twelve decomposed, one in seven with CRLF."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, one in enumerate(interviews(size)):
        text = one.document.text
        if number % 12 == 5:
            text = unicodedata.normalize("NFD", text)
        if number % 7 == 6:
            text = text.replace("\n", "\r\n")
        made.append(folder / f"{person(number)}.txt")
        made[-1].write_bytes(text.encode())
    return made


def enter(change: Change, number: int, document: Document) -> None:
    """One interview with who speaks in it."""
    name = person(number)
    facts = {
        "group": "implanted" if number % 2 else "not_implanted",
        "site": f"S{number % 4 + 1}",
    }
    put_case(change, Case(name, "patient", quote_allowed=True, attributes=facts))
    speakers = {
        label: Speaker(label, label == name, name if label == name else None)
        for label in document.speakers
    }
    add_source(change, document, name=name, kind="interview", language="fr", speaker_of=speakers)


def fill(project: Project, size: Size) -> None:
    """Codebook, interviews, and every coder's codings, all read to the end."""
    with project.change("import") as change:
        add_codebook(change, book())
        for number, one in enumerate(interviews(size)):
            enter(change, number, one.document)
    placed = placed_codings(project, size)
    for coder, name in enumerate(CODERS[: size.coders]):
        project.acting = name
        with project.change("enrol", kind="barrier"):
            pass
        with project.change("merge") as change:
            key = coder_named(change.connection, name).id
            put_codings(change, key, placed[coder])
            for number in range(size.transcripts):
                mark_progress(change, person(number), key, Progress.READ)


def placed_codings(project: Project, size: Size) -> list[list[PlacedCoding]]:
    """The codings of each coder with the rows that they stand on."""
    with project.read() as connection:
        rows = {row.code.key: row for row in CodeIndex(connection).rows}
        keys = {
            name: (source, text)
            for source, text, name in connection.execute(
                select(sources.c.id, source_texts.c.id, sources.c.name).join(
                    source_texts, source_texts.c.source_id == sources.c.id
                )
            )
        }
    placed: list[list[PlacedCoding]] = [[] for _ in range(size.coders)]
    for number, held in enumerate(interviews(size)):
        text = held.document.text
        for one in codings(size, number, held):
            code = rows[code_key(one.code)]
            span = Span(one.start, one.end)
            placed[one.coder].append(
                PlacedCoding(
                    *keys[person(number)],
                    span,
                    span.of(text),
                    code.id,
                    code.revision_id,
                    one.valence,
                )
            )
    return placed


def project_file(size: Size, cache_folder: Path) -> Path:
    """The study as a project, made once for each state of this script and of the tables."""
    made_by = b"".join(Path(file).read_bytes() for file in (__file__, tables.__file__ or ""))
    mark = hashlib.sha256(made_by + repr(size).encode()).hexdigest()[:10]
    where = cache_folder / f"study-{size.name}-{mark}.qualcode"
    if not where.exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        with drafted(where) as draft:
            draft.unlink(missing_ok=True)
            with create_project(str(draft), title=f"Étude {size.name}", acting=CODERS[0]) as made:
                fill(made, size)
    return where


def copied(where: Path, folder: Path) -> Path:
    """A copy to work on."""
    return Path(shutil.copy(where, folder / "étude.qualcode"))
