"""Does the journal still say what was done? Its chains are followed from the first entry on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from qualcode.core.progress import Pace, Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store.journal import chain_digest, payload_digest
from qualcode.store.safety.problems import Problem
from qualcode.store.tables import TRAVELLING, journal, project, streams

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.safety.manifest import Manifest


def journal_heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """By stream, the count and digest of its last entry."""
    rows = connection.execute(
        select(streams.c.guid, streams.c.head, streams.c.head_digest).where(streams.c.head > 0)
    )
    return {guid: (head, digest) for guid, head, digest in rows}


def check_journal(connection: Connection, progress: Progress = nobody_waits) -> Iterator[Problem]:
    """Every stream: no entry missing, none changed, payloads as written unless erased."""
    begun, lost = held_elsewhere(connection), _passed_over(connection)
    whole = connection.execute(select(func.count()).select_from(journal)).scalar_one()
    pace = Pace(progress, whole, N_("journal entries"))
    for stream in connection.execute(select(streams).order_by(streams.c.id)).all():
        first = begun.get(stream.guid, (0, ""))
        yield from _check_stream(connection, stream, first, lost[stream.guid], pace)
    yield from _rows_behind_the_end(connection)


def _check_stream(
    connection: Connection,
    stream: Any,
    begun: tuple[int, str],
    lost: Mapping[int, tuple[int, str]],
    pace: Pace,
) -> Iterator[Problem]:
    last, before = begun
    rows = connection.execute(
        select(journal).where(journal.c.stream_id == stream.id).order_by(journal.c.counter),
        execution_options={"yield_per": 50},
    )
    for row in map(dict, rows.mappings()):
        pace.step()
        about = {"counter": row["counter"]}
        last, before = lost.get(last, (last, before))
        if row["counter"] != last + 1:
            yield Problem(
                N_("Before entry {counter} of the journal, one is missing."), about, stream.guid
            )
        elif chain_digest(before, stream.guid, row) != row["digest"]:
            yield Problem(
                N_("Entry {counter} of the journal is not the one that was written."),
                about,
                stream.guid,
            )
        elif row["payload"] is not None and row["payload_digest"] != payload_digest(
            row["salt"] or "", row["payload"]
        ):
            yield Problem(
                N_("What entry {counter} of the journal tells is not what was written."),
                about,
                stream.guid,
            )
        before, last = row["digest"], row["counter"]
    last, before = lost.get(last, (last, before))
    if (last, before) != (stream.head, stream.head_digest):
        yield Problem(
            N_("The journal ends at entry {last}, but should end at {head}: its end is missing."),
            {"last": last, "head": stream.head},
            stream.guid,
        )


def held_elsewhere(connection: Connection) -> dict[str, tuple[int, str]]:
    """By stream, the count and digest up to which its entries stayed where a package came from."""
    payload = connection.execute(
        select(journal.c.payload).where(journal.c.action == "handed_out").limit(1)
    ).scalar_one_or_none()
    said = json.loads(payload)["said"] if payload else {}
    return {guid: (n, digest) for guid, (n, digest) in said.get("elsewhere", {}).items()}


def _passed_over(connection: Connection) -> dict[str, dict[int, tuple[int, str]]]:
    """By stream, where its entries go on after some that were lost with a restored file."""
    payloads = connection.execute(
        select(journal.c.payload).where(
            journal.c.action == "merge", journal.c.payload.contains('"lost"')
        )
    )
    found: dict[str, dict[int, tuple[int, str]]] = defaultdict(dict)
    for payload in payloads.scalars():
        for guid, last, counter, digest in json.loads(payload)["said"].get("lost", ()):
            found[guid][last] = (counter, digest)
    return found


def _rows_behind_the_end(connection: Connection) -> Iterator[Problem]:
    for name in TRAVELLING:
        late = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{name}" AS held JOIN streams '  # noqa: S608
            "ON streams.id = held.stream_id WHERE held.counter > streams.head"
        ).scalar_one()
        if late:
            yield Problem(
                N_("{n} rows were written by entries that the journal does not hold."),
                {"n": late},
                name,
            )


def check_against_backups(
    connection: Connection, manifests: Iterable[Manifest]
) -> Iterator[Problem]:
    """The journal still holds the entries at which it ended when each backup was made."""
    guids = connection.execute(select(project.c.guid)).scalars().all()
    given_up = _given_up(connection)
    for manifest in manifests:
        if manifest.project not in guids:
            continue
        for stream, (counter, digest) in manifest.heads.items():
            held = connection.execute(
                select(journal.c.digest)
                .join(streams, streams.c.id == journal.c.stream_id)
                .where(streams.c.guid == stream, journal.c.counter == counter)
            ).scalar_one_or_none()
            if held != digest and counter > given_up[stream]:
                yield Problem(
                    N_(
                        "The journal does not hold entry {counter} as the backup {file} saw it: "
                        "its end has been cut, or an older file has been put in place of this one."
                    ),
                    {"counter": counter, "file": manifest.file},
                    stream,
                )


def _given_up(connection: Connection) -> dict[str, int]:
    """By stream, up to which count entries may be missing because a backup was restored."""
    found: dict[str, int] = defaultdict(int)
    payloads = connection.execute(select(journal.c.payload).where(journal.c.action == "restore"))
    for payload in payloads.scalars():
        cut = json.loads(payload or '{"said": {}}')["said"].get("given_up", {})
        for stream, counter in cut.items():
            found[stream] = max(found[stream], counter)
    return found
