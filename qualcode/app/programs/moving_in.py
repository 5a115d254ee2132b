"""A project of another program on its way in: screened, then written whole or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.programs.moved_rows import MovedIn, Placer
from qualcode.app.texts.besides import Beside, words_of_project
from qualcode.app.texts.importing import Incoming, guessed_language, guessed_speakers
from qualcode.app.texts.screening import VOCABULARY
from qualcode.core.errors import InputProblem, NotAllowed
from qualcode.core.portable import (
    PortableProject,
    PortableSource,
)
from qualcode.core.privacy.screening import Screen
from qualcode.core.text import digest
from qualcode.core.transcript import Document, Speaker
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project

BESIDE, CODES = "memos-cases", "codes"
"""What the screen calls what stands beside the texts."""

_ENDING = re.compile(r"\.(?:txt|docx?|md|rtf|odt|pdf|html?)\Z", re.IGNORECASE)


def move_in(
    project: Project,
    carried: PortableProject,
    *,
    kind: str | None = None,
    screen: Screen | None = None,
    accept_reason: str = "",
) -> MovedIn:
    """Screen every text, then write the whole project in one step; or write nothing.

    Texts that the project holds already are not brought in twice: the codings go there. A passage
    over the words of several coded speakers becomes one for each; what stands on the words of
    nobody who is coded stays behind and is counted.

    Args:
        project: where it enters.
        carried: the project as a reader gave it.
        kind: type of the sources, where the file does not say; guessed where None.
        screen: the identifier screen; the built-in one where None.
        accept_reason: why open findings are accepted; journalled.

    Raises:
        PrivacyRefusal: identifying details are open and no reason was given.
        NotAllowed: a round is coded blind.
        InputProblem: there is nothing in it.
    """
    from qualcode.app.texts.screening import record_verdict, screened, study_screen

    if not carried.sources and not carried.codes:
        raise InputProblem(N_("There is neither a text nor a code in it: nothing was brought in."))
    incoming = prepare_moving(project, carried, kind)
    fresh = [one for one in incoming.values() if one.already is None]
    others = [one.incoming for one in beside(carried) if one.pieces]
    verdicts = screened([*fresh, *others], screen or study_screen(project), accept_reason)
    with project.change("move_in", sources=[one.name for one in fresh]) as change:
        done = place(project, change, carried, incoming)
        for verdict in verdicts:
            record_verdict(change, verdict)
    return done


def prepare_moving(
    project: Project, carried: PortableProject, kind: str | None
) -> dict[str, Incoming]:
    """The sources of another program's project as they would enter, by identity.

    Raises:
        NotAllowed: a round is coded blind.
    """
    with project.read() as connection:
        rounds = open_rounds(connection)
        if rounds:
            raise NotAllowed(
                N_(
                    "A round is coded blind ({rounds}): no other project is brought in until "
                    "its reveal."
                ),
                rounds=", ".join(rounds),
            )
        return _incoming(
            carried,
            kind,
            {source.name for source in source_rows.list_sources(connection)},
            {case.name for case in case_rows.list_cases(connection)},
            lambda sha256: source_rows.source_with_text(connection, sha256),
        )


def place(
    project: Project, change: Change, carried: PortableProject, incoming: dict[str, Incoming]
) -> MovedIn:
    """Write all of it within a change under way."""
    return Placer(project, change, carried, incoming).place()


def incoming_alone(carried: PortableProject) -> list[Incoming]:
    """The sources as they would enter a project that knows nothing yet."""
    return [*_incoming(carried, None, set(), set(), lambda _sha256: None).values()]


def _incoming(
    carried: PortableProject,
    kind: str | None,
    taken: set[str],
    known: set[str],
    holding: Callable[[str], str | None],
) -> dict[str, Incoming]:
    """The sources as they would enter, by identity.

    Args:
        carried: the project.
        kind: type of the sources, where the file does not say.
        taken: names of sources that are there already.
        known: names of cases that are.
        holding: gives the source that has the text of a digest.
    """
    known = known | {case.case.name for case in carried.cases}
    case_of: dict[str, list[str]] = defaultdict(list)
    for case in carried.cases:
        for identity in case.sources:
            case_of[identity].append(case.case.name)
    found = {}
    for source in carried.sources:
        already = holding(digest(source.text))
        document, speakers, name = _read(source, taken, known, case_of[source.identity])
        if already is None:
            taken.add(name)
        coded = sum(speaker.coded for speaker in speakers.values())
        found[source.identity] = Incoming(
            path=Path(name),
            document=document,
            name=name,
            kind=source.kind or kind or ("focus_group" if coded > 3 else "interview"),
            language=source.language or guessed_language(source.text),
            speaker_of=speakers,
            attributes=source.attributes,
            already=already,
        )
    return found


def beside(carried: PortableProject) -> tuple[Beside, Beside]:
    """What stands beside the texts and may identify somebody: cases and memos; and codes."""
    words, codes = words_of_project(carried, shipped_of(carried))
    return Beside.of(BESIDE, words), Beside.of(CODES, codes, kind=VOCABULARY)


def shipped_of(carried: PortableProject) -> frozenset[str]:
    """What codes of codebooks say that come with the program: it is nobody's."""
    from qualcode.app.gate.leaving import shipped_wordings

    books = {book.id for book in carried.codebooks} | {code.codebook for code in carried.codes}
    return frozenset().union(*(shipped_wordings(name) for name in books if name))


def _read(
    source: PortableSource, taken: set[str], known: set[str], cases: Sequence[str]
) -> tuple[Document, dict[str, Speaker], str]:
    from qualcode.interop.transcripts import find_turns

    stem = _ENDING.sub("", source.name)
    name = plain = re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "source"
    number = 2
    while name in taken:
        name, number = f"{plain}-{number}", number + 1
    if source.turns is not None and source.speakers is not None:
        return Document(source.text, tuple(source.turns)), dict(source.speakers), name
    found = find_turns(source.text)
    document = Document(source.text, found.turns, doubts=found.doubts)
    speakers = guessed_speakers(name, document.speakers, known)
    coded = [label for label, speaker in speakers.items() if speaker.coded]
    if len(coded) == 1 and len(cases) == 1:
        speakers[coded[0]] = Speaker(coded[0], coded=True, case=cases[0])
    return document, speakers, name
