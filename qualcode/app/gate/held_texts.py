"""What a project holds, screened: sources, what people wrote, names; and the gate of exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.leaving import Written, all_written
from qualcode.app.texts.screening import SHOWN, screen_document, study_screen
from qualcode.core.errors import NotAllowed, PrivacyRefusal
from qualcode.core.privacy.screening import (
    Counts,
    Decided,
    Finding,
    Screen,
    Verdict,
    counted,
    masked,
)
from qualcode.core.spans import Span
from qualcode.core.text import digest
from qualcode.core.transcript import Document
from qualcode.i18n import N_, translate
from qualcode.store.rows import held as held_rows
from qualcode.store.rows import verdicts as verdict_rows

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project

SOURCE = N_("source")


@dataclass(frozen=True, slots=True)
class Held:
    """What a screen found in one text that the project holds."""

    what: str
    """Message id: a source, a memo and so on."""
    name: str
    """Which one, masked where the name itself identifies somebody."""
    text: str = field(repr=False)
    findings: tuple[Finding, ...]
    accepted: bool = False
    """Whether a person has accepted exactly this many findings in exactly this text."""
    of_codes: bool = False
    """Whether it says what codes are called and mean, or what a file of the team is called."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The direct findings that nobody accepted; in codes no doubts about a single word."""
        if self.accepted:
            return ()
        return tuple(
            finding
            for finding in self.findings
            if finding.blocks and not (self.of_codes and finding.about_one_word)
        )

    @property
    def title(self) -> str:
        """What it is, for people."""
        return " ".join(part for part in (translate(self.what), self.name) if part)


def screen_project(project: Project, screen: Screen | None = None) -> list[Held]:
    """What is found in all that a project holds and the acting coder may see; nothing is written.

    Sources and their names, cases, names of exported files, memos, reasons, summaries: whatever
    people wrote, also what came in with the annotations of another tool.
    """
    screen = screen or study_screen(project)
    with project.read() as connection:
        accepted = verdict_rows.accepted(connection, screen.detector)
        texts = held_rows.current_texts(connection)
        labelled = {name: project.memory.transcript(connection, name) for name, _text in texts}
        written = held_rows.written_texts(connection, project.acting_key(connection))
        names = list(held_rows.names_held(connection))
    found = []
    for name, text in texts:
        document = Document(text, tuple(labelled[name].turns))
        findings = screen_document("", document, screen).findings
        found.append(_held(SOURCE, name, text, findings, accepted, screen))
    found += [
        _held_writing(one, accepted, screen) for one in _each_once(all_written(project), written)
    ]
    for kind, name in names:
        ours = kind == held_rows.EXPORT_NAME
        findings = tuple(screen.findings(_as_text(Path(name).stem if ours else name)))
        one = _held(kind, name, name, findings, accepted, screen)
        found.append(replace(one, of_codes=ours))
    return found


def _each_once(printed: Iterable[Written], written: Iterable[tuple[str, str]]) -> Iterator[Written]:
    """What the team wrote, each text once: as files print it, then whatever no file prints."""
    seen: set[str] = set()
    for one in (*printed, *(Written(kind, body) for kind, body in written)):
        if one.words not in seen:
            seen.add(one.words)
            yield one


def _held_writing(one: Written, accepted: Mapping[str, Sequence[Counts]], screen: Screen) -> Held:
    found = _held(
        one.what, one.name, one.words, tuple(screen.findings(one.words)), accepted, screen
    )
    return replace(found, of_codes=one.of_codes)


def _as_text(name: str) -> str:
    from qualcode.deid.screen import file_name_as_text

    return file_name_as_text(name)


def _held(
    what: str,
    name: str,
    text: str,
    findings: tuple[Finding, ...],
    accepted: Mapping[str, Sequence[Counts]],
    screen: Screen,
) -> Held:
    judged = accepted.get(digest(text), ())
    telling = bool(name) and any(found.direct for found in screen.findings(_as_text(name)))
    shown = masked(name, Span(0, len(name))) if telling else name
    return Held(what, shown, text, findings, counted(findings) in judged)


def told(held: Held) -> list[str]:
    """The open findings of a text for people: line, kind and a masked excerpt."""
    shown = [
        translate(
            N_("  {file}, line {line}: {kind} ({excerpt})"),
            file=held.title,
            line=held.text.count("\n", 0, finding.span.start) + 1,
            kind=translate(finding.kind.label),
            excerpt=masked(held.text, finding.span),
        )
        for finding in held.open[:SHOWN]
    ]
    if len(held.open) > SHOWN:
        shown.append(translate(N_("  {file}: {n} more"), file=held.title, n=len(held.open) - SHOWN))
    return shown


def accept_held(
    project: Project, found: Iterable[Held], reason: str, screen: Screen | None = None
) -> int:
    """Accept what is open in texts of the project, for a reason; gives how many texts.

    Raises:
        NotAllowed: nobody is acting, or there is no reason.
    """
    screen = screen or study_screen(project)
    if project.acting is None:
        raise NotAllowed(
            N_("Who accepts it? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    if not reason.strip():
        raise NotAllowed(N_("Say why it may stay."))
    waiting = [held for held in found if held.open]
    if not waiting:
        return 0
    with project.change("screen", n=len(waiting)) as change:
        for held in waiting:
            verdict = _verdict(held.text, held.findings, screen, reason.strip())
            verdict_rows.add_verdict(change, verdict, _about(held))
    return len(waiting)


def _about(held: Held) -> str:
    return verdict_rows.TEXT if held.what == SOURCE else verdict_rows.WRITTEN


def _verdict(text: str, findings: Sequence[Finding], screen: Screen, reason: str = "") -> Verdict:
    return Verdict(
        digest(text),
        screen.detector,
        screen.lists_sha256,
        counted(findings),
        Decided.ACCEPTED if reason else Decided.PASSED,
        reason,
    )


def refuse_identifying(project: Project, change: Change, texts: Iterable[Written]) -> None:
    """See that nothing that leaves the project holds an open identifier.

    Texts that the same detector with the same lists has judged before are not screened again;
    the verdict on those that pass is kept.

    Args:
        project: the project.
        change: the change under way, in which the file is written.
        texts: what leaves it beside the words of sources, each with what it is (message id).

    Raises:
        PrivacyRefusal: a direct identifier is open in one of them.
    """
    wanted = {digest(one.words): one for one in texts if one.words.strip()}
    if not wanted:
        return
    screen = study_screen(project)
    connection = change.connection
    judged = verdict_rows.judged(connection, list(wanted), screen.detector, screen.lists_sha256)
    accepted = verdict_rows.accepted(connection, screen.detector)
    found = [
        _held_writing(one, accepted, screen)
        for sha256, one in wanted.items()
        if sha256 not in judged
    ]
    refused = [held for held in found if held.open]
    if refused:
        raise PrivacyRefusal(
            N_(
                "Nothing was written: details that may identify someone are open.\n{list}\n"
                "Change these words; or say why they may stay: qualcode screen PROJECT "
                "--accept-reason WHY."
            ),
            list="\n".join(line for held in refused for line in told(held)),
        )
    for held in found:
        verdict = _verdict(held.text, held.findings, screen)
        verdict_rows.add_verdict(change, verdict, verdict_rows.WRITTEN)
