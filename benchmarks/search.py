"""Searching study L: 600 interviews of 8,000 words, 80 codes, 150,000 codings of two coders.

The study is invented by this script from a vocabulary that sounds French, words as frequent as
words are: few are everywhere, most are rare. It is made once in a folder for temporary files and
used again. Printed are medians in milliseconds: processor time of this process ("work"), time
that passed, and our budget where there is one.

    python benchmarks/search.py [ROUNDS]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from sqlalchemy import select

from qualcode.app.coding.queries import run_query
from qualcode.app.coding.searching import search_words
from qualcode.core.asking.code_query import Vocabulary, code_names, parse_code_query
from qualcode.core.asking.text_query import Filters
from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.coding import Valence
from qualcode.core.people import Case, Progress
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker, Turn
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named, put_case
from qualcode.store.rows.codebooks import CodeIndex, add_codebook
from qualcode.store.rows.codings import PlacedCoding, put_codings
from qualcode.store.rows.sources import add_source, mark_progress
from qualcode.store.safety.drafts import drafted
from qualcode.store.tables import source_texts, sources

SOURCES, WORDS, TURNS, CODES, CODINGS = 600, 8_000, 180, 80, 150_000
BUDGETS = {"a frequent word, 50 hits": 2, "a rare word, 50 hits": 2}
"""Milliseconds of work."""

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
# fmt: on


def vocabulary(chance: random.Random) -> list[str]:
    """Frequent words first, then 8,000 invented ones, with a few forms of one verb."""
    invented = {
        "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(9_000)
    } - set(FREQUENT)
    return [*FREQUENT, "porte", "portait", "porter", "portions", *sorted(invented)[:8_000]]


def interview(number: int, words: list[str], weights: list[float]) -> Document:
    """An invented interview, always the same for its number."""
    chance = random.Random(number)
    said = chance.choices(words, cum_weights=weights, k=WORDS)
    if number % 8 == 0:
        said[chance.randrange(WORDS)] = "hydromorphone"
    text: list[str] = []
    turns: list[Turn] = []
    place, size = 0, WORDS // TURNS
    for index in range(1, TURNS + 1):
        label = f"{'Enquêtrice' if index % 2 else f'P{number:03}'} : "
        speech = " ".join(said[(index - 1) * size : index * size]) + "."
        begin, end = place + len(label), place + len(label) + len(speech)
        turns.append(Turn(index, label[:-3], Span(place, begin - 1), Span(begin, end)))
        text.append(f"{label}{speech}\n\n")
        place += len(text[-1])
    return Document("".join(text), tuple(turns))


def book() -> Codebook:
    """Eight families of ten codes."""
    codes = []
    for family in range(8):
        codes.append(Code(f"famille{family}", Wording({"fr": f"Famille {family}"}), codable=False))
        for number in range(CODES // 8):
            key = f"code{family}{number}"
            codes.append(Code(key, Wording({"fr": f"Code {key}"}), parent=f"famille{family}"))
    return Codebook("essai", "1", {"fr": "Essai"}, tuple(codes))


def fill(project: Project) -> None:
    """Interviews, codebook, codings of both coders, all read."""
    words = vocabulary(random.Random(0))
    weights = list(accumulate(1 / rank for rank in range(3, len(words) + 3)))
    with project.change("fill") as change:
        add_codebook(change, book())
        for number in range(SOURCES):
            person = f"P{number:03}"
            group = "implanted" if number % 3 == 0 else "not_implanted"
            put_case(change, Case(person, "patient", attributes={"group": group}))
            document = interview(number, words, weights)
            speakers = {
                label: Speaker(label, label == person, person if label == person else None)
                for label in document.speakers
            }
            add_source(
                change, document, name=person, kind="interview", language="fr", speaker_of=speakers
            )
    for name in ("Zoé", "Maël"):
        project.acting = name
        with project.change("enrol", kind="barrier"):
            pass
        placed = invented_codings(project, len(name))
        with project.change("code") as change:
            coder = coder_named(change.connection, name).id
            put_codings(change, coder, placed)
            for number in range(SOURCES):
                mark_progress(change, f"P{number:03}", coder, Progress.READ)


def invented_codings(project: Project, seed: int) -> list[PlacedCoding]:
    """Half of the codings, each inside one turn of a participant."""
    chance = random.Random(seed)
    with project.read() as connection:
        codes = [row for row in CodeIndex(connection).rows if row.code.codable]
        texts = connection.execute(
            select(sources.c.id, source_texts.c.id, source_texts.c.text).join(
                source_texts, source_texts.c.source_id == sources.c.id
            )
        ).all()
    found = []
    for source_id, text_id, text in texts:
        spoken = [line for line in text.split("\n\n") if line.startswith("P")]
        starts = [text.index(line) for line in spoken]
        for _ in range(CODINGS // 2 // SOURCES):
            turn = chance.randrange(len(spoken))
            start = starts[turn] + 7 + chance.randrange(len(spoken[turn]) // 2)
            end = start + chance.randint(20, len(spoken[turn]) // 2 - 10)
            code = chance.choice(codes)
            span = Span(start, end)
            found.append(
                PlacedCoding(
                    source_id,
                    text_id,
                    span,
                    span.of(text),
                    code.id,
                    code.revision_id,
                    chance.choice(list(Valence)),
                )
            )
    return found


READS: dict[str, Callable[[Project], object]] = {
    "a frequent word, 50 hits": lambda p: search_words(p, "oedeme", limit=50),
    "a rare word, 50 hits": lambda p: search_words(p, "hydromorphone", limit=50),
    "a phrase, 50 hits": lambda p: search_words(p, "la douleur", limit=50),
    "a | b, 50 hits": lambda p: search_words(p, "sœur | hydromorphone", limit=50),
    "a prefix, 50 hits": lambda p: search_words(p, "hydro*", limit=50),
    "a lemma, 50 hits": lambda p: search_words(p, "lemma:porter", limit=50),
    "coded only, a group, 50 hits": lambda p: search_words(
        p, "hydromorphone", filters=Filters(True, attributes=(("group", "implanted"),)), limit=50
    ),
    "every œdème": lambda p: search_words(p, "oedeme", limit=None),
    "an expression, everywhere": lambda p: search_words(p, r"/hydro\w+/", limit=None),
    "a question read": lambda _: parse_code_query(
        "(code00 and famille1) then/3 code22[barrier]", Vocabulary(code_names([book()]))
    ),
    "code and code": lambda p: run_query(p, "code00 and code11"),
    "family near/2 family": lambda p: run_query(p, "famille0 near/2 famille1"),
    "any code then/2 any, Zoé’s": lambda p: run_query(p, "* then/2 *", layer="Zoé"),
    "never, in a group": lambda p: run_query(p, "never code00[lever] case.group=implanted"),
}


def main(rounds: int) -> None:
    """Print the medians."""
    where = Path(tempfile.gettempdir()) / f"qualcode-study-L-{SOURCES}x{WORDS}.qualcode"
    if not where.exists():
        print(f"making {where}", file=sys.stderr)
        with drafted(where) as draft:
            draft.unlink(missing_ok=True)
            with create_project(str(draft), title="Étude L", acting="Zoé") as project:
                fill(project)
    print(f"{where.stat().st_size / 1e6:.0f} MB, {rounds} rounds")
    print(f"{'':30}{'hits':>9}{'work':>9}{'passed':>9}{'budget':>9}   milliseconds")
    with open_project(where, acting="Zoé") as project:
        for name, read in READS.items():
            found = read(project)
            work, passed = [], []
            for _ in range(rounds):
                started, worked = time.perf_counter(), time.process_time()
                read(project)
                work.append((time.process_time() - worked) * 1000)
                passed.append((time.perf_counter() - started) * 1000)
            hits = len(getattr(found, "passages", ()) or getattr(found, "cases", ())) or (
                len(found) if isinstance(found, list) else ""
            )
            print(
                f"{name:30}{hits:>9}{statistics.median(work):9.2f}{statistics.median(passed):9.2f}"
                f"{BUDGETS.get(name, ''):>9}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
