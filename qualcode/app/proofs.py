"""What the journal and the settlements prove about a comparison, for its table and methods."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qualcode.app.settling import decisions
from qualcode.app.undoing import list_journal
from qualcode.core.settlement import Decision
from qualcode.i18n import _, in_language, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qualcode.store.project import Project


def handed_out(project: Project, coders: Iterable[str]) -> bool:
    """Whether the layer of every one of some coders came home in a package of its own."""
    merged = {
        name
        for entry in list_journal(project)
        if entry.action == "merge" and not entry.undone
        for name in entry.said.get("coders", ())
    }
    return set(coders) <= merged


def decided(project: Project, round_name: str | None, language: str) -> Mapping[str, str]:
    """What was decided about the differences on each code, in few words, by `codebook:key`."""
    settled: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for one in decisions(project, round_name):
        if one.kind is None:
            continue
        for code in {code for code in one.codes if code is not None}:
            settled[code] += 1
            problems[code] += one.decision is Decision.PROBLEM
    with in_language(language):
        return {code: _in_words(n, problems[code]) for code, n in settled.items()}


def _in_words(n: int, problems: int) -> str:
    told = plural("{n} settled", "{n} settled", n)
    if not problems:
        return told
    return _(
        "{told}, {definition}",
        told=told,
        definition=plural("{n} on the definition", "{n} on the definition", problems),
    )
