"""What an import would bring in, to look at and put right before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.app.texts.importing import Incoming, guessed_speakers
from qualcode.core.errors import InputProblem
from qualcode.core.people import Case
from qualcode.core.text import count_words
from qualcode.core.transcript import Speaker, Turn
from qualcode.i18n import N_

FIRST_WORDS = 60
"""Characters of what a speaker says first."""


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """One speaker of a file that has not been imported yet."""

    label: str
    turns: int
    words: int
    first: str
    """What they say first, its end cut."""
    coded: bool
    case: str | None


@dataclass(frozen=True, slots=True)
class SpeakerChoices:
    """What a person says of speakers, by label; a label that a file has not is passed over."""

    renamed: Mapping[str, str]
    """New labels by old ones; two that get one label are one speaker."""
    not_coded: frozenset[str] = frozenset()
    cases: Mapping[str, str] | None = None
    """Case by (new) label; whoever has one is coded."""


def speaker_lines(incoming: Incoming) -> list[SpeakerLine]:
    """The speakers of a file in order of first appearance, and what is known of each."""
    held: dict[str, list[Turn]] = {}
    for turn in incoming.document.turns:
        held.setdefault(turn.speaker, []).append(turn)
    text = incoming.document.text
    return [
        SpeakerLine(
            label,
            len(turns),
            count_words(text, [turn.speech for turn in turns if turn.speech]),
            _first(text, turns),
            incoming.speaker_of[label].coded,
            incoming.speaker_of[label].case,
        )
        for label, turns in held.items()
    ]


def _first(text: str, turns: Sequence[Turn]) -> str:
    speech = next((turn.speech for turn in turns if turn.speech), None)
    words = "" if speech is None else " ".join(text[speech.start : speech.end][:400].split())
    return words if len(words) <= FIRST_WORDS else f"{words[: FIRST_WORDS - 1]}…"


def timed(incoming: Incoming) -> int:
    """How many turns have a time."""
    return sum(turn.start_ms is not None for turn in incoming.document.turns)


def chosen(incoming: Iterable[Incoming], choices: SpeakerChoices) -> list[Incoming]:
    """The files with their speakers as a person wants them; texts are not touched.

    Raises:
        InputProblem: a label stands in none of the files.
    """
    files = list(incoming)
    _refuse_unknown(files, choices)
    for old, new in choices.renamed.items():
        files = [with_speaker_renamed(one, old, new) for one in files]
    for label in choices.not_coded:
        files = [with_speaker(one, label, coded=False) for one in files]
    for label, case in (choices.cases or {}).items():
        files = [with_speaker(one, label, coded=True, case=case) for one in files]
    return files


def _refuse_unknown(files: Sequence[Incoming], choices: SpeakerChoices) -> None:
    standing = {label for one in files for label in one.speaker_of}
    after = (standing - set(choices.renamed)) | set(choices.renamed.values())
    wanted = [(label, standing) for label in choices.renamed]
    wanted += [(label, after) for label in (*choices.not_coded, *(choices.cases or {}))]
    for label, known in wanted:
        if label not in known:
            from qualcode.app.texts.screening import default_screen, told_masked

            screen = default_screen()
            told = [told_masked(one, screen, label=True) for one in sorted(known)]
            raise InputProblem(
                N_("No file has a speaker “{label}”; there are: {have}."),
                label=label,
                have=", ".join(told) or "—",
            )


def with_speaker_renamed(incoming: Incoming, old: str, new: str) -> Incoming:
    """The file with one speaker called otherwise; one who is called so already takes the turns.

    The text keeps its labels as they are written.
    """
    new = " ".join(new.split())
    if old not in incoming.speaker_of or not new or old == new:
        return incoming
    turns = tuple(
        replace(turn, speaker=new) if turn.speaker == old else turn
        for turn in incoming.document.turns
    )
    known = {who.case for who in incoming.speaker_of.values() if who.case}
    fresh = incoming.speaker_of.get(new)
    if fresh is None:
        others = [label for label in incoming.speaker_of if label != old]
        guessed = guessed_speakers(incoming.name, [*others, new], known)[new]
        before = incoming.speaker_of[old]
        fresh = Speaker(new, before.coded, guessed.case if before.coded else None)
    document = replace(incoming.document, turns=turns)
    speakers = {
        label: fresh if label == new else incoming.speaker_of[label] for label in document.speakers
    }
    return replace(incoming, document=document, speaker_of=speakers)


def with_speaker(
    incoming: Incoming, label: str, *, coded: bool, case: str | None = None
) -> Incoming:
    """The file with one speaker coded, for a case, or not coded."""
    if label not in incoming.speaker_of:
        return incoming
    speaker = Speaker(label, coded, case if coded else None)
    return replace(incoming, speaker_of={**incoming.speaker_of, label: speaker})


def cases_after(
    cases: Sequence[Case], before: Sequence[Incoming], after: Sequence[Incoming]
) -> tuple[Case, ...]:
    """The cases of a table once its respondents were renamed or merged, or given to other cases.

    A case whose speakers all speak for another one now is that one; where both stand in the
    table, the one that is spoken for stays.
    """
    moved: dict[str, str] = {}
    for old, new in zip(before, after, strict=True):
        for was, turn in zip(old.document.turns, new.document.turns, strict=True):
            name, other = old.speaker_of[was.speaker].case, new.speaker_of[turn.speaker].case
            if name and other and name != other:
                moved[name] = other
    spoken = {who.case for one in after for who in one.speaker_of.values() if who.case}
    names = {case.name for case in cases}
    kept = []
    for case in cases:
        now = moved.get(case.name, case.name)
        if case.name in spoken or now == case.name:
            kept.append(case)
        elif now not in names:
            kept.append(replace(case, name=now))
            names.add(now)
    return tuple(kept)
