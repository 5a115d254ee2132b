"""Markdown as a coder reads it: the words and lines, without the marks of typography."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|\Z)")
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|`{3,}\w*|~{3,})\Z")
_UNDERLINE = re.compile(r"={3,}\Z")
_QUOTE = re.compile(r"(?:>[ ]?)+")
_TABLE_RULE = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?\Z")
_LONGEST_RULE = 400
_CELL_END = re.compile(r"(?<!\\)\|")
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|sup|sub|small|p|div|font|mark|del|ins|s)(?:[ \t][^<>\n]*)?/?>",
    re.IGNORECASE,
)
_LINE_BREAK = re.compile(r"<br[ \t]*/?>[ \t]*\n?", re.IGNORECASE)
_ENTITY = r"&(?:[A-Za-z]{2,10}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});"
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?://|mailto:|[#./])[^()\s]{0,2000}\)")
_ADDRESS = re.compile(r"<(https?://[^<>\s]{1,2000}|[^<>\s@]{1,100}@[^<>\s@]{1,100})>")
_TOKEN = re.compile(rf"\\[!-/:-@\[-`{{-~]|\*+|_+|~~|{_ENTITY}")

_BOLD = re.compile(
    r"^(?P<bold>(?P<mark>\*\*|__)(?P<name>[^\W_][^*_:\n]{0,60})(?P=mark))[ \u00a0]+(?=[^\s:(\\\[])",
    re.MULTILINE,
)
_OFTEN, _SPEAKERS = 3, 2


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without marks."""

    text: str
    headings: frozenset[int]
    """Lines, from 0, that were headings."""


@dataclass(slots=True)
class _Run:
    """A run of emphasis marks; what is not paired is text."""

    mark: str
    length: int
    opens: bool
    closes: bool


def plain(source: str) -> Plain:
    """The words of `source`, a normalised text in Markdown.

    Emphasis, escapes, marks of headings and quotations, rules, fences, HTML tags and comments
    and the targets of links go; list marks and line breaks stay; a table's row becomes a line
    of cells parted by tabulators; runs of blank lines become one.
    """
    if "<" in source:
        source = _LINE_BREAK.sub("\n", _TAG.sub("", _without_comments(source)))
    source = _with_labels(source)
    lines: list[str] = []
    headings: set[int] = set()
    paragraph: list[str] = []
    for line, is_heading in (*_lines(source), ("", False)):
        if line and not is_heading:
            paragraph.append(line)
            continue
        if paragraph:
            lines += _inline("\n".join(paragraph)).split("\n")
            paragraph = []
        if is_heading:
            headings.add(len(lines))
            lines.append(_inline(line))
        elif lines and lines[-1]:
            lines.append("")
    return Plain("\n".join(lines).rstrip("\n"), frozenset(headings))


def _with_labels(source: str) -> str:
    """The text with a tabulator after what stands in bold at the beginning of line after line."""
    names = Counter(match["name"] for match in _BOLD.finditer(source))
    labels = {name for name, n in names.items() if n >= _OFTEN}
    if len(labels) < _SPEAKERS:
        return source
    return _BOLD.sub(lambda m: f"{m['bold']}\t" if m["name"] in labels else m.group(), source)


def _lines(source: str) -> Iterator[tuple[str, bool]]:
    """The lines without marks of blocks, and which are headings; rules and fences are left out."""
    raw = [line.strip(" \t") for line in source.split("\n")]
    has_table = any("|" in line and _is_rule(line, _TABLE_RULE) for line in raw)
    for line, following in zip(raw, [*raw[1:], ""], strict=True):
        if _is_rule(line, _RULE) or _is_rule(line, _UNDERLINE):
            continue
        if has_table and line[:1] == "|":
            if not _is_rule(line, _TABLE_RULE):
                yield _row(line), False
            continue
        heading = _HEADING.match(line)
        if heading:
            title = line[heading.end() :]
            bare = title.rstrip("#")
            yield (bare.rstrip() if not bare or bare[-1] in " \t" else title), True
            continue
        quote = _QUOTE.match(line)
        text = line[quote.end() :].strip() if quote else line
        yield text.removesuffix("\\").rstrip(), bool(text) and _is_rule(following, _UNDERLINE)


def _is_rule(line: str, pattern: re.Pattern[str]) -> bool:
    return len(line) <= _LONGEST_RULE and bool(pattern.match(line))


def _row(line: str) -> str:
    cells = _CELL_END.split(line.removeprefix("|").removesuffix("|"))
    return "\t".join(cell.strip() for cell in cells).rstrip()


def _without_comments(source: str) -> str:
    kept: list[str] = []
    place = 0
    while (start := source.find("<!--", place)) >= 0:
        end = source.find("-->", start)
        if end < 0:
            break
        kept.append(source[place:start])
        place = end + 3
    return "".join(kept) + source[place:]


def _inline(paragraph: str) -> str:
    """A paragraph without emphasis, escapes, links and entities."""
    if "](" in paragraph:
        paragraph = _LINK.sub(r"\1", paragraph)
    if "<" in paragraph:
        paragraph = _ADDRESS.sub(r"\1", paragraph)
    if any(mark in paragraph for mark in "*_\\~&"):
        paragraph = _without_emphasis(paragraph)
    return paragraph


def _character(entity: str) -> str:
    character = html.unescape(entity)
    return " " if character.splitlines() != [character] else character


def _without_emphasis(paragraph: str) -> str:
    """The paragraph without paired runs of ``*``, ``_`` and ``~~``, backslashes and entities."""
    pieces: list[str | _Run] = []
    open_runs: dict[str, list[_Run]] = {"*": [], "_": [], "~": []}
    place = 0
    for match in _TOKEN.finditer(paragraph):
        pieces.append(paragraph[place : match.start()])
        place = match.end()
        if match.group()[0] == "\\":
            pieces.append(match.group()[1])
            continue
        if match.group()[0] == "&":
            pieces.append(_character(match.group()))
            continue
        run = _run(paragraph, match)
        pieces.append(run)
        waiting = open_runs[run.mark]
        while run.closes and run.length and waiting:
            paired = min(run.length, waiting[-1].length)
            run.length -= paired
            waiting[-1].length -= paired
            if not waiting[-1].length:
                waiting.pop()
        if run.opens and run.length:
            waiting.append(run)
    pieces.append(paragraph[place:])
    return "".join(p if isinstance(p, str) else p.mark * p.length for p in pieces)


def _run(paragraph: str, match: re.Match[str]) -> _Run:
    """A run with what it may do; two or three stars pair up wherever they stand."""
    before = paragraph[match.start() - 1] if match.start() else " "
    after = paragraph[match.end()] if match.end() < len(paragraph) else " "
    mark, length = match.group()[0], len(match.group())
    left = not after.isspace() and (after.isalnum() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or not after.isalnum())
    if mark == "_":
        inside = before.isalnum() and after.isalnum()
        return _Run(mark, length, left and not inside, right and not inside)
    strong = length in {2, 3}
    return _Run(mark, length, left or strong, right or strong)
