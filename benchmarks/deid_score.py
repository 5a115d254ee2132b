"""How well the identifier screen finds what it must: the table of `docs/deidentification.md`.

Run it as `python -m benchmarks.deid_score [--model] [--misses] [FILE…]`; `--answer` serves another
scorer.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from qualcode.app.texts.screening import default_screen
from qualcode.core.privacy.screening import Finding, Kind, Screen, Tier
from qualcode.core.spans import Span
from qualcode.deid.vocabulary import words_of

FOLDER = Path(__file__).resolve().parent / "deid"
EXAMPLES = FOLDER.parent.parent / "transcripts_examples" / "antares" / "transcripts"
NAMES = {Kind.NAME, Kind.NICKNAME}
MAY_STAY = words_of(
    "le la les l du de d m mme monsieur madame docteur dr pr mr mrs an ans years old"
)
"""Small words inside an identifier that identify nobody."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An identifier that must be found."""

    kind: Kind
    span: Span
    direct: bool
    known: bool | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with all that must and must not be found in it."""

    name: str
    language: str
    tags: frozenset[str]
    text: str
    wanted: tuple[Wanted, ...]
    must_not: tuple[Span, ...]
    ignored: tuple[Span, ...]
    ages: bool
    """Whether ages below ninety were annotated in its set; else flags on them count for nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage with what was found, in both tiers or in the sure one alone."""

    passage: Passage
    found: tuple[Finding, ...]

    def whole(self, wanted: Wanted) -> bool:
        """Whether every letter and figure of an identifier was found, small words apart."""
        covered = {n for f in self.found for n in range(f.span.start, f.span.end)}
        return all(
            n in covered
            for word in WORD.finditer(self.passage.text, wanted.span.start, wanted.span.end)
            if word.group().lower() not in MAY_STAY
            for n in range(*word.span())
        )

    @property
    def false(self) -> list[Finding]:
        """Findings that touch nothing wanted and nothing ignored."""
        allowed = [*(w.span for w in self.passage.wanted), *self.passage.ignored]
        return [f for f in self.found if not any(f.span.overlaps(span) for span in allowed)]


Share = tuple[int, int]
"""Hits of how many."""
Measure = Callable[[Judged], Share]


def passages(file: Path) -> list[Passage]:
    read = []
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    ages = any(span["type"] == Kind.AGE for row in rows for span in row["spans"])
    for row in rows:
        wanted = tuple(
            Wanted(Kind(s["type"]), Span(s["start"], s["end"]), s["tier"] == "direct",
                   s.get("known"))
            for s in row["spans"]
        )  # fmt: skip
        must_not, ignored = (
            tuple(Span(s["start"], s["end"]) for s in row[key]) for key in ("must_not", "ignore")
        )
        read.append(
            Passage(row["id"], row["lang"], frozenset(row["tags"]), row["text"], wanted,
                    must_not, ignored, ages)
        )  # fmt: skip
    return read


def judged(read: Sequence[Passage], screen: Screen, *, sure: bool) -> list[Judged]:
    return [
        Judged(
            passage,
            tuple(
                finding
                for finding in screen.findings(passage.text)
                if (finding.tier is Tier.AUTO or not sure)
                and (passage.ages or finding.kind is not Kind.AGE)
            ),
        )
        for passage in read
    ]


def recall(which: Callable[[Wanted], bool]) -> Measure:
    def measure(one: Judged) -> Share:
        wanted = [w for w in one.passage.wanted if which(w)]
        return sum(one.whole(w) for w in wanted), len(wanted)

    return measure


def names(wanted: Wanted) -> bool:
    return wanted.kind in NAMES


def leaks(one: Judged) -> Share:
    direct = [w for w in one.passage.wanted if w.direct]
    return int(any(not one.whole(w) for w in direct)), int(bool(direct))


def precision(one: Judged) -> Share:
    return len(one.found) - len(one.false), len(one.found)


def forbidden(one: Judged) -> Share:
    spans = one.passage.must_not
    return sum(any(f.span.overlaps(s) for f in one.found) for s in spans), len(spans)


def clean_flagged(one: Judged) -> Share:
    clean = not one.passage.wanted
    return int(clean and bool(one.found)), int(clean)


def rated(rows: Sequence[Judged], measure: Measure) -> str:
    """The share with Wilson's 95 % interval, as if hits in one passage were independent."""
    shares = [measure(row) for row in rows]
    hits, total = (sum(column) for column in zip(*shares, strict=True)) if shares else (0, 0)
    if total == 0:
        return "not computable: none"
    low, high = wilson(hits, total)
    return f"{hits / total:.3f} [{low:.3f}–{high:.3f}] ({hits}/{total})"


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Wilson's score interval (1927)."""
    z, share = 1.959964, hits / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def table(read: Sequence[Passage], screen: Screen) -> list[tuple[str, str]]:
    both, sure = judged(read, screen, sure=False), judged(read, screen, sure=True)
    small = [one for one in both if "lower" in one.passage.tags]
    french = [one for one in both if one.passage.language == "fr"]
    words = sum(len(WORD.findall(one.passage.text)) for one in french)
    false = sum(len(one.false) for one in french)
    return [
        ("structured direct identifiers found whole",
         rated(both, recall(lambda w: w.direct and w.kind not in NAMES))),
        ("all direct identifiers found whole", rated(both, recall(lambda w: w.direct))),
        ("passages from which one leaks", rated(both, leaks)),
        ("names on the study's list", rated(both, recall(lambda w: names(w) and w.known is True))),
        ("names not on it", rated(both, recall(lambda w: names(w) and w.known is False))),
        ("direct, speech without capitals", rated(small, recall(lambda w: w.direct))),
        ("indirect identifiers found whole", rated(both, recall(lambda w: not w.direct))),
        ("sure tier: precision", rated(sure, precision)),
        ("sure tier: direct found whole", rated(sure, recall(lambda w: w.direct))),
        ("harmless terms flagged", rated(both, forbidden)),
        ("clean passages flagged", rated(both, clean_flagged)),
        ("false flags per 1,000 French words", f"{1000 * false / words:.1f} ({false}/{words})"),
    ]  # fmt: skip


def on_examples(screen: Screen) -> tuple[float, float]:
    """False flags per 1,000 French words of the example study, and words a second of one core.

    The study is invented and pseudonymised, so that every direct finding is a false one.
    """
    from qualcode.app.texts.screening import screen_document
    from qualcode.interop.transcripts import read_transcript

    read = [(path, read_transcript(path)) for path in sorted(EXAMPLES.iterdir())]
    for path, document in read[:2]:
        screen_document(path.name, document, screen)
    words = french = flags = 0
    start = time.process_time()
    for path, document in read:
        counted = len(WORD.findall(document.text))
        words += counted
        found = screen_document(path.name, document, screen)
        if not path.name.startswith("EN"):
            french += counted
            flags += sum(finding.direct for finding in found.findings)
    return 1000 * flags / french, words / (time.process_time() - start)


def misses(read: Iterable[Passage], screen: Screen) -> None:
    for passage in read:
        (one,) = judged([passage], screen, sure=False)
        for wanted in passage.wanted:
            if not one.whole(wanted):
                print(f"  missed  {passage.name} {wanted.kind}: {wanted.span.of(passage.text)}")
        for finding in one.false:
            told = finding.span.of(passage.text)
            print(f"  false   {passage.name} {finding.kind} {finding.rule}: {told}")


def answer(screen: Screen) -> None:
    """Read passages on stdin, one JSON object a line, and write the spans found in each."""
    for line in sys.stdin:
        row = json.loads(line)
        spans = [
            {"start": f.span.start, "end": f.span.end, "type": f.kind.value, "tier": f.tier.value}
            for f in screen.findings(row["text"])
            if f.kind is not Kind.HIDDEN
        ]
        print(json.dumps({"id": row["id"], "spans": spans}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.jsonl")))
    parser.add_argument("--names", type=Path, default=FOLDER / "names.json")
    parser.add_argument("--model", action="store_true", help="with the language model")
    parser.add_argument("--answer", action="store_true", help="passages on stdin, spans out")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    asked = parser.parse_args()
    screen = default_screen(asked.names, model=asked.model)
    if asked.answer:
        answer(screen)
        return
    sets = [(file.stem, passages(file)) for file in asked.files]
    if len(sets) > 1:
        sets.append(("all sets", [passage for _, read in sets for passage in read]))
    for name, read in sets:
        print(f"\n{name}: {len(read)} passages, {screen.detector}\n")
        for label, value in table(read, screen):
            print(f"| {label} | {value} |")
        if asked.misses and name != "all sets":
            misses(read, screen)
    flags, speed = on_examples(screen)
    print(f"\nexample study: {flags:.1f} false flags per 1,000 French words, {speed:,.0f} words/s")


if __name__ == "__main__":
    main()
