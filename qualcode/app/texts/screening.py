"""The gate: nothing enters the project while direct identifiers are open in it."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.errors import PrivacyRefusal
from qualcode.core.privacy.screening import (
    Decided,
    Entity,
    Finding,
    Screen,
    Tier,
    Verdict,
    counted,
    entities,
    masked,
)
from qualcode.core.spans import Span
from qualcode.core.text import digest, fold
from qualcode.core.transcript import Document
from qualcode.i18n import N_, translate
from qualcode.store.rows.verdicts import add_verdict

if TYPE_CHECKING:
    from qualcode.app.texts.importing import Incoming
    from qualcode.store.journal import Change
    from qualcode.store.project import Project

SHOWN = 8
"""How many findings a refusal names."""
VOCABULARY = "vocabulary"
"""Kind of what is no transcript but what codes are called and mean."""
WORTH_PROCESSES = 12
"""From how many files on they are shared out among processes."""
MOST_PROCESSES = 4


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screen found in one file."""

    file: str
    document: Document = field(repr=False)
    findings: tuple[Finding, ...]
    in_name: tuple[Finding, ...] = ()
    """What the name of the file itself gives away."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings in the text that keep the file out."""
        return tuple(finding for finding in self.findings if finding.blocks)

    @property
    def refused(self) -> bool:
        """Whether the file is kept out, by its text or by its name."""
        return bool(self.open) or any(finding.blocks for finding in self.in_name)

    @property
    def shown_name(self) -> str:
        """The name of the file, masked where it identifies somebody."""
        if any(finding.direct for finding in self.in_name):
            return masked(self.file, Span(0, len(self.file)))
        return self.file


Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""


def default_screen(
    names: Path | None = None,
    codes: Iterable[str] = (),
    *,
    terms: Iterable[str] = (),
    model: bool = False,
) -> Screen:
    """The built-in screen with a study's list of names, which stays outside the project.

    Args:
        names: file with the list of names.
        codes: case ids and other labels of the study that identify nobody.
        terms: words of which a person has said that they identify nobody.
        model: also ask the language model, which takes some seconds to load.
    """
    from qualcode.deid import screen
    from qualcode.deid.names_list import NamesList, read_names

    harmless = NamesList(allowed=tuple(terms))
    listed = read_names(names) | harmless if names else harmless
    if model:
        return screen.StructuredScreen(
            listed, codes, layers=screen.LAYERS_WITH_MODEL, detector=screen.WITH_MODEL
        )
    return screen.StructuredScreen(listed, codes)


def study_screen(
    project: Project,
    names: Path | None = None,
    codes: Iterable[str] = (),
    *,
    model: bool = False,
) -> Screen:
    """The built-in screen as a project asks for it: its cases are codes, its terms harmless."""
    from qualcode.store.rows.cases import list_cases
    from qualcode.store.rows.verdicts import harmless_terms

    with project.read() as connection:
        known = {case.name for case in list_cases(connection)}
        terms = harmless_terms(connection)
    return default_screen(names, known.union(codes), terms=terms, model=model)


def screen_files(
    paths: Sequence[Path],
    screen: Screen,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Screened]:
    """What the screen finds in transcripts; nothing is written anywhere.

    Many files are shared out among processes. May be called from a thread of its own.

    Args:
        paths: the transcripts.
        screen: what looks at them.
        progress: told after each file.
        cancelled: asked between files; once it says yes, the files done so far are given.

    Raises:
        FileProblem: a file cannot be read.
    """
    found: list[Screened] = []
    with closing(_each(paths, screen)) as results:
        for one in results:
            found.append(one)
            if progress is not None:
                progress(len(found), len(paths))
            if cancelled is not None and cancelled():
                break
    return together(found, screen)


def _each(paths: Sequence[Path], screen: Screen) -> Generator[Screened, None, None]:
    if len(paths) < WORTH_PROCESSES:
        yield from (_screen_file(path, screen) for path in paths)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    workers = min(os.cpu_count() or 1, MOST_PROCESSES)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        tasks = [pool.submit(_screen_file, path, screen) for path in paths]
        for task in tasks:
            yield task.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _screen_file(path: Path, screen: Screen) -> Screened:
    from qualcode.interop.transcripts import read_transcript

    return screen_document(path.name, read_transcript(path), screen)


def screen_incoming(one: Incoming, screen: Screen) -> Screened:
    """What the screen finds in a file about to enter; in a codebook no doubts about one word."""
    found = screen_document(one.path.name, one.document, screen)
    if one.kind != VOCABULARY:
        return found
    return replace(found, findings=tuple(f for f in found.findings if not f.about_one_word))


def screen_document(file: str, document: Document, screen: Screen) -> Screened:
    """What the screen finds in one document, its speakers' labels judged as labels."""
    labels = [(turn.speaker, turn.label) for turn in document.turns if turn.label is not None]
    return Screened(
        file,
        document,
        tuple(screen.findings(document.text, labels)),
        tuple(screen.findings(_without_ending(file))),
    )


def _without_ending(file: str) -> str:
    """A file name as a screen reads it; blanks for the ending, which names a format."""
    from qualcode.deid.screen import file_name_as_text
    from qualcode.interop.transcripts import SUFFIXES

    ending = Path(file).suffix
    length = len(ending) if ending.lower() in SUFFIXES else 0
    return file_name_as_text(file[: len(file) - length]) + " " * length


def together(found: Sequence[Screened], screen: Screen) -> list[Screened]:
    """The same files, a name that is sure in one of them looked for in all others."""
    from qualcode.deid.screen import StructuredScreen

    if not isinstance(screen, StructuredScreen) or len(found) < 2:
        return list(found)
    words: frozenset[str] = frozenset()
    for one in found:
        words |= screen.accepted(one.document.text, one.findings)
    return [
        replace(one, findings=tuple(screen.spread(one.document.text, one.findings, words)))
        for one in found
    ]


def found_entities(found: Iterable[Screened]) -> list[Entity]:
    """What was found in some files, by the person, place or number it is of."""
    from qualcode.deid.known import entity_key

    texts = ((one.shown_name, one.document.text, one.findings) for one in found)
    return entities(texts, entity_key)


def screened(
    incoming: Sequence[Incoming],
    screen: Screen,
    accept_reason: str,
    *,
    known: frozenset[str] = frozenset(),
) -> list[Verdict]:
    """The verdicts under which files may enter.

    Args:
        incoming: the files.
        screen: what looks for identifiers.
        accept_reason: why open findings are accepted.
        known: what a person has let into the project in the text before, folded.

    Raises:
        PrivacyRefusal: direct identifiers are open and there is no reason to go on.
    """
    found = together([screen_incoming(one, screen) for one in incoming], screen)
    refused = [left for one in found if (left := _without(one, known)).refused]
    if refused and not accept_reason.strip():
        raise PrivacyRefusal(
            N_(
                "Nothing was imported: details that may identify someone are open.\n{list}\n"
                "Decide of each of them with --review; or replace them in the file; or go on "
                "with --accept-reason and why."
            ),
            list="\n".join(line for one in refused for line in lines(one)),
        )
    reason = accept_reason.strip() or translate(N_("it stands in the text before"))
    return [_verdict(one, screen, reason if one.refused else "") for one in found]


def _without(found: Screened, known: frozenset[str]) -> Screened:
    """The file without what a person has let in before."""
    text = found.document.text
    left = tuple(one for one in found.findings if fold(one.span.of(text)) not in known)
    return replace(found, findings=left) if known else found


def told_masked(word: str, screen: Screen, *, label: bool) -> str:
    """A speaker's label, or the name of a file, as a message may tell it."""
    from qualcode.deid.screen import file_name_as_text

    whole = Span(0, len(word))
    if label:
        found = screen.findings(f"{word} : ", [(word, whole)] if word else [])
    else:
        found = screen.findings(file_name_as_text(word))
    return masked(word, whole) if any(one.direct for one in found) else word


def lines(found: Screened, most: int | None = SHOWN) -> list[str]:
    """The open findings of a file for people, masked, sure ones first.

    A word that may be a name is told only where it first stands.

    Args:
        found: the file.
        most: how many are told; the others are counted.
    """
    told = [
        translate(
            N_("  {file}: its name holds a {kind}"),
            file=found.shown_name,
            kind=translate(finding.kind.label),
        )
        for finding in found.in_name
        if finding.blocks
    ]
    text = found.document.text
    ends = [match.start() for match in re.finditer("\n", text)]
    standing: dict[object, str] = {}
    for finding in sorted(found.open, key=lambda one: one.tier is Tier.SUSPECT):
        sure = finding.tier is Tier.AUTO
        standing.setdefault(
            finding.span if sure else fold(finding.span.of(text)),
            translate(
                N_("  {file}, line {line}: {kind} ({excerpt})")
                if sure
                else N_("  {file}, line {line}: {kind}? ({excerpt}; {why})"),
                file=found.shown_name,
                line=bisect_left(ends, finding.span.start) + 1,
                kind=translate(finding.kind.label),
                excerpt=masked(text, finding.span),
                why=translate(finding.why),
            ),
        )
    told += [*standing.values()][:most]
    if most is not None and len(standing) > most:
        more = N_("  {file}: {n} more")
        told.append(translate(more, file=found.shown_name, n=len(standing) - most))
    return told


def _verdict(found: Screened, screen: Screen, reason: str) -> Verdict:
    return Verdict(
        text_sha256=digest(found.document.text),
        detector=screen.detector,
        lists_sha256=screen.lists_sha256,
        counts=counted(found.findings),
        decided=Decided.ACCEPTED if reason else Decided.PASSED,
        reason=reason,
    )


def record_verdict(change: Change, verdict: Verdict) -> None:
    """Keep a verdict on a source in the project."""
    add_verdict(change, verdict)
