"""ROCK: plain text with codes in double brackets at the end of each utterance, both ways."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from qualcode.core.coding import Valence
from qualcode.core.portable import (
    PortableCode,
    PortableCoding,
    PortableProject,
    PortableSource,
    Remarks,
)
from qualcode.core.spans import Span, trimmed
from qualcode.core.text import normalised
from qualcode.core.transcript import Speaker, Turn
from qualcode.i18n import N_
from qualcode.interop.files import file_bytes
from qualcode.interop.transcripts.encoding import read_text

_CODE = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_IDENTIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_]*)\s*[=:]\s*(.+)")
_SECTION = re.compile(r"---*<<.{0,200}>>---*\Z")
_CODER = frozenset(("coderid", "coder"))
_CASE = frozenset(("cid", "caseid"))
_VALENCE = re.compile(r"(.+)__(barrier|lever|ambivalent|neutral)\Z")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_]+")


def read_rocks(paths: Sequence[Path], name: str) -> PortableProject:
    """Coded sources: their utterances with the codes that stand on them.

    Codes hold for their whole line; `a>b` stands under `a`. Files of the same words are one source
    that several coders read. Sections, identifiers of other things than coders and cases, and
    YAML fragments are counted.

    Args:
        paths: .rock files.
        name: what the project is called.

    Raises:
        FileProblem: a file is missing or cannot be read.
    """
    remarks = Remarks()
    codes: dict[str, PortableCode] = {}
    readers: dict[str, dict[Path, _Reader]] = {}
    for path in paths:
        reader = _Reader(remarks, codes)
        text = normalised(read_text(file_bytes(path), path.name).text)
        for line in _without_yaml(text.split("\n"), remarks):
            reader.take(line)
        if reader.text.strip():
            readers.setdefault(reader.text, {})[path] = reader
    sources: list[PortableSource] = []
    codings: list[PortableCoding] = []
    for read in readers.values():
        path, first = next(iter(read.items()))
        source = first.source(path, [one.span for each in read.values() for one in each.codings])
        sources.append(source)
        codings += [
            replace(one, identity=f"{path.stem}:{one.identity}", source=source.identity)
            for path, reader in read.items()
            for one in reader.codings
        ]
    named = {coding.coder for coding in codings if coding.coder}
    return PortableProject(
        name=name,
        origin="ROCK",
        coders={coder: coder for coder in sorted(named)},
        codes=tuple(codes.values()),
        sources=tuple(sources),
        codings=tuple(codings),
        left_out=remarks.told(),
    )


def _without_yaml(lines: Sequence[str], remarks: Remarks) -> Iterable[str]:
    inside: list[str] | None = None
    for line in lines:
        if line.strip() == "---":
            if inside is not None:
                remarks.add(N_("YAML fragments"))
            inside = [] if inside is None else None
        elif inside is None:
            yield line
        else:
            inside.append(line)
    # An opening without an end was no YAML but a rule across the page.
    yield from inside or ()


class _Reader:
    """Gathers the utterances of one file and their codes."""

    def __init__(self, remarks: Remarks, codes: dict[str, PortableCode]) -> None:
        self.remarks = remarks
        self.codings: list[PortableCoding] = []
        self._codes = codes
        self._lines: list[str] = []
        self._length = 0
        self._coder = ""
        self._case = ""
        self._cases: list[str] = []

    @property
    def text(self) -> str:
        """What was said."""
        return normalised("\n".join(self._lines))

    def source(self, path: Path, coded_spans: Sequence[Span]) -> PortableSource:
        """The source, called as the file is, without its coder, whom it may be called by.

        Who speaks is told by identifiers of cases, on an utterance or on a line above several;
        what has none is said by somebody who is not coded, unless codes stand on it, whoever of
        the coders gave them.
        """
        name = path.stem.removesuffix(f"_{self._coder}") if self._coder else path.stem
        turns = tuple(self._turns())
        coded = {turn.speaker for turn in turns if turn.speaker} or {""}
        starts = sorted(span.start for span in coded_spans)
        coded |= {turn.speaker for turn in turns if turn.speech and _any_in(starts, turn.speech)}
        speakers = {
            who: Speaker(who, who in coded, (who or name) if who in coded else None)
            for who in (turn.speaker for turn in turns)
        }
        return PortableSource(path.stem, name, self.text, turns=turns, speakers=speakers)

    def _turns(self) -> Iterator[Turn]:
        """What each case says without another between."""
        place, number = 0, 0
        for case, held in groupby(zip(self._cases, self._lines, strict=True), key=itemgetter(0)):
            said = "\n".join(line for _case, line in held)
            speech = trimmed(said, 0, len(said))
            if speech is not None:
                number += 1
                yield Turn(number, case, None, Span(place + speech.start, place + speech.end))
            place += len(said) + 1

    def take(self, line: str) -> None:
        """One line of the file."""
        if line.startswith("#"):
            self.remarks.add(N_("comments"))
            return
        if _SECTION.match(line.strip()):
            self.remarks.add(N_("section breaks"))
            return
        said, given = _CODE.sub("", line).strip(), _CODE.findall(line)
        codes, case = [], self._case
        for code in given:
            identifier = _IDENTIFIER.fullmatch(code.strip())
            if identifier is None:
                codes.append(code.strip())
            elif identifier[1].lower() in _CODER:
                self._coder = identifier[2].strip()
            elif identifier[1].lower() in _CASE:
                case = identifier[2].strip()
            elif identifier[1].lower() != "uid":
                self.remarks.add(N_("identifiers of classes of utterances"))
        if given and not said:
            self._case = case
            return
        if said:
            span = Span(self._length, self._length + len(said))
            for code in dict.fromkeys(codes):
                self._coding(code, span)
        self._lines.append(said)
        self._cases.append(case)
        self._length += len(said) + 1

    def _coding(self, code: str, span: Span) -> None:
        judged = _VALENCE.match(code)
        valence = Valence(judged[2]) if judged else Valence.UNSET
        path = [part.strip() for part in (judged[1] if judged else code).split(">") if part.strip()]
        for depth, name in enumerate(path, 1):
            identity = ">".join(path[:depth])
            above = ">".join(path[: depth - 1]) or None
            self._codes.setdefault(identity, PortableCode(identity, name, above))
        if path:
            self.codings.append(
                PortableCoding(
                    f"{len(self.codings)}", "rock", span, ">".join(path), self._coder, valence
                )
            )


def _any_in(places: Sequence[int], span: Span) -> bool:
    """Whether one of some rising places is in a span."""
    at = bisect_left(places, span.start)
    return at < len(places) and places[at] < span.end


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence with what stands on it."""

    words: str
    case: str = ""
    codes: tuple[tuple[tuple[str, ...], Valence], ...] = ()
    """Keys of the code with those above it, the topmost first, and its valence."""


def rock_text(utterances: Iterable[Utterance], coder: str) -> str:
    """A source of one coder as ROCK: one sentence a line, its codes behind it."""
    lines = [f"[[coderId={_plain(coder)}]]", ""]
    for one in utterances:
        words = " ".join(one.words.split()).replace("[[", "[ [").replace("]]", "] ]")
        case = [f"[[cid={_plain(one.case)}]]"] if one.case else []
        codes = [f"[[{_code(path, valence)}]]" for path, valence in one.codes]
        lines.append(" ".join([words, *case, *codes]))
    return "\n".join(lines) + "\n"


def _code(path: Sequence[str], valence: Valence) -> str:
    name = ">".join(_plain(part) for part in path)
    return name if valence is Valence.UNSET else f"{name}__{valence.value}"


def _plain(word: str) -> str:
    return _NOT_PLAIN.sub("_", word)
