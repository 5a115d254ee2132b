"""Markdown as a coder reads it: the words and lines, without the marks of typography."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*\Z")
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}|`{3,}\w*)\Z")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_BREAK = re.compile(r"(?:[ \t]{2,}|\\)\Z")
_TABLE_RULE = re.compile(r"[ ]{0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?\Z")
_CELL = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|sup|sub|small|p|div|font|mark|del|ins|s)(?:[ \t][^<>\n]*)?/?>",
    re.IGNORECASE,
)
_LINE_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*\n?", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,10}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?://|mailto:|[#./])[^()\s]*\)")
_ADDRESS = re.compile(r"<(https?://[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|\*+|_+|~~")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without marks."""

    text: str
    headings: frozenset[int]
    """Lines, from 0, that were headings."""


def plain(source: str) -> Plain:
    """The words of `source`, a normalised text in Markdown.

    Emphasis, escapes, heading and quotation marks, rules, fences, HTML tags and comments and
    link targets go; list marks and line breaks stay; a table row becomes a line of cells parted
    by tabulators; runs of blank lines become one.
    """
    if "<" in source:
        source = _LINE_BREAK.sub("\n", _TAG.sub("", _COMMENT.sub("", source)))
    lines: list[str] = []
    headings: set[int] = set()
    for line in source.split("\n"):
        ...
    return Plain("\n".join(lines), frozenset(headings))
