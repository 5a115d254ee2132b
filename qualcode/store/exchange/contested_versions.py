"""The versions of codings that do not stand, as rows that wait for their coder."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from qualcode.store.exchange.layer import Layer
from qualcode.store.exchange.versions import Stamp, Version
from qualcode.store.tables import contested

WITH = "with"
"""Stamp of the version that says the same: nobody is asked about both."""


class Contests:
    """The versions of codings that do not stand, on both sides."""

    def __init__(self, here: Layer, there: Layer, guids: Collection[str]) -> None:
        self._here = _by_coding(here.versions(contested), guids)
        self._there = _by_coding(there.versions(contested), guids)

    def has(self, guid: str) -> bool:
        """Whether any version of a coding waits or waited."""
        return guid in self._here or guid in self._there

    def here(self, guid: str) -> dict[Stamp, Version]:
        """Versions of a coding that wait in the project."""
        return {c.stamp: _inside(c) for c in self._here.get(guid, ()) if c.alive}

    def there(self, guid: str) -> dict[Stamp, Version]:
        """Versions of a coding that wait in the package."""
        return {c.stamp: _inside(c) for c in self._there.get(guid, ()) if c.alive}

    def fresh(self, guid: str, rest: list[Version]) -> list[Version]:
        """Of the versions that shall wait, those to choose from that do not wait yet."""
        waiting = self.here(guid)
        return [v for v in rest if v.same_as is None and v.stamp not in waiting]

    def become(self, guid: str, rest: list[Version]) -> list[Version]:
        """The rows that say which versions wait from now on."""
        rows = {c.stamp: c for c in self._here.get(guid, ())}
        made: list[Version] = []
        wanted = {version.stamp: version for version in rest}
        for stamp, row in rows.items():
            told = _told(wanted[stamp]) if stamp in wanted else row.values["version"]
            if (row.alive, row.values["version"]) != (int(stamp in wanted), told):
                row.alive = int(stamp in wanted)
                row.values["version"] = told
                made.append(row)
        made += [_outside(v) for stamp, v in wanted.items() if stamp not in rows]
        return made


def _by_coding(rows: Mapping[str, Version], guids: Collection[str]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = defaultdict(list)
    for row in rows.values():
        if row.values["about_guid"] in guids:
            found[row.values["about_guid"]].append(row)
    return found


def _inside(row: Version) -> Version:
    said = json.loads(row.values["version"])
    leader = said.pop(WITH, None)
    same_as = None if leader is None else (leader[0], leader[1])
    return Version(row.values["about_guid"], row.stamp, said.pop("alive"), said, same_as=same_as)


def _told(version: Version) -> str:
    said = {n: v for n, v in version.values.items() if n != "quotation"} | {"alive": version.alive}
    if version.same_as is not None:
        said[WITH] = version.same_as
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _outside(version: Version) -> Version:
    name = f"{version.stamp[0]}:{version.stamp[1]}"
    return Version(
        guid=str(uuid.uuid5(uuid.UUID(version.guid), name)),
        stamp=version.stamp,
        alive=1,
        values={
            "about_guid": version.guid,
            "version": _told(version),
            "created": version.values["created"],
        },
    )
