"""The rule of union across two machines of one coder: what overlaps, unites.

On one machine passages unite as they are coded. Where a coder worked on two at once, passages of
both may overlap once they stand together. The oldest then covers all; what each says apart is
kept, so that it does not matter in which order packages come back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualcode.core.people import Progress
from qualcode.core.spans import Span
from qualcode.store.exchange.layer import Union
from qualcode.store.exchange.versions import Version
from qualcode.store.tables import assignments, codings, memos

_FURTHER = {progress.value: rank for rank, progress in enumerate(Progress)}


@dataclass(slots=True)
class United:
    """What uniting changed."""

    unions: list[Union] = field(default_factory=list)
    keeper_of: dict[str, str] = field(default_factory=dict)
    """By GUID of a coding that was absorbed, the one that covers it now."""
    changed: set[str] = field(default_factory=set)
    """GUIDs of the rows that say something else now."""


def set_apart(entries: Iterable[Union], versions: Mapping[str, Version]) -> None:
    """Let rows say again what they say apart from the others."""
    for entry in entries:
        version = versions.get(entry.guid)
        if version is not None and version.stamp == entry.stamp:
            _say(version, entry.apart)


def _say(version: Version, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if name == "alive":
            version.alive = value
        else:
            version.values[name] = value


def unite_codings(layer: Mapping[str, Version], words: Callable[[str], str]) -> United:
    """Let overlapping passages of one code and valence be one, the oldest.

    Args:
        layer: codings by GUID; they are changed in place.
        words: gives a text by its GUID.
    """
    done = United()
    for cluster in _overlapping(layer.values()):
        keeper = min(cluster, key=lambda v: (v.values["created"], v.guid))
        hull = Span(min(v.values["start"] for v in cluster), max(v.values["end"] for v in cluster))
        marks = {mark for v in cluster for mark in v.values["marks"].split(",") if mark}
        text = words(keeper.values["source_text_id"])
        whole = {
            "start": hull.start,
            "end": hull.end,
            "quotation": hull.of(text),
            "marks": ",".join(sorted(marks)),
        }
        _absorb(done, codings.name, keeper, whole, cluster)
    return done


def _absorb(
    done: United,
    about: str,
    keeper: Version,
    whole: Mapping[str, Any],
    cluster: Iterable[Version],
) -> None:
    """Let `keeper` say `whole`, and the rest of the cluster nothing."""
    for version in cluster:
        said: Mapping[str, Any] = whole if version is keeper else {"alive": 0}
        apart = {n: version.alive if n == "alive" else version.values[n] for n in said}
        apart.pop("quotation", None)
        done.unions.append(Union(about, version.guid, keeper.guid, version.stamp, apart))
        done.changed.add(version.guid)
        if version is not keeper:
            done.keeper_of[version.guid] = keeper.guid
        _say(version, said)


def _overlapping(versions: Iterable[Version]) -> Iterator[list[Version]]:
    groups: dict[tuple[str, str, str], list[Version]] = defaultdict(list)
    for version in versions:
        if version.alive:
            said = version.values
            groups[said["source_text_id"], said["code_id"], said["valence"]].append(version)
    for _, group in sorted(groups.items()):
        if len(group) < 2:
            continue
        group.sort(key=lambda v: (v.values["start"], v.values["end"]))
        cluster, end = [group[0]], group[0].values["end"]
        for version in group[1:]:
            if version.values["start"] >= end:
                if len(cluster) > 1:
                    yield cluster
                cluster = []
            cluster.append(version)
            end = max(end, version.values["end"])
        if len(cluster) > 1:
            yield cluster


def follow(notes: Mapping[str, Version], done: United) -> United:
    """Let memos on codings that were absorbed be about the ones that cover them."""
    moved = United()
    for version in notes.values():
        keeper = done.keeper_of.get(version.values["about_guid"] or "")
        if keeper is not None:
            apart = {"about_guid": version.values["about_guid"]}
            moved.unions.append(Union(memos.name, version.guid, keeper, version.stamp, apart))
            moved.changed.add(version.guid)
            version.values["about_guid"] = keeper
    return moved


def unite_assignments(layer: Mapping[str, Version]) -> United:
    """Keep one living assignment of a source and round: the one that is furthest."""
    done = United()
    groups: dict[tuple[str, str | None], list[Version]] = defaultdict(list)
    for version in layer.values():
        if version.alive:
            groups[version.values["source_id"], version.values["round_id"]].append(version)
    for group in groups.values():
        if len(group) > 1:
            keeper = max(group, key=lambda v: (*further(v), v.guid))
            _absorb(done, assignments.name, keeper, {}, group)
    return done


def further(version: Version) -> tuple[int, int]:
    """How far an assignment is, to be compared."""
    return (_FURTHER.get(version.values["progress"], 0), version.values["read_to"])
