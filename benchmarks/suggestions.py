"""How often suggested codes are right: the example study, one interview at a time left out.

Each coded passage of an interview is compared with what the same coder coded in all others; it is
a hit where one of its codes is among the first five, or is the first. The same is asked of the
five codes given most in the other interviews, and of five codes drawn at random (the chance,
computed). Intervals are Wilson's, 95 %, over passages: as passages of one person resemble each
other, they are narrower than they ought to be. The group talk has a codebook of its own and
cannot be left out. With `--vectors` the word vectors of the French model are tried as well; with
`--large` times are taken on 600 interviews with 150,000 codings.

    python -m benchmarks.suggestions [--vectors] [--large]
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.app.coding.reading import list_codings, list_sources
from qualcode.app.coding.suggesting import suggest_codes, turn_suggestions
from qualcode.app.demonstrations.demo import make_demo
from qualcode.app.projects.studies import list_codebooks, source_codebooks
from qualcode.core.asking.likeness import Likeness
from qualcode.core.asking.suggestion import MOST, Alike, alike, nearest, ranked
from qualcode.core.coding import Coding
from qualcode.core.spans import Span
from qualcode.core.text import words
from qualcode.store.opening import open_project
from qualcode.store.project import Project

CODERS = ("C1", "C2")
GROUP = "FG"
MODEL = "fr_core_news_md"

Scores = Callable[[str], Any]


@dataclass(frozen=True)
class Passage:
    """A passage with the codes that one coder gave to it."""

    source: str
    words: str
    codes: frozenset[str]


@dataclass
class Hits:
    """How often the first five codes, and the first, were right."""

    name: str
    five: float = 0
    one: float = 0
    n: int = 0

    def count(self, codes: Sequence[str], right: frozenset[str]) -> None:
        """Count one passage."""
        self.n += 1
        self.five += bool(right & set(codes[:MOST]))
        self.one += bool(right & set(codes[:1]))


def wilson(hits: float, n: int) -> tuple[float, float]:
    """The interval of Wilson (1927) for a proportion, 95 %."""
    z = 1.959964
    share = hits / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def passages_of(project: Project, coder: str) -> list[Passage]:
    """The coded passages of a layer, each once."""
    found: dict[tuple[str, Span], list[Coding]] = defaultdict(list)
    for coding in list_codings(project, coder=coder):
        found[coding.source, coding.span].append(coding)
    return [
        Passage(source, given[0].quotation, frozenset(f"{c.codebook}:{c.code}" for c in given))
        for (source, _span), given in found.items()
    ]


def usable_codes(project: Project, source: str) -> frozenset[str]:
    """The codes that may be given on a source."""
    books = source_codebooks(project, source)
    return frozenset(
        f"{book.id}:{code.key}"
        for book in list_codebooks(project)
        if books is None or book.id in books
        for code in book.codes
        if code.codable and not code.retired and not code.process
    )


def by_chance(usable: int, right: int) -> tuple[float, float]:
    """The chance that of five codes drawn one is right, and that the first is."""
    five = 1 - math.comb(usable - right, MOST) / math.comb(usable, MOST)
    return five, right / usable


def left_out(
    passages: Sequence[Passage], usable: Mapping[str, frozenset[str]], like: Mapping[str, Any]
) -> tuple[list[Hits], dict[Alike, Hits]]:
    """Hits of every way of finding codes, and those of the first by how alike its evidence is."""
    ways = {name: Hits(name) for name in like}
    often, drawn = Hits("codes given most"), Hits("drawn at random")
    bands = {band: Hits(band.value) for band in Alike}
    for source in dict.fromkeys(p.source for p in passages if p.source != GROUP):
        others = [p for p in passages if p.source != source]
        known = {name: make([p.words for p in others]) for name, make in like.items()}
        counted = Counter(c for p in others for c in sorted(p.codes & usable[source]))
        most = [code for code, _n in counted.most_common(MOST)]

        def codes_of(number: int, others: list[Passage] = others, source: str = source) -> Any:
            return others[number].codes & usable[source]

        for passage in (p for p in passages if p.source == source):
            for name, scores in known.items():
                found = ranked(nearest(scores(passage.words)), codes_of)
                ways[name].count([one.code for one in found], passage.codes)
                if name == next(iter(like)) and found:
                    best = bands[alike(max(one.score for one in found))]
                    best.count([one.code for one in found], passage.codes)
            often.count(most, passage.codes)
            five, one = by_chance(len(usable[source]), len(passage.codes & usable[source]))
            drawn.five, drawn.one, drawn.n = drawn.five + five, drawn.one + one, drawn.n + 1
    return [*ways.values(), often, drawn], bands


def letters(texts: Sequence[str]) -> Scores:
    """What the program does."""
    return Likeness(texts).scores


def vectors(texts: Sequence[str]) -> Scores:
    """Weighted mean of the vectors of the words."""
    return _Vectors(texts).scores


def both(texts: Sequence[str]) -> Scores:
    """The mean of the two."""
    one, other = Likeness(texts), _Vectors(texts)
    return lambda asked: 0.7 * one.scores(asked) + 0.3 * other.scores(asked)


class _Vectors:
    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np
        import spacy

        self._np = np
        self._words = spacy.load(MODEL, exclude=["parser", "ner", "tok2vec"]).vocab
        said = [self._said(text) for text in texts]
        self._n = len(texts)
        self._df = Counter(word for one in said for word in set(one))
        self._all = np.array([self._vector(one) for one in said])

    @staticmethod
    def _said(text: str) -> list[str]:
        return [span.of(text).lower() for span in words(text)]

    def _vector(self, said: Iterable[str]) -> Any:
        np = self._np
        found = np.zeros(300)
        for word in said:
            entry = self._words[word]
            if entry.has_vector and self._df[word]:
                weight = math.log((1 + self._n) / (1 + self._df[word]))
                found += weight * entry.vector / (entry.vector_norm or 1)
        return found / (np.linalg.norm(found) or 1)

    def scores(self, asked: str) -> Any:
        """Cosine with every text."""
        return (self._all @ self._vector(self._said(asked))).clip(0)


def printed(hits: Hits) -> str:
    """One line of the table."""

    def share(count: float) -> str:
        low, high = wilson(count, hits.n)
        return f"{count / hits.n:.0%} ({low:.0%}–{high:.0%})"

    return f"| {hits.name} | {share(hits.five)} | {share(hits.one)} | {hits.n} |"


def times(project: Project, source: str, rounds: int = 40) -> tuple[float, float]:
    """Milliseconds of processor time for the first suggestion, and the median of the others."""
    with project.read() as connection:
        transcript = project.memory.transcript(connection, source)
    spent: list[float] = []
    for span in transcript.codable[: rounds + 1]:
        begin = time.process_time()
        suggest_codes(project, source, span)
        spent.append(1000 * (time.process_time() - begin))
    return spent[0], statistics.median(spent[1:])


def measure(project: Project, *, more: bool) -> None:
    """Print the hit rates of both coders."""
    like: dict[str, Callable[[Sequence[str]], Scores]] = {"similar passages": letters}
    if more:
        like |= {"word vectors": vectors, "both, 7 to 3": both}
    usable = {s.name: usable_codes(project, s.name) for s in list_sources(project)}
    for coder in CODERS:
        rows, bands = left_out(passages_of(project, coder), usable, like)
        print(f"\n| {coder} | one of the first five | the first | passages |\n|---|---|---|---|")
        print("\n".join(printed(row) for row in rows))
        print("\nby likeness of the nearest evidence:")
        print("\n".join(printed(row) for row in bands.values() if row.n))


def large() -> None:
    """Print times on a large study."""
    from benchmarks.matrices import fill
    from qualcode.store.opening import create_project

    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "L.qualcode")
        with create_project(place, title="L", acting="Zoé") as project:
            fill(project, 600, 150_000)
            turn_suggestions(project, on=True)
            first, later = times(project, "P001", 20)
            print(f"\nL: first {first:.0f} ms, then {later:.0f} ms")


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        place, _made = make_demo(Path(folder))
        with open_project(str(place), acting="C1") as project:
            measure(project, more="--vectors" in sys.argv)
            turn_suggestions(project, on=True)
            first, later = times(project, "P03")
            print(f"\ndemonstration: first {first:.0f} ms, then {later:.0f} ms")
    if "--large" in sys.argv:
        large()


if __name__ == "__main__":
    main()
