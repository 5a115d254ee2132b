"""Where the header of a transcript ends and the conversation begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qualcode.interop.transcripts.labels import Form, Mark, counts_of, line_of
from qualcode.interop.transcripts.shapes import Shape, shape

_FIRST_MARKS = 12
"""In how many labelled lines a header must have come to its end."""

_SURE = 3
"""So many labelled lines without a fact between them are conversation."""

_LONG_VALUE = 120
_LONG_PERSON = 60
_SENTENCE_END = (".", "?", "!", "…", "»", '"', "”")
_CODER = re.compile(r"[A-Z]{1,5}\d{0,3}(?:\s*\([^()]*\))?")


def body_line(facts: Sequence[Mark], labels: Sequence[Mark], lines: Sequence[str]) -> int:
    """The first line after the header, which may name speakers: « Enquêtrice : C1 ».

    Args:
        facts: all marks with a colon, such as « Date : … ».
        labels: those marks that are believed to be speakers, in order.
        lines: the text.
    """
    if not labels or labels[0].form in {Form.OWN_LINE, Form.ALONE}:
        return 0
    return max(_after_facts(facts, labels, lines), _after_roster(labels, lines))


def _after_facts(facts: Sequence[Mark], labels: Sequence[Mark], lines: Sequence[str]) -> int:
    counts = counts_of(labels)
    begin = labels[:_FIRST_MARKS]
    speakers = {mark.line for mark in begin}
    around = [m for m in facts if m.line < begin[-1].line and m.line not in speakers]
    blank = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    last, pending = -1, 0
    for mark in sorted([*around, *begin], key=line_of):
        value = _value(mark, lines)
        if mark.line not in speakers:
            near = last >= 0 or mark.line < blank
            if mark.label.shape is Shape.FACT or (near and not pending):
                last, pending = mark.line, 0
        elif (last >= 0 and _CODER.fullmatch(value)) or (
            counts[mark.label.key] == 1 and shape(value) is Shape.FACT
        ):
            last, pending = mark.line, 0
        else:
            pending += 1
            if pending > _SURE or (counts[mark.label.key] > 1 and _is_sentence(value)):
                break
    return _after_persons(last, counts, [m for m in begin if m.line > last], lines) + 1


def _after_persons(
    last: int, counts: Mapping[str, int], rest: Sequence[Mark], lines: Sequence[str]
) -> int:
    """The header's last line, with lines about persons: « Participante : femme, 60 ans »."""
    for index, mark in enumerate(rest):
        if last < 0 or not _is_one_block(lines, last, mark.line):
            break
        following = rest[index + 1] if index + 1 < len(rest) else None
        ends_block = following is None or not _is_one_block(lines, mark.line, following.line)
        sentence = _is_sentence(_value(mark, lines))
        single = counts[mark.label.key] == 1 and (ends_block or not sentence)
        announced = following is not None and following.label.key == mark.label.key
        if not single and (sentence or not announced):
            break
        last = mark.line
    return last


def _after_roster(labels: Sequence[Mark], lines: Sequence[str]) -> int:
    """The line after a first block that only says who is who, where turns stand in own blocks."""
    size = 1
    while size < len(labels) and _is_one_block(lines, labels[size - 1].line, labels[size].line):
        size += 1
    roster = [_value(mark, lines) for mark in labels[:size]]
    told = all(0 < len(value) <= _LONG_PERSON and not _is_sentence(value) for value in roster)
    turns = labels[size : size + 2]
    if size < 2 or not told or len(turns) < 2:
        return 0
    apart = not _is_one_block(lines, turns[0].line, turns[1].line)
    return labels[size - 1].line + 1 if apart else 0


def _value(mark: Mark, lines: Sequence[str]) -> str:
    return lines[mark.line][mark.speech :].strip()


def _is_one_block(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether no blank line stands between two lines."""
    return all(line.strip() for line in lines[first : last + 1])


def _is_sentence(value: str) -> bool:
    return value.endswith(_SENTENCE_END) or len(value) > _LONG_VALUE
