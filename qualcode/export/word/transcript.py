"""A transcript on paper: to read with a pencil, or coded, in the margin or as Word comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from qualcode.core.spans import Span
from qualcode.export.word import parts
from qualcode.export.word.saving import save, zipped
from qualcode.export.word.typography import TAGS, language_tag, printable, typeset
from qualcode.i18n import _, current_language, in_language
from qualcode.i18n.numbers import colon

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="{right}" w:bottom="1134" w:left="1418" '
    'w:header="567" w:footer="567" w:gutter="0"/>{lines}</w:sectPr>'
)
_NUMBERED = '<w:lnNumType w:countBy="5" w:distance="284" w:restart="continuous"/>'


class Paper(StrEnum):
    """What stands beside the words."""

    PLAIN = "plain"
    """Nothing: a wide margin, lines numbered by five."""
    MARGIN = "margin"
    """Codes with their side, in a column beside the turn."""
    COMMENTS = "comments"
    """Codes as Word comments on the passages."""


@dataclass(frozen=True, slots=True)
class PaperCoding:
    """A coding as paper shows it; its span counts in the turn's words, from 0."""

    span: Span
    label: str
    letters: str
    side: str
    """Sign of the valence, a question mark after it where it is potential; "" without one."""
    coder: str
    memo: str = ""


@dataclass(frozen=True, slots=True)
class PaperTurn:
    """A turn as it is printed."""

    number: int
    speaker: str
    words: str
    coded: bool
    codings: tuple[PaperCoding, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperTranscript:
    """What is printed of a source."""

    title: str
    language: str
    """Language of what is said."""
    turns: tuple[PaperTurn, ...]


def write_transcript(
    transcript: PaperTranscript,
    paper: Paper,
    path: Path,
    *,
    language: str,
    made_on: date,
    snapshot: str = "",
) -> None:
    """Write the transcript as a Word file, whole or not at all; its footer names the snapshot.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    data = transcript_bytes(
        transcript, paper, language=language, made_on=made_on, snapshot=snapshot
    )
    save(path, data)


def transcript_bytes(
    transcript: PaperTranscript,
    paper: Paper,
    *,
    language: str,
    made_on: date,
    snapshot: str = "",
) -> bytes:
    """The .docx file; the same transcript gives the same bytes."""
    with in_language(language):
        sheet = _Sheet(transcript, paper, language)
        body = sheet.body()
        commented = paper is Paper.COMMENTS
        files = {
            "[Content_Types].xml": _content_types(commented),
            "_rels/.rels": parts.PACKAGE_RELATIONS,
            "docProps/core.xml": parts.core_properties(transcript.title, language, made_on),
            "docProps/app.xml": parts.APPLICATION,
            "word/document.xml": body,
            "word/_rels/document.xml.rels": _relations(commented),
            "word/styles.xml": parts.styles(language),
            "word/settings.xml": parts.settings(language),
            "word/footer1.xml": _footer(transcript.title, snapshot),
        }
        if commented:
            files["word/comments.xml"] = sheet.comments()
        return zipped(files)


def _content_types(commented: bool) -> str:
    if not commented:
        return parts.CONTENT_TYPES
    part = f'<Override PartName="/word/comments.xml" ContentType="{_COMMENTS}"/>'
    return parts.CONTENT_TYPES.replace("</Types>", f"{part}</Types>")


def _relations(commented: bool) -> str:
    if not commented:
        return parts.DOCUMENT_RELATIONS
    part = f'<Relationship Id="rId4" Type="{_OFFICE}/comments" Target="comments.xml"/>'
    return parts.DOCUMENT_RELATIONS.replace("</Relationships>", f"{part}</Relationships>")


def _footer(title: str, snapshot: str) -> str:
    frozen = _own(f" · {_('Snapshot: {snapshot}.', snapshot=snapshot)}") if snapshot else ""
    return (
        f'{parts.opened("ftr")}<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f'{_run(title)}{_run(" · ")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("1")}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{frozen}</w:p></w:ftr>'
    )


def _run(text: str, look: str = "") -> str:
    safe = escape(printable(text)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    tag = "" if "<w:lang" in look else f'<w:lang w:val="{TAGS[current_language()]}"/>'
    rules = f"<w:rPr>{look}{tag}</w:rPr>"
    return f'<w:r>{rules}<w:t xml:space="preserve">{safe}</w:t></w:r>' if safe else ""


def _own(text: str, look: str = "") -> str:
    """Our own words, typeset."""
    return _run(typeset(text, current_language()), look)


class _Sheet:
    """Makes the parts of one transcript; comments are numbered as they are met."""

    def __init__(self, transcript: PaperTranscript, paper: Paper, language: str) -> None:
        self._transcript = transcript
        self._paper = paper
        self._spoken = f'<w:lang w:val="{language_tag(transcript.language, language)}"/>'
        self._commented: list[PaperCoding] = []

    def body(self) -> str:
        """The main part of the file."""
        title = self._paragraph(
            _run(self._transcript.title), "Heading1", "<w:suppressLineNumbers/>"
        )
        if self._paper is Paper.MARGIN:
            rows = "".join(self._row(turn) for turn in self._transcript.turns)
            content = f"{_table(rows)}{self._legend()}"
            section = _SECTION.format(right=1134, lines="")
        else:
            content = "".join(self._turn(turn) for turn in self._transcript.turns)
            plain = self._paper is Paper.PLAIN
            section = _SECTION.format(right=4536 if plain else 1418, lines=_NUMBERED)
        return f"{parts.opened('document')}<w:body>{title}{content}{section}</w:body></w:document>"

    def comments(self) -> str:
        """The part that holds the comments, in the order of their anchors."""
        entries = "".join(
            f'<w:comment w:id="{index}" w:author="{escape(one.coder, {chr(34): "&quot;"})}" '
            f'w:initials="{escape(one.coder[:3], {chr(34): "&quot;"})}">'
            + self._paragraph(_run(" ".join(filter(None, (one.side, one.label)))))
            + (self._paragraph(_run(one.memo)) if one.memo else "")
            + "</w:comment>"
            for index, one in enumerate(self._commented)
        )
        return f"{parts.opened('comments')}{entries}</w:comments>"

    def _turn(self, turn: PaperTurn) -> str:
        return self._paragraph(f"{self._head(turn)}{self._words(turn)}", "Normal")

    def _head(self, turn: PaperTurn) -> str:
        return _run(f"{turn.number} ", '<w:sz w:val="16"/>') + _run(
            f"{turn.speaker}{colon()} " if turn.speaker else "", "<w:b/>"
        )

    def _words(self, turn: PaperTurn) -> str:
        """The words of a turn, cut where codings begin and end."""
        if self._paper is Paper.PLAIN or not turn.codings:
            look = self._spoken if turn.coded else f"<w:i/>{self._spoken}"
            return _run(turn.words, look)
        pieces: list[str] = []
        bounds = sorted(
            {
                0,
                len(turn.words),
                *(edge for c in turn.codings for edge in (c.span.start, c.span.end)),
            }
        )
        open_at = {c: self._number(c) for c in turn.codings}
        for start, end in pairwise(bounds):
            pieces.extend(self._opening(turn.codings, open_at, start))
            covered = self._paper is Paper.MARGIN and any(
                c.span.start <= start < c.span.end for c in turn.codings
            )
            look = f'<w:u w:val="single"/>{self._spoken}' if covered else self._spoken
            pieces.append(_run(turn.words[start:end], look))
            pieces.extend(self._closing(turn.codings, open_at, end))
        return "".join(pieces)

    def _number(self, coding: PaperCoding) -> int:
        self._commented.append(coding)
        return len(self._commented) - 1

    def _opening(
        self, codings: Sequence[PaperCoding], numbers: dict[PaperCoding, int], at: int
    ) -> Iterator[str]:
        if self._paper is Paper.COMMENTS:
            for one in codings:
                if one.span.start == at:
                    yield f'<w:commentRangeStart w:id="{numbers[one]}"/>'

    def _closing(
        self, codings: Sequence[PaperCoding], numbers: dict[PaperCoding, int], at: int
    ) -> Iterator[str]:
        for one in codings:
            if one.span.end != at:
                continue
            if self._paper is Paper.COMMENTS:
                number = numbers[one]
                yield f'<w:commentRangeEnd w:id="{number}"/>'
                yield f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            else:
                yield _run(f"{one.letters}{one.side}", '<w:b/><w:vertAlign w:val="superscript"/>')

    def _row(self, turn: PaperTurn) -> str:
        codes = dict.fromkeys(f"{one.side or '·'} {one.label}" for one in turn.codings)
        beside = "".join(self._paragraph(_run(code), "TableNote") for code in codes)
        return (
            '<w:tr><w:trPr><w:cantSplit w:val="0"/></w:trPr>'
            f'<w:tc><w:tcPr><w:tcW w:w="6400" w:type="dxa"/></w:tcPr>{self._turn(turn)}</w:tc>'
            '<w:tc><w:tcPr><w:tcW w:w="2950" w:type="dxa"/></w:tcPr>'
            f"{beside or self._paragraph('', 'TableNote')}</w:tc></w:tr>"
        )

    def _legend(self) -> str:
        used = dict.fromkeys((one.letters, one.label) for one in self._commented)
        if not used:
            return self._paragraph("")
        lines = "; ".join(f"{letters}{colon()} {label}" for letters, label in sorted(used))
        sides = _("− barrier, + facilitator, ± both, = described, ? potential")
        return self._paragraph(_own(f"{sides}. {lines}."), "TableNote")

    @staticmethod
    def _paragraph(runs: str, style: str = "Normal", extra: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def _table(rows: str) -> str:
    title, told = _("Transcript with its codes"), _("Turns to the left, their codes to the right.")
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="9350" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCaption w:val="{escape(title)}"/><w:tblDescription w:val="{escape(told)}"/>'
        "</w:tblPr>"
        f'<w:tblGrid><w:gridCol w:w="6400"/><w:gridCol w:w="2950"/></w:tblGrid>{rows}</w:tbl>'
    )
