"""Which of the possible labels are speakers: one convention is followed through a text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcode.core.text import fold
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.labels import Form, Label, Mark, marks_of
from qualcode.interop.transcripts.shapes import Shape, shape, without_parenthesis

QUESTION = "Q"
"""The speaker of a numbered question, whose label is only its number."""

_ASKED = Label(QUESTION, fold(QUESTION), Shape.STRONG)

_WEIGHTS = {Form.OWN_LINE: 3, Form.COLON: 1, Form.TAB: 1, Form.ALONE: 1}
"""What one believed line counts for its convention: few lines end in a time mark by chance."""

_MANY = 3
"""How often a doubtful label, a numbered question or a time mark must come."""

_A_LONG_VALUE = 120
_SENTENCE_END = (".", "?", "!", "…", "»", '"', "”")
_CODER = re.compile(r"[A-Z]{1,5}\d{0,3}(?:\s*\([^()]*\))?")
_ANSWER = re.compile(r"(R|A|Réponse|Answer) ?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines that begin turns, in order, and how sure that is."""

    marks: tuple[Mark, ...]
    forms: tuple[Form, ...]
    doubts: tuple[Doubt, ...]


def choose(lines: Sequence[str]) -> Choice:
    """The lines of a text that begin its turns."""
    by_form: defaultdict[Form, list[Mark]] = defaultdict(list)
    for mark in marks_of(lines):
        by_form[mark.form].append(mark)
    believed = {form: _believed(form, by_form[form], lines) for form in _WEIGHTS}
    main = max(_WEIGHTS, key=lambda form: _WEIGHTS[form] * len(believed[form]))
    first = _first_line(by_form[Form.COLON], believed[main], lines)
    chosen = [mark for mark in believed[main] if mark.line >= first]
    chosen, strays = _with_strays(main, chosen, by_form)
    questions = _questions(by_form[Form.NUMBER], chosen, lines)
    if questions:
        chosen = _answered(chosen, questions)
    forms = [main] if chosen else []
    if questions:
        chosen = sorted([*chosen, *questions], key=lambda mark: mark.line)
        forms.append(Form.NUMBER)
    elif not chosen and _is_clockwork(by_form[Form.TIME]):
        chosen, forms = by_form[Form.TIME], [Form.TIME]
    doubts = [*_doubts(chosen, forms), *strays, *_misses(by_form[Form.COLON], chosen)]
    return Choice(tuple(chosen), tuple(forms), tuple(sorted(doubts, key=lambda d: d.line)))


def _counts(marks: Iterable[Mark]) -> Counter[str]:
    return Counter([mark.label.key for mark in marks])


def _line(mark: Mark) -> int:
    return mark.line


def _believed(form: Form, marks: Sequence[Mark], lines: Sequence[str]) -> list[Mark]:
    """The marks of one form whose labels come back often enough for what they look like."""
    if form is Form.ALONE:
        marks = [mark for mark in marks if _speech_follows(mark, lines)]
    counts = _counts(marks)
    labels = {mark.label.key: mark.label for mark in marks}
    coded = sum(labels[k].shape is Shape.STRONG and n > 1 for k, n in counts.items()) > 1
    least = {
        Shape.STRONG: 1,
        Shape.NAME: _MANY if coded else 1,
        Shape.WEAK: max(_MANY, len(marks) // 20),
        Shape.FACT: len(marks) + 1,
    }
    speakers = {k for k, n in counts.items() if n >= least[labels[k].shape]}
    sure = any(labels[k].shape is Shape.STRONG or counts[k] > 1 for k in speakers)
    if not sure or (form in {Form.ALONE, Form.TAB} and sum(counts[k] for k in speakers) < 2):
        return []
    plain = {key: _without_manner(label, counts) for key, label in labels.items()}
    changed = {key for key, label in plain.items() if label.key != key}
    return [
        mark._replace(label=plain[mark.label.key]) if mark.label.key in changed else mark
        for mark in marks
        if mark.label.key in speakers
    ]


def _without_manner(label: Label, counts: Mapping[str, int]) -> Label:
    """« P01 (en riant) » as "P01" where that is the label elsewhere; « R1 (ITARA) » stays."""
    plain = without_parenthesis(label.speaker)
    if plain == label.speaker or counts.get(fold(plain), 0) <= max(1, counts[label.key]):
        return label
    return Label(plain, fold(plain), label.shape)


def _speech_follows(mark: Mark, lines: Sequence[str]) -> bool:
    after = next((line for line in lines[mark.line + 1 :] if line.strip()), "")
    return bool(after) and shape(after) is not Shape.STRONG


def _first_line(facts: Sequence[Mark], chosen: Sequence[Mark], lines: Sequence[str]) -> int:
    """Where the header ends: after its last « Date : … », even where it names a speaker."""
    if not chosen or chosen[0].form in {Form.OWN_LINE, Form.ALONE}:
        return 0
    counts = _counts(chosen)
    begin = chosen[: 4 * _MANY]
    speakers = {mark.line for mark in begin}
    around = [m for m in facts if m.line < begin[-1].line and m.line not in speakers]
    last, pending = -1, 0
    for mark in sorted([*around, *begin], key=_line):
        value = lines[mark.line][mark.speech :].strip()
        if mark.line not in speakers:
            near = last >= 0 or _is_one_block(lines, 0, mark.line)
            if mark.label.shape is Shape.FACT or (near and not pending):
                last, pending = mark.line, 0
            continue
        if (last >= 0 and _CODER.fullmatch(value)) or shape(value) is Shape.FACT:
            last, pending = mark.line, 0
            continue
        pending += 1
        if pending > _MANY or (counts[mark.label.key] > 1 and _is_sentence(value)):
            break
    return _past_persons(last, counts, [m for m in chosen if m.line > last], lines) + 1


def _past_persons(
    last: int, counts: Mapping[str, int], rest: Sequence[Mark], lines: Sequence[str]
) -> int:
    """The header's last line, lines about persons (« Participante : femme, 60 ans ») included."""
    for index, mark in enumerate(rest):
        if last < 0 or not _is_one_block(lines, last, mark.line):
            break
        following = rest[index + 1] if index + 1 < len(rest) else None
        ends_block = following is None or not _is_one_block(lines, mark.line, following.line)
        sentence = _is_sentence(lines[mark.line][mark.speech :].strip())
        single = counts[mark.label.key] == 1 and (ends_block or not sentence)
        announced = following is not None and following.label.key == mark.label.key and not sentence
        if not single and not announced:
            break
        last = mark.line
    return last


def _is_one_block(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether no blank line stands between two lines."""
    return all(line.strip() for line in lines[first : last + 1])


def _is_sentence(value: str) -> bool:
    return value.endswith(_SENTENCE_END) or len(value) > _A_LONG_VALUE


def _with_strays(
    main: Form, chosen: list[Mark], by_form: Mapping[Form, Sequence[Mark]]
) -> tuple[list[Mark], list[Doubt]]:
    """The chosen marks, and those in another convention that name a known speaker."""
    if not chosen:
        return chosen, []
    known = {key for key, n in _counts(chosen).items() if n > 1}
    taken = {mark.line for mark in chosen}
    strays = [
        mark
        for form in _WEIGHTS
        if form is not main
        for mark in by_form[form]
        if mark.label.key in known and mark.line not in taken and mark.line > chosen[0].line
    ]
    msgid = N_("“{label}” is set apart in another way than elsewhere, and was read as a speaker.")
    untimed = {Form.OWN_LINE, Form.ALONE}
    doubts = [
        Doubt(msgid, mark.line + 1, {"label": mark.label.speaker})
        for mark in strays
        if {main, mark.form} != untimed
    ]
    return sorted([*chosen, *strays], key=_line), doubts


def _questions(numbers: Sequence[Mark], chosen: Sequence[Mark], lines: Sequence[str]) -> list[Mark]:
    """Numbered lines that are questions: they count up, and each is answered."""
    if len(numbers) < _MANY:
        return []
    labelled = {mark.line for mark in chosen if not lines[mark.line][mark.speech :].strip()}
    run: list[Mark] = []
    for mark in numbers:
        before = next((n for n in range(mark.line - 1, -1, -1) if lines[n].strip()), -1)
        expected = {run[-1].number + 1, run[-1].number + 2} if run else {0, 1}
        if before not in labelled and mark.number in expected:
            run.append(mark._replace(label=_ASKED))
    if len(run) < _MANY:
        return []
    if not chosen:
        asked = sum("?" in lines[mark.line] for mark in run)
        return run if asked * _MANY >= len(run) else []
    starts = {mark.line for mark in run}
    others = [mark for mark in chosen if mark.line not in starts]
    order = sorted([*run, *others], key=_line)
    answered = sum(
        mark.line in starts and following.line not in starts for mark, following in pairwise(order)
    )
    return run if answered * 5 >= len(run) * 3 and len(run) * 5 >= len(order) else []


def _answered(chosen: Sequence[Mark], questions: Sequence[Mark]) -> list[Mark]:
    """The other marks, with « R12 » that answers question 12 as "R"."""
    counts = _counts(chosen)
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
    counts = _counts(chosen)
    if not chosen:
        yield Doubt(N_("No speaker labels were found: the whole text is one turn."), 1)
    elif not first:
        yield Doubt(N_("There are time marks but no speakers."), chosen[0].line + 1)
    elif len(forms) == 1 and forms[0] is Form.NUMBER:
        msgid = N_("The answers to the numbered questions have no label.")
        yield Doubt(msgid, chosen[0].line + 1)
    elif len(counts) == 1 and len(chosen) > 1:
        msgid = N_("All turns are by “{label}”: has another speaker no label?")
        yield Doubt(msgid, chosen[0].line + 1, {"label": chosen[0].label.speaker})
    written: dict[str, str] = {}
    for mark in sorted(first.values(), key=_line):
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
    taken = {mark.line for mark in chosen}
    rest = [m for m in colons if m.line not in taken and chosen and m.line > chosen[0].line]
    counts = _counts(rest)
    for mark in rest:
        often = counts[mark.label.key] > 1 and mark.label.shape > Shape.FACT
        if often or mark.label.shape >= Shape.NAME:
            msgid = N_("“{label}” could be a speaker, but was read as speech.")
            yield Doubt(msgid, mark.line + 1, {"label": mark.label.speaker})
