"""Which of the possible labels are speakers: one convention is followed through a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcode.core.text import fold
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.header import body_line
from qualcode.interop.transcripts.labels import (
    Form,
    Label,
    Mark,
    blank_marks,
    counts_of,
    line_of,
    marks_of,
)
from qualcode.interop.transcripts.shapes import Shape, shape, without_parenthesis

QUESTION = "Q"
"""The speaker of a numbered question, whose label is only its number."""

_ASKED = Label(QUESTION, fold(QUESTION), Shape.STRONG)

_WEIGHTS = {Form.OWN_LINE: 3, Form.COLON: 1, Form.TAB: 1, Form.ALONE: 1, Form.BRACKET: 1}
"""What one believed line counts for its convention: few lines end in a time mark by chance."""

_MANY = 3
"""How often a doubtful label, a numbered question or a time mark must come."""

_LEAST = {Form.ALONE: 2, Form.TAB: 2, Form.BRACKET: _MANY}
"""How many lines a convention must explain that says little of itself."""

_NEAR = 5
"""Lines, blank ones included, within which speech follows a label on its own line."""

_ANSWER = re.compile(r"(R|A|Réponse|Answer) ?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines that begin turns, in order, and how sure that is."""

    marks: tuple[Mark, ...]
    forms: tuple[Form, ...]
    headings: frozenset[int]
    """Lines numbered in order that are no questions."""
    doubts: tuple[Doubt, ...]


def choose(lines: Sequence[str]) -> Choice:
    """The lines of a text that begin its turns."""
    by_form: defaultdict[Form, list[Mark]] = defaultdict(list)
    for mark in marks_of(lines):
        by_form[mark.form].append(mark)
    believed = {form: _believed(form, by_form[form], lines) for form in _WEIGHTS}
    main = max(_WEIGHTS, key=lambda form: _WEIGHTS[form] * len(believed[form]))
    first = body_line(by_form[Form.COLON], believed[main], lines)
    chosen = believed[main][bisect_left(believed[main], first, key=line_of) :]
    chosen, strays = _with_strays(main, chosen, by_form)
    clockwork = _is_clockwork(by_form[Form.TIME])
    if main is Form.OWN_LINE and clockwork and len(by_form[Form.TIME]) > 2 * len(chosen):
        chosen, strays = [], []
    numbered = _counting_up(by_form[Form.NUMBER], chosen, lines)
    asked = _are_questions(numbered, chosen, lines)
    if asked:
        chosen = _answered(chosen, numbered)
    forms = [main] if chosen else []
    if asked:
        chosen = sorted([*chosen, *numbered], key=line_of)
        forms.append(Form.NUMBER)
    elif not chosen and clockwork:
        chosen, forms = by_form[Form.TIME], [Form.TIME]
    elif main is Form.ALONE or not chosen:
        parted = blank_marks(lines)
        if len(parted) > _MANY * len(chosen):
            chosen, forms, strays = parted, [Form.BLANK], []
    headings = frozenset() if asked else frozenset(map(line_of, numbered))
    doubts = [*_doubts(chosen, forms), *strays, *_misses(by_form[Form.COLON], chosen)]
    return Choice(tuple(chosen), tuple(forms), headings, tuple(doubts))


def _believed(form: Form, marks: Sequence[Mark], lines: Sequence[str]) -> list[Mark]:
    """The marks of one form whose labels come back often enough for what they look like."""
    if form is Form.ALONE:
        marks = _followed(marks, lines)
    counts = counts_of(marks)
    labels = {mark.label.key: mark.label for mark in marks}
    coded = sum(labels[k].shape is Shape.STRONG and n > 1 for k, n in counts.items()) > 1
    least = {
        Shape.STRONG: 2 if form is Form.BRACKET else 1,
        Shape.NAME: min(_MANY, max(2, len(marks) // 10)) if coded else 1,
        Shape.WEAK: max(_MANY, len(marks) // 20),
        Shape.FACT: len(marks) + 1,
    }
    speakers = {k for k, n in counts.items() if n >= least[labels[k].shape]}
    sure = any(labels[k].shape is Shape.STRONG or counts[k] > 1 for k in speakers)
    if not sure or sum(counts[k] for k in speakers) < _LEAST.get(form, 1):
        return []
    believed = [mark for mark in marks if mark.label.key in speakers]
    plain = {key: _without_manner(label, counts) for key, label in labels.items()}
    if all(label.key == key for key, label in plain.items()):
        return believed
    return [mark._replace(label=plain[mark.label.key]) for mark in believed]


def _without_manner(label: Label, counts: Mapping[str, int]) -> Label:
    """« P01 (en riant) » as "P01" where that is the label elsewhere; « R1 (ITARA) » stays."""
    plain = without_parenthesis(label.speaker)
    if plain == label.speaker or counts.get(fold(plain), 0) <= max(1, counts[label.key]):
        return label
    return Label(plain, fold(plain), label.shape)


def _followed(marks: Sequence[Mark], lines: Sequence[str]) -> list[Mark]:
    """Labels on lines of their own that speech follows; of names only those where it always does.

    A name alone may be an answer; one that comes back and never stands before another label is a
    speaker's, beside another speaker.
    """
    every = counts_of(marks)
    found = [mark for mark in marks if _speech_follows(mark, lines, every)]
    heard = counts_of(found)
    names = {
        mark.label.key
        for mark in found
        if mark.label.shape is Shape.NAME
        and heard[mark.label.key] >= _MANY
        and heard[mark.label.key] == every[mark.label.key]
    }
    strong = [mark for mark in found if mark.label.shape is Shape.STRONG]
    if not names or len(names) + bool(strong) < 2:
        return strong
    return [m for m in found if m.label.shape is Shape.STRONG or m.label.key in names]


def _speech_follows(mark: Mark, lines: Sequence[str], labels: Mapping[str, int]) -> bool:
    near = lines[mark.line + 1 : mark.line + 1 + _NEAR]
    after = next((line.strip() for line in near if line.strip()), "")
    if not after or shape(after) is Shape.STRONG:
        return False
    return labels.get(fold(after), 0) < _MANY


def _with_strays(
    main: Form, chosen: list[Mark], by_form: Mapping[Form, Sequence[Mark]]
) -> tuple[list[Mark], list[Doubt]]:
    """The chosen marks, and those in another convention that name a known speaker."""
    others = [m for form in _WEIGHTS if form not in {main, Form.BRACKET} for m in by_form[form]]
    if not chosen or not others:
        return chosen, []
    labels = {mark.label.key: mark.label for mark in chosen}
    known = {k for k, n in counts_of(chosen).items() if n > 1 or labels[k].shape is Shape.STRONG}
    strays = [
        m
        for m in others
        if m.label.key in known
        and m.line > chosen[0].line
        and (m.form is not Form.ALONE or m.label.shape is Shape.STRONG)
    ]
    if not strays:
        return chosen, []
    taken = {mark.line for mark in chosen}
    strays = [mark for mark in strays if mark.line not in taken]
    msgid = N_("“{label}” is set apart in another way than elsewhere, and was read as a speaker.")
    untimed = {Form.OWN_LINE, Form.ALONE}
    doubts = [
        Doubt(msgid, mark.line + 1, {"label": mark.label.speaker})
        for mark in strays
        if {main, mark.form} != untimed
    ]
    return sorted([*chosen, *strays], key=line_of), doubts


def _counting_up(
    numbers: Sequence[Mark], chosen: Sequence[Mark], lines: Sequence[str]
) -> list[Mark]:
    """Lines numbered 1, 2, 3 … that are not the first line of somebody's speech; [] for few."""
    if len(numbers) < _MANY:
        return []
    labelled = {mark.line for mark in chosen if not lines[mark.line][mark.speech :].strip()}
    run: list[Mark] = []
    for mark in numbers:
        expected = {run[-1].number + 1, run[-1].number + 2} if run else {0, 1}
        above = range(mark.line - 1, max(-1, mark.line - 1 - _NEAR), -1)
        before = next((n for n in above if lines[n].strip()), -1)
        if mark.number in expected and before not in labelled:
            run.append(mark._replace(label=_ASKED))
    starts = {mark.line for mark in run}
    order = sorted([*run, *(m for m in chosen if m.line not in starts)], key=line_of)
    answered = sum(a.line in starts and b.line not in starts for a, b in pairwise(order))
    return run if len(run) >= _MANY and (not chosen or answered * 5 >= len(run) * 3) else []


def _are_questions(run: Sequence[Mark], chosen: Sequence[Mark], lines: Sequence[str]) -> bool:
    """Whether numbered lines are turns, and not headings of what is said."""
    if chosen:
        return bool(run) and len(run) * 5 >= len({m.line for m in (*run, *chosen)})
    asked = sum("?" in lines[mark.line] for mark in run)
    return bool(run) and asked * _MANY >= len(run)


def _answered(chosen: Sequence[Mark], questions: Sequence[Mark]) -> list[Mark]:
    """The other marks, with « R12 » that answers question 12 as "R"."""
    counts = counts_of(chosen)
    asked = {mark.line for mark in questions}
    numbers = {str(mark.number) for mark in questions}
    others = []
    for mark in (mark for mark in chosen if mark.line not in asked):
        answer = _ANSWER.fullmatch(mark.label.speaker)
        if answer and answer[2] in numbers and counts[mark.label.key] == 1:
            label = Label(answer[1], fold(answer[1]), Shape.STRONG)
            others.append(mark._replace(label=label))
        else:
            others.append(mark)
    return others


def _is_clockwork(times: Sequence[Mark]) -> bool:
    """Whether time marks at line starts go forward through the text."""
    told = [mark.times[0] or 0 for mark in times]
    return len(told) >= _MANY and told == sorted(told)


def _doubts(chosen: Sequence[Mark], forms: Sequence[Form]) -> Iterable[Doubt]:
    """What is not sure of the labels that were chosen."""
    first = {mark.label.speaker: mark for mark in reversed(chosen)}
    first.pop("", None)
    counts = counts_of(chosen)
    if not chosen:
        yield Doubt(N_("No speaker labels were found: the whole text is one turn."), 1)
    elif not first:
        yield Doubt(N_("There are time marks but no speakers."), chosen[0].line + 1)
    elif forms == [Form.BLANK]:
        msgid = N_("Only a blank parts labels from speech: look at where turns begin.")
        yield Doubt(msgid, chosen[0].line + 1)
    elif len(forms) == 1 and forms[0] is Form.NUMBER:
        msgid = N_("The answers to the numbered questions have no label.")
        yield Doubt(msgid, chosen[0].line + 1)
    elif len(counts) == 1 and len(chosen) > 1:
        msgid = N_("All turns are by “{label}”: has another speaker no label?")
        yield Doubt(msgid, chosen[0].line + 1, {"label": chosen[0].label.speaker})
    written: dict[str, str] = {}
    for mark in sorted(first.values(), key=line_of):
        speaker = mark.label.speaker
        other = written.setdefault(mark.label.key, speaker)
        if counts[mark.label.key] == 1:
            msgid = N_("Only one turn begins with “{label}”: is this a speaker?")
            yield Doubt(msgid, mark.line + 1, {"label": speaker})
        elif other != speaker:
            msgid = N_("“{label}” was written “{other}” before: both are kept as speakers.")
            yield Doubt(msgid, mark.line + 1, {"label": speaker, "other": other})


def _misses(colons: Sequence[Mark], chosen: Sequence[Mark]) -> Iterable[Doubt]:
    """Labels before a colon inside the conversation that were read as speech."""
    if not chosen or len(colons) <= sum(mark.form is Form.COLON for mark in chosen):
        return
    taken = {mark.line for mark in chosen}
    rest = [m for m in colons if m.line not in taken and m.line > chosen[0].line]
    counts = counts_of(rest)
    for mark in rest:
        often = counts[mark.label.key] > 1 and mark.label.shape > Shape.FACT
        if often or mark.label.shape >= Shape.NAME:
            msgid = N_("“{label}” could be a speaker, but was read as speech.")
            yield Doubt(msgid, mark.line + 1, {"label": mark.label.speaker})
