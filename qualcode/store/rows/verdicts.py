"""Verdicts on texts and the terms that a study has found to identify nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qualcode.core.privacy.screening import Kind, Tier, Verdict
from qualcode.core.text import digest, fold
from qualcode.store.journal import in_parts, now
from qualcode.store.tables import verdicts, writings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from qualcode.core.privacy.screening import Counts
    from qualcode.store.journal import Change

TEXT = "source_text"
"""What a verdict on a source is about."""
WRITTEN = "writing"
"""What a verdict on a memo, a summary or a statement is about."""
_TERM = "term"


def add_verdict(change: Change, verdict: Verdict, about: str = TEXT) -> None:
    """Keep a verdict."""
    change.insert(
        verdicts,
        {
            "about": about,
            "sha256": verdict.text_sha256,
            "detector": verdict.detector,
            "lists_sha256": verdict.lists_sha256,
            "counts": json.dumps([[k.value, t.value, n] for k, t, n in verdict.counts]),
            "decided": verdict.decided.value,
            "writing": change.write(verdict.reason) if verdict.reason else None,
            "created": now(),
        },
    )


def judged(
    connection: Connection, digests: Sequence[str], detector: str, lists_sha256: str
) -> set[str]:
    """Which of some texts the same detector with the same lists has judged, by their digests."""
    found: set[str] = set()
    for part in in_parts(list(digests)):
        found.update(
            connection.execute(
                select(verdicts.c.sha256).where(
                    verdicts.c.alive == 1,
                    verdicts.c.about != _TERM,
                    verdicts.c.sha256.in_(part),
                    verdicts.c.detector == detector,
                    verdicts.c.lists_sha256 == lists_sha256,
                )
            ).scalars()
        )
    return found


def accepted(connection: Connection, detector: str) -> dict[str, list[Counts]]:
    """By digest of a text, what was found in it by `detector` and accepted by a person."""
    rows = connection.execute(
        select(verdicts.c.sha256, verdicts.c.counts).where(
            verdicts.c.alive == 1,
            verdicts.c.about != _TERM,
            verdicts.c.decided == "accepted",
            verdicts.c.detector == detector,
        )
    )
    found: dict[str, list[Counts]] = {}
    for row in rows:
        counts = tuple((Kind(k), Tier(t), int(n)) for k, t, n in json.loads(row.counts))
        found.setdefault(row.sha256, []).append(counts)
    return found


def add_terms(change: Change, terms: Iterable[tuple[str, str]]) -> int:
    """Remember terms that identify nobody, each with the reason; gives how many are new."""
    known = {fold(term) for term in harmless_terms(change.connection)}
    new = 0
    for term, reason in terms:
        if fold(term) in known:
            continue
        known.add(fold(term))
        new += 1
        change.insert(
            verdicts,
            {
                "about": _TERM,
                "sha256": digest(fold(term)),
                "detector": "",
                "lists_sha256": "",
                "counts": "[]",
                "decided": "kept",
                "writing": change.write(f"{term}\n{reason}"),
                "created": now(),
            },
        )
    return new


def harmless_terms(connection: Connection) -> list[str]:
    """The terms that the study has found to identify nobody."""
    bodies = connection.execute(
        select(writings.c.body)
        .join(verdicts, verdicts.c.writing == writings.c.guid)
        .where(verdicts.c.alive == 1, verdicts.c.about == _TERM, writings.c.body.is_not(None))
        .order_by(verdicts.c.id)
    ).scalars()
    return [str(body).partition("\n")[0] for body in bodies]


def list_decided(connection: Connection) -> dict[str, int]:
    """How many texts came through their screen in which way."""
    rows = connection.execute(
        select(verdicts.c.decided, func.count())
        .where(verdicts.c.alive == 1, verdicts.c.about != _TERM)
        .group_by(verdicts.c.decided)
    )
    return {str(decided): int(n) for decided, n in rows}
