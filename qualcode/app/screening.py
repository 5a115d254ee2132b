"""The gate: nothing enters the project while direct identifiers are open in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.errors import PrivacyRefusal
from qualcode.core.screening import Decided, Finding, Screen, Verdict, counted, masked
from qualcode.core.text import digest
from qualcode.core.transcript import Document
from qualcode.i18n import N_, translate
from qualcode.store.journal import now
from qualcode.store.tables import verdicts as verdict_table

if TYPE_CHECKING:
    from qualcode.app.importing import Incoming
    from qualcode.store.journal import Change

SHOWN = 8
"""How many findings a refusal names."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screen found in one file."""

    file: str
    document: Document
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that keep the file out."""
        return tuple(finding for finding in self.findings if finding.direct)


def default_screen(names: Path | None = None) -> Screen:
    """The built-in screen with a study's list of names, which stays outside the project."""
    from qualcode.deid.names_list import read_names
    from qualcode.deid.screen import StructuredScreen

    return StructuredScreen(read_names(names) if names else None)


def screen_files(paths: Sequence[Path], screen: Screen) -> list[Screened]:
    """What the screen finds in transcripts; nothing is written anywhere."""
    from qualcode.interop.transcripts import read_transcript

    return [screen_document(path.name, read_transcript(path), screen) for path in paths]


def screen_document(file: str, document: Document, screen: Screen) -> Screened:
    """What the screen finds in one document, its speakers' labels judged as labels."""
    labels = [(turn.speaker, turn.label) for turn in document.turns if turn.label is not None]
    return Screened(file, document, tuple(screen.findings(document.text, labels)))


def screened(
    incoming: Sequence[Incoming], screen: Screen | None, accept_reason: str
) -> list[Verdict]:
    """The verdicts under which files may enter.

    Raises:
        PrivacyRefusal: direct identifiers are open and there is no reason to go on.
    """
    screen = screen or default_screen()
    found = [screen_document(one.path.name, one.document, screen) for one in incoming]
    refused = [one for one in found if one.open]
    if refused and not accept_reason.strip():
        raise PrivacyRefusal(
            N_(
                "Nothing was imported: details that may identify someone are open.\n{list}\n"
                "Replace them by pseudonyms in the file and import it again; or go on with "
                "--accept-reason and why."
            ),
            list="\n".join(line for one in refused for line in lines(one)),
        )
    return [_verdict(one, screen, accept_reason if one.open else "") for one in found]


def lines(found: Screened) -> list[str]:
    """The open findings of a file for people: line, kind and a masked excerpt."""
    text = found.document.text
    told = [
        translate(
            N_("  {file}, line {line}: {kind} ({excerpt})"),
            file=found.file,
            line=text.count("\n", 0, finding.span.start) + 1,
            kind=translate(finding.kind.label),
            excerpt=masked(text, finding.span),
        )
        for finding in found.open[:SHOWN]
    ]
    if len(found.open) > SHOWN:
        told.append(translate(N_("  {file}: {n} more"), file=found.file, n=len(found.open) - SHOWN))
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
    """Keep a verdict in the project."""
    change.insert(
        verdict_table,
        {
            "about": "source_text",
            "sha256": verdict.text_sha256,
            "detector": verdict.detector,
            "lists_sha256": verdict.lists_sha256,
            "counts": json.dumps([[k.value, t.value, n] for k, t, n in verdict.counts]),
            "decided": verdict.decided.value,
            "writing": change.write(verdict.reason) if verdict.reason else None,
            "created": now(),
        },
    )
