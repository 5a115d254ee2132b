"""Taking one coder's layer back out of a package: planned first, then written in one transaction.

Merging is commutative, associative and idempotent: what stands depends on which acts are known,
never on the order in which they became known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import RoundState
from qualcode.core.progress import Pace, Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store.engine import insert_rows
from qualcode.store.exchange.arriving_codes import ArrivingCodes
from qualcode.store.exchange.contested_versions import Contests
from qualcode.store.exchange.layer import LAYER, Layer, Union, Writer
from qualcode.store.exchange.placing import ADAPTED, CARRIED, WAITING, Codes, Ground, Words
from qualcode.store.exchange.reporting import CoderMerged
from qualcode.store.exchange.uniting import (
    follow,
    further,
    set_apart,
    unite_assignments,
    unite_codings,
)
from qualcode.store.exchange.versions import (
    Known,
    NewEntries,
    Stamp,
    Version,
    adopt_entries,
    led,
    new_entries,
    refuse_forks,
    siblings,
    touched_since,
)
from qualcode.store.journal import in_parts
from qualcode.store.safety.chain import held_elsewhere
from qualcode.store.tables import (
    assignments,
    coders,
    codings,
    contested,
    journal,
    memos,
    round_coders,
    rounds,
    writings,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change


@dataclass(slots=True)
class LayerPlan:
    """What is to be written for one coder."""

    coder: str
    """GUID."""
    name: str
    role: str
    report: CoderMerged
    codes: ArrivingCodes
    versions: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    """By table, rows as they shall stand."""
    unions: list[Union] = field(default_factory=list)
    bodies: list[tuple[Any, ...]] = field(default_factory=list)
    arrived: list[NewEntries] = field(default_factory=list)


def plan_layers(
    home: Connection,
    other: Connection,
    wanted: str | None,
    progress: Progress = nobody_waits,
) -> list[LayerPlan]:
    """What the layers of a package would bring; nothing is written.

    Args:
        home: a connection to the project.
        other: a connection to the package.
        wanted: GUID of the coder whose package it is; None for every coder in it.
        progress: is told how far it is.

    Raises:
        DamagedProject: its journal is not the one that was written.
        NotAllowed: two copies of one file were worked in apart from each other.
    """
    query = select(coders).where(coders.c.alive == 1).order_by(coders.c.name)
    if wanted is not None:
        query = query.where(coders.c.guid == wanted)
    known, theirs = Known(home), Known(other)
    refuse_forks(home, other)
    lost_acts(home, other)
    arriving = ArrivingCodes(home, other, known, theirs)
    return [
        _Planner(home, other, known, theirs, arriving, row).plan(progress)
        for row in other.execute(query).all()
    ]


def lost_acts(home: Connection, other: Connection) -> list[tuple[str, int, int, str]]:
    """(stream, last count here, count, digest) of acts that the package saw and nobody holds now.

    Raises:
        NotAllowed: they were done in another copy of the project, which still holds them.
    """
    known = Known(home)
    lost = [
        (stream, known.heads.get(stream, 0), count, digest)
        for stream, (count, digest) in sorted(held_elsewhere(other).items())
        if count > known.heads.get(stream, 0)
    ]
    restored = select(journal.c.id).where(journal.c.action == "restore").limit(1)
    if lost and home.execute(restored).first() is None:
        raise NotAllowed(
            N_(
                "This package was handed out by a copy of the project that holds more than "
                "this one. Merge that copy first, or merge the package there."
            )
        )
    return lost


class _Planner:
    """Plans what becomes of one coder's layer."""

    def __init__(
        self,
        home: Connection,
        other: Connection,
        known: Known,
        theirs: Known,
        arriving: ArrivingCodes,
        coder: Any,
    ) -> None:
        self._home = home
        self._other = other
        self._known = known
        self._theirs = theirs
        self._coder = coder
        here = home.execute(select(coders).where(coders.c.guid == coder.guid)).one_or_none()
        self._here = Layer(home, here.id if here else None, known)
        self._there = Layer(other, coder.id, theirs)
        self._words, self._their_words = Words(home), Words(other)
        self._ground = Ground(home, other, self._words)
        self._codes = Codes(home)
        report = CoderMerged(coder.name)
        self._plan = LayerPlan(coder.guid, coder.name, coder.role, report, arriving)
        self._counts: dict[str, int] = defaultdict(int)
        self._touched: tuple[set[str], set[str]] | None = None

    def plan(self, progress: Progress) -> LayerPlan:
        """The whole plan."""
        plan = self._plan
        touched: set[str] = set(plan.codes.streams)
        differing = {table.name: self._differing(table) for table in LAYER}
        for stamps in differing.values():
            touched.update(stream for stream, _ in stamps.values())
        own = {s for s, coder in self._theirs.coder_of.items() if coder == self._coder.guid}
        news = (own | touched) & {s for s in self._theirs.heads if self._goes_on(s)}
        plan.arrived = new_entries(self._home, self._other, news)
        if any(differing.values()) or plan.codes.any:
            self._codings(differing[codings.name], differing[contested.name], progress)
            self._assignments(differing[assignments.name])
            self._rounds(differing[round_coders.name])
        plan.report = self._report()
        return plan

    def _goes_on(self, stream: str) -> bool:
        return self._theirs.heads[stream] > self._known.heads.get(stream, 0)

    def _differing(self, table: Table) -> dict[str, Stamp]:
        """The rows of the package that this project does not have in the same version."""
        here = self._here.stamps(table)
        return {
            guid: stamp
            for guid, stamp in self._there.stamps(table).items()
            if here.get(guid) != stamp and (guid not in here or not self._known.knows(stamp))
        }

    def _codings(
        self, differing: Mapping[str, Stamp], disputed: Mapping[str, Stamp], progress: Progress
    ) -> None:
        """Codings with the memos on them, and what two machines say of one."""
        guids = differing.keys() | self._about(disputed)
        there = self._there.versions(codings, guids)
        united = self._there.unions()
        set_apart(united, there)
        self._reworded(united, there, self._their_words)
        here = self._here.versions(codings, guids)
        entries = self._here.unions()
        before = {guid: (v.alive, dict(v.values)) for guid, v in here.items()}
        set_apart(entries, here)
        cases = Contests(self._here, self._there, guids)
        standing: dict[str, Version] = {}
        pace = Pace(progress, len(there), N_("codings"))
        for guid, version in sorted(there.items(), key=_text_of):
            pace.step()
            winner = self._settle(version, here.get(guid), cases)
            if winner is not None:
                standing[guid] = winner
        self._count(standing, before)
        notes = self._memos(entries)
        self._unite(standing, here, before, entries, notes)

    def _about(self, disputed: Mapping[str, Stamp]) -> set[str]:
        return {v.values["about_guid"] for v in self._there.versions(contested, disputed).values()}

    def _settle(self, version: Version, here: Version | None, cases: Contests) -> Version | None:
        """The version of a coding that stands; None where what is here stays."""
        moved = self._codes.place(version.values)
        placed = None if here is None else self._ground.counts.copy()
        if not self._stands(version):
            self._counts["refused"] += version.alive
            return None
        if here is None and not cases.has(version.guid):
            self._counts["recoded"] += moved and version.alive
            version.id = None
            return version
        ours = {here.stamp: here} if here else {}
        others = cases.here(version.guid), cases.there(version.guid)
        kept = siblings(
            ours | others[0], {version.stamp: version} | others[1], self._known, self._theirs
        )
        kept = self._writers_first(kept, version.guid)
        led(kept)
        first = next(filter(self._worded, kept), here or version)
        rest = [one for one in kept if one is not first]
        self._plan.versions[contested.name] += cases.become(version.guid, rest)
        self._counts["contested"] += len(cases.fresh(version.guid, rest))
        if here is not None and first.stamp == here.stamp:
            self._ground.counts = placed or self._ground.counts
            return None
        self._counts["recoded"] += moved and version.alive
        first.id = here.id if here else None
        return first

    def _worded(self, version: Version) -> bool:
        """Give a version that waited the words at its place; False where that is not here."""
        if "quotation" not in version.values:
            if not self._ground.holds(version.values["source_text_id"]):
                return False
            _reword(version, self._words)
        return True

    def _stands(self, version: Version) -> bool:
        """Whether a coding of the package can stand here."""
        code = version.values["code_id"]
        if not (self._codes.known(code) or self._plan.codes.brings(code)):
            return False
        self._plan.codes.wants_revision(version.values["code_revision_id"])
        return self._ground.place(version)

    def _writers_first(self, kept: list[Version], guid: str) -> list[Version]:
        """Without the versions that correcting a text or merging codes made.

        They follow from what the coder wrote before, and are made again from what the coder
        wrote since.
        """
        if len(kept) < 2:
            return kept
        if self._touched is None:
            self._touched = (
                touched_since(self._home, self._coder.guid, self._theirs),
                touched_since(self._other, self._coder.guid, self._known),
            )
        own = [
            version
            for version in kept
            if guid in self._touched[0 if self._known.knows(version.stamp) else 1]
        ]
        return own or kept[:1]

    def _count(
        self, standing: Mapping[str, Version], before: Mapping[str, tuple[int, dict[str, Any]]]
    ) -> None:
        for guid, version in standing.items():
            alive = before[guid][0] if guid in before else 0
            self._counts["new"] += version.alive and not alive
            self._counts["taken_away"] += alive and not version.alive
            self._counts["changed"] += alive and version.alive

    def _memos(self, entries: list[Union]) -> dict[str, Version]:
        """Memos of the coder that are new or otherwise, as they shall stand, and their texts."""
        differing = self._differing(memos)
        there = self._there.versions(memos, differing)
        set_apart(self._there.unions(), there)
        here = self._here.versions(memos, differing)
        set_apart(entries, here)
        standing: dict[str, Version] = {}
        for guid, version in there.items():
            counts = self._ground.counts.copy()
            fits = self._ground.place(version)
            self._ground.counts = counts
            if not fits:
                continue
            old = here.get(guid)
            if old is None or self._theirs.knows(old.stamp) or version.order > old.order:
                version.id = old.id if old else None
                standing[guid] = version
                self._counts["memos"] += version.alive or (old.alive if old else 0)
        self._bodies([v.values["writing"] for v in standing.values()])
        return standing

    def _bodies(self, guids: list[str]) -> None:
        for part in in_parts(guids):
            held = set(
                self._home.execute(
                    select(writings.c.guid).where(writings.c.guid.in_(part))
                ).scalars()
            )
            rows = self._other.execute(
                select(writings.c.guid, writings.c.body, writings.c.created).where(
                    writings.c.guid.in_(part)
                )
            ).all()
            self._plan.bodies += [tuple(row) for row in rows if row.guid not in held]

    def _unite(
        self,
        standing: dict[str, Version],
        here: Mapping[str, Version],
        before: dict[str, tuple[int, dict[str, Any]]],
        entries: list[Union],
        notes: dict[str, Version],
    ) -> None:
        """Let what overlaps unite, and plan every row that then says something else."""
        united = {entry.guid for entry in entries if entry.about == codings.name}
        layer = self._here.living_in({v.values["source_text_id"] for v in standing.values()})
        layer |= self._here.versions(codings, united)
        for guid, version in layer.items():
            before.setdefault(guid, (version.alive, dict(version.values)))
        layer |= here
        set_apart(entries, layer)
        self._reworded(entries, layer, self._words)
        layer |= standing
        done = unite_codings(layer, self._words)
        apart = {e.guid for e in entries if e.about == memos.name}
        notes = {
            **self._here.versions(memos, apart),
            **self._here.memos_about(done.keeper_of),
            **notes,
        }
        stood = {guid: dict(v.values) for guid, v in notes.items()}
        set_apart(entries, notes)
        moved = follow(notes, done)
        self._plan.unions += done.unions + moved.unions
        self._counts["united"] += len(set(done.keeper_of) - united)
        self._plan.versions[codings.name] += [
            version
            for guid, version in layer.items()
            if guid in standing or before[guid] != (version.alive, version.values)
        ]
        fresh = {guid for guid, v in notes.items() if v.id is None} | self._taken(notes)
        self._plan.versions[memos.name] += [
            v for guid, v in notes.items() if guid in fresh or stood[guid] != v.values
        ]

    def _taken(self, notes: Mapping[str, Version]) -> set[str]:
        stamps = self._here.stamps(memos)
        return {guid for guid, v in notes.items() if stamps.get(guid) != v.stamp}

    def _reworded(
        self, entries: list[Union], versions: Mapping[str, Version], words: Words
    ) -> None:
        """Give those that say a passage of their own again its words."""
        for entry in entries:
            if entry.guid in versions and "start" in entry.apart:
                _reword(versions[entry.guid], words)

    def _assignments(self, differing: Mapping[str, Stamp]) -> None:
        """How far the coder is: of what two machines say, what is further."""
        entries = [e for e in self._here.unions() if e.about == assignments.name]
        there = self._there.versions(assignments, differing)
        layer = self._here.versions(assignments)
        before = {guid: (v.alive, dict(v.values), v.stamp) for guid, v in layer.items()}
        set_apart(self._there.unions(), there)
        set_apart(entries, layer)
        for guid, version in there.items():
            old = layer.get(guid)
            if self._ground.has_source(version.values["source_id"]) and (
                old is None
                or self._theirs.knows(old.stamp)
                or (further(version), version.order) > (further(old), old.order)
            ):
                version.id = old.id if old else None
                layer[guid] = version
        done = unite_assignments(layer)
        self._plan.unions += done.unions
        changed = [
            v for guid, v in layer.items() if before.get(guid) != (v.alive, v.values, v.stamp)
        ]
        self._plan.versions[assignments.name] += changed
        self._counts["progress"] += sum(bool(v.alive) for v in changed)

    def _rounds(self, differing: Mapping[str, Stamp]) -> None:
        """That the coder has finished a round, where it is still open here."""
        here = self._here.versions(round_coders, differing)
        open_here = set(
            self._home.execute(
                select(rounds.c.guid).where(
                    rounds.c.alive == 1, rounds.c.state == RoundState.OPEN.value
                )
            ).scalars()
        )
        for guid, version in self._there.versions(round_coders, differing).items():
            old = here.get(guid)
            if old is None or not self._theirs.knows(old.stamp):
                continue
            if version.values["round_id"] in open_here:
                version.id = old.id
                self._plan.versions[round_coders.name].append(version)
                self._counts["progress"] += 1

    def _report(self) -> CoderMerged:
        counts, ground, plan = self._counts, self._ground.counts, self._plan
        counted = CoderMerged(
            coder=plan.name,
            carried=ground[CARRIED],
            doubtful=ground[WAITING],
            adapted=ground[ADAPTED],
            provisional=plan.codes.refs(plan.coder),
            acts=sum(len(new.entries) for new in plan.arrived),
        )
        return replace(counted, **{name: int(counts[name]) for name in counts})  # type: ignore[arg-type]


def _reword(version: Version, words: Words) -> None:
    values = version.values
    text = words(values["source_text_id"])
    values["quotation"] = text[values["start"] : values["end"]]


def _text_of(item: tuple[str, Version]) -> str:
    """By which codings are brought into an order in which each text is read once."""
    return str(item[1].values["source_text_id"])


def write_layer(change: Change, plan: LayerPlan) -> None:
    """Write what was planned for one coder."""
    connection = change.connection
    keys = adopt_entries(connection, plan.arrived)
    coder_id = _coder_key(change, plan)
    plan.codes.write(connection, keys)
    insert_rows(connection, writings, ("guid", "body", "created"), plan.bodies)
    layer = Layer(connection, coder_id, Known(connection))
    if any(plan.versions.values()):
        layer.forget_unions()
        writer = Writer(connection, coder_id, keys)
        for table in LAYER:
            writer.put(table, plan.versions[table.name])
        writer.put_unions(plan.unions)


def _coder_key(change: Change, plan: LayerPlan) -> int:
    found = change.connection.execute(
        select(coders.c.id, coders.c.alive).where(coders.c.guid == plan.coder)
    ).one_or_none()
    if found is not None:
        return int(found.id)
    named = select(coders.c.id).where(coders.c.name == plan.name, coders.c.alive == 1)
    if change.connection.execute(named).first() is not None:
        raise NotAllowed(
            N_("Both have a coder “{name}”, and they are not the same: rename one of them."),
            name=plan.name,
        )
    return change.insert(coders, {"guid": plan.coder, "name": plan.name, "role": plan.role})
