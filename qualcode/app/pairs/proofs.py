"""What the journal and the settlements prove about a comparison, for its table and methods."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from qualcode.app.pairs.rounds import round_status
from qualcode.app.pairs.settling import decisions
from qualcode.app.projects.undoing import list_journal
from qualcode.core.pairs.settlement import Decision
from qualcode.i18n import _, in_language, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qualcode.store.project import Project


def handed_out(project: Project, coders: Iterable[str], round_name: str) -> bool:
    """Whether every coder's layer came home in a package between a round's start and its reveal.

    A package that came at another time proves nothing of the round; without a round nothing does.
    """
    home = brought_home(project, round_name)
    return home is not None and set(coders) <= home


def round_told(project: Project, round_name: str) -> dict[str, Any]:
    """What the journal tells of a round, and where it was coded; no frozen state holds it."""
    home = brought_home(project, round_name)
    return {
        "home": None if home is None else sorted(home),
        "on_server": project.dialect == "postgresql" and _had_logins(project, round_name),
    }


def _had_logins(project: Project, round_name: str) -> bool:
    """Whether each coder of a round had a login of their own on the server when it was started."""
    coder_of: dict[str, str | None] = {}
    for entry in list_journal(project):
        if entry.action == "grant_login":
            coder_of[entry.said["login"]] = entry.said["coder"]
        elif entry.action == "withdraw_login":
            coder_of.pop(entry.said["login"], None)
        elif entry.action == "start_round" and entry.said.get("round") == round_name:
            held = round_status(project, round_name)
            return {coder.name for coder in held.coders} <= set(coder_of.values())
    return False


def brought_home(project: Project, round_name: str) -> set[str] | None:
    """Coders whose layers came home in a package between a round's start and its reveal.

    None where there is no round, or it was not started and revealed.
    """
    entries = list_journal(project)
    of_round = [entry for entry in entries if entry.said.get("round") == round_name]
    starts = [entry.created for entry in of_round if entry.action == "start_round"]
    reveals = [entry.created for entry in of_round if entry.action == "reveal_round"]
    if not round_name or not starts or not reveals:
        return None
    return {
        name
        for entry in entries
        if entry.action == "merge" and starts[0] <= entry.created <= reveals[-1]
        for name in entry.said.get("coders", ())
    }


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
