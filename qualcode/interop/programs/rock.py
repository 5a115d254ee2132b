"""ROCK: plain text with codes in double brackets at the end of each utterance, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.core.coding import Valence
from qualcode.core.portable import (
    PortableCode,
    PortableCoding,
    PortableProject,
    PortableSource,
    Remarks,
)
from qualcode.core.spans import Span
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.interop.files import file_bytes
from qualcode.interop.transcripts.encoding import read_text

_CODE = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_IDENTIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_]*)\s*[=:]\s*(.+)")
_SECTION = re.compile(r"---*<<.{0,200}>>---*\Z")
_CODER = frozenset(("coderid", "coder"))
_VALENCE = re.compile(r"(.+)__(barrier|lever|ambivalent|neutral)\Z")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_]+")


def read_rock(path: Path) -> PortableProject:
    """A coded source: its utterances with the codes that stand on them.

    Codes hold for their whole line; `a>b` stands under `a`. Sections, identifiers other than the
    coder's, and YAML fragments are counted.

    Raises:
        FileProblem: the file is missing or cannot be read.
    """
    text = normalised(read_text(file_bytes(path), path.name).text)
    reader = _Reader()
    for line in _without_yaml(text.split("\n"), reader.remarks):
        reader.take(line)
    return reader.project(path.stem)


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
    """Gathers utterances and their codes."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self._lines: list[str] = []
        self._length = 0
        self._codes: dict[str, PortableCode] = {}
        self._codings: list[PortableCoding] = []
        self._coder = ""

    def take(self, line: str) -> None:
        """One line of the file."""
        if line.startswith("#"):
            self.remarks.add(N_("comments"))
            return
        if _SECTION.match(line.strip()):
            self.remarks.add(N_("section breaks"))
            return
        said, given = _CODE.sub("", line).strip(), _CODE.findall(line)
        codes = []
        for code in given:
            identifier = _IDENTIFIER.fullmatch(code.strip())
            if identifier is None:
                codes.append(code.strip())
            elif identifier[1].lower() in _CODER:
                self._coder = identifier[2].strip()
            elif identifier[1].lower() != "uid":
                self.remarks.add(N_("identifiers of classes of utterances"))
        if given and not said:
            return
        if said:
            span = Span(self._length, self._length + len(said))
            for code in dict.fromkeys(codes):
                self._coding(code, span)
        self._lines.append(said)
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
            self._codings.append(
                PortableCoding(
                    f"{len(self._codings)}", "rock", span, ">".join(path), self._coder, valence
                )
            )

    def project(self, name: str) -> PortableProject:
        """What was gathered."""
        text = normalised("\n".join(self._lines))
        named = {coding.coder for coding in self._codings if coding.coder}
        return PortableProject(
            name=name,
            origin="ROCK",
            coders={coder: coder for coder in sorted(named)},
            codes=tuple(self._codes.values()),
            sources=(PortableSource("rock", name, text),) if text.strip() else (),
            codings=tuple(self._codings),
            left_out=self.remarks.told(),
        )


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
