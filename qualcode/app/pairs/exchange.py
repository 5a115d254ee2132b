"""Exchange without a server: hand a package out, give it back, take a layer in again.

A package is a project of its own: the transcripts that one coder is to code, the codebooks, the
persons who speak (without restricted attributes), that coder's own codings and memos, and no other
layer. It is sealed with a passphrase unless refused. Whoever receives one unpacks it once, codes in
it as in any project, and gives it back; the project it came from takes the layer in again, as
often as wanted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.pairs.rounds import version_label
from qualcode.core.people import Role
from qualcode.core.progress import Progress, nobody_waits
from qualcode.core.study import Privacy
from qualcode.i18n import N_
from qualcode.store.exchange import contests, package, sealing
from qualcode.store.exchange.contests import Contest
from qualcode.store.exchange.handout import Scope, begin_replica, write_copy, write_package
from qualcode.store.exchange.merging import LayerPlan, lost_acts, plan_layers, write_layer
from qualcode.store.exchange.package import Package, coder_of_package, opened_package
from qualcode.store.exchange.reporting import CoderMerged
from qualcode.store.exchange.versions import Known
from qualcode.store.project import told
from qualcode.store.rows.cases import coder_named, list_cases
from qualcode.store.rows.codebook_versions import list_versions, load_version, set_version
from qualcode.store.rows.codebook_work import codebook_key
from qualcode.store.rows.codebooks import publish_version
from qualcode.store.rows.ledger import record_export
from qualcode.store.rows.sources import (
    list_sources,
    load_transcript,
    source_name,
    source_row,
)
from qualcode.store.rows.transcript_rows import turns_by_case
from qualcode.store.safety.drafts import drafted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class HandoutReport:
    """A package that was written."""

    file: Path
    coder: str
    sources: tuple[str, ...]
    sealed: bool
    withheld: tuple[str, ...] = ()
    """Restricted attributes, which stay at home."""
    objected: tuple[str, ...] = ()
    """Transcripts that stay at home too: somebody in them objected to the use of their words."""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a package brings, or brought."""

    file: str
    coders: tuple[CoderMerged, ...]
    strangers: tuple[str, ...] = ()
    """Others who coded in a package that was not theirs: their layers stay in it."""
    backup: Path | None = None
    """The copy of the project that was made before."""

    @property
    def empty(self) -> bool:
        """Whether all of it was known already."""
        return all(one.empty for one in self.coders)


def hand_out(
    project: Project,
    coder: str,
    out: Path,
    *,
    sources: Sequence[str] | None = None,
    round_name: str | None = None,
    passphrase: str | None = None,
    progress: Progress = nobody_waits,
) -> HandoutReport:
    """Write one coder's package; it goes into the ledger of files that left the project.

    Args:
        project: the project.
        coder: for whom; somebody new is enrolled.
        out: the file to make.
        sources: names of the transcripts to code; all where None.
        round_name: the round whose transcripts they are; then `sources` is not asked.
        passphrase: what seals it; None leaves it open to whoever finds the file.
        progress: is told how far it is.

    Raises:
        NotFound: no such source or round.
        NotAllowed: the coder has no part in the round, or may not code; the project is itself a
            package; the passphrase is too short.
        ProjectProblem: the file exists already or cannot be written.
    """
    _refuse_package(project)
    withheld = restricted_attributes(project)
    _enrol(project, coder)
    _publish(project, coder)
    with project.change("handout", kind="note", coder=coder) as change:
        connection = change.connection
        scope = _scope(connection, coder, sources, round_name, withheld)
        scope, objected = _without_objecting(connection, scope, sources)
        names = _names(connection, scope)
        with drafted(out) as draft, told(project.where):
            replica = write_package(connection, scope, draft, passphrase, progress)
            change.said |= {"n": len(names), "replica": replica}
            _record(project, change, "handout", out, draft, {"coder": coder, "sources": names})
    kept = tuple(withheld)
    return HandoutReport(out, coder, tuple(names), passphrase is not None, kept, objected)


def _without_objecting(
    connection: Connection, scope: Scope, named: Sequence[str] | None
) -> tuple[Scope, tuple[str, ...]]:
    """The scope without transcripts of persons who objected, and the names of those.

    Raises:
        NotAllowed: such a transcript was asked for by name, or nothing else is left.
    """
    silent = {case.name for case in list_cases(connection) if case.objected}
    hers: dict[int, str] = {}
    for key in scope.source_ids if silent else ():
        heard = load_transcript(connection, source_name(connection, key)).speakers.values()
        if cases := sorted({who.case for who in heard if who.case and who.coded} & silent):
            hers[key] = cases[0]
    names = tuple(source_name(connection, key) for key in hers)
    left = [key for key in scope.source_ids if key not in hers]
    if hers and (named is not None or not left):
        raise NotAllowed(
            N_(
                "{case} objected to the use of their words: {source} is not handed out. Leave it "
                "out, or see qualcode object PROJECT {case} --lift."
            ),
            case=next(iter(hers.values())),
            source=names[0],
        )
    return replace(scope, source_ids=left), names


def _refuse_package(project: Project) -> None:
    coder = coder_of_package(project)
    if coder is not None:
        raise NotAllowed(
            N_("This is itself the package of {coder}. Give it back with: qualcode handback"),
            coder=coder,
        )


def restricted_attributes(project: Project) -> list[str]:
    """Ids of the attributes that the study lets no file hold that leaves the project."""
    from qualcode.app.projects.studies import study_of

    study = study_of(project)
    every = (*study.participant_attributes, *study.source_attributes)
    return [one.id for one in every if one.privacy is Privacy.RESTRICTED]


def _enrol(project: Project, coder: str) -> None:
    """See that the coder is known and may code: their layer has the same name everywhere."""
    from qualcode.store.tables import coders

    with project.read() as connection:
        known = connection.execute(
            coders.select().where(coders.c.name == coder, coders.c.alive == 1)
        ).one_or_none()
    if known is None:
        with project.change("enrol_coder", kind="barrier", coder=coder) as change:
            if coder != project.acting:
                change.insert(coders, {"name": coder, "role": Role.CODER.value})
    elif known.role == Role.VIEWER:
        raise NotAllowed(N_("{name} may read and comment, but not code."), name=coder)


def _publish(project: Project, coder: str) -> None:
    """Publish the codebooks that have been worked on since their last version."""
    with project.read() as connection:
        pending: dict[str, str] = {}
        for book in project.memory.codebooks(connection):
            labels = [version.label for version in list_versions(connection, book.id)]
            stands = book.version in labels
            if not (stands and load_version(connection, book.id, book.version) == book):
                pending[book.id] = version_label(book.version, coder, labels)
    if not pending:
        return
    with project.change("publish_version", kind="barrier", versions=pending) as change:
        for codebook, label in pending.items():
            key = codebook_key(change.connection, codebook)
            publish_version(change, key, label, "")
            set_version(change, key, label)


def _scope(
    connection: Connection,
    coder: str,
    names: Sequence[str] | None,
    round_name: str | None,
    withheld: Sequence[str],
) -> Scope:
    from qualcode.store.exchange.scope import round_scope

    coder_id = coder_named(connection, coder).id
    if round_name is not None:
        round_id, source_ids = round_scope(connection, round_name, coder_id)
        return Scope(coder_id, source_ids, round_id, withheld)
    if names is None:
        names = [source.name for source in list_sources(connection)]
    if not names:
        raise NotAllowed(N_("There is nothing to hand out: import transcripts first."))
    return Scope(coder_id, [source_row(connection, name).id for name in names], None, withheld)


def _names(connection: Connection, scope: Scope) -> list[str]:
    return [source_name(connection, key) for key in scope.source_ids]


def _record(
    project: Project,
    change: Change,
    kind: str,
    out: Path,
    draft: Path,
    settings: dict[str, Any],
) -> None:
    with draft.open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    record_export(
        change,
        kind=kind,
        file_name=out.name,
        sha256=sha256,
        settings=settings,
        coder_id=project.acting_key(change.connection),
        quoted=turns_by_case(change.connection, settings.get("sources", ())),
    )


def hand_back(project: Project, out: Path, *, passphrase: str | None) -> HandoutReport:
    """Write a package that was coded in as a file to send home.

    Raises:
        NotAllowed: the project is no package, or the passphrase is too short.
        ProjectProblem: the file exists already or cannot be written.
    """
    coder = coder_of_package(project)
    if coder is None:
        raise NotAllowed(N_("This is no package: hand one out with: qualcode handout"))
    with project.read() as connection:
        names = tuple(source.name for source in list_sources(connection))
    with drafted(out) as draft:
        write_copy(project, draft, passphrase)
    return HandoutReport(out, coder, names, passphrase is not None)


def package_coder(project: Project) -> str | None:
    """Name of the coder whom this project was handed out to; None for a project that is whole."""
    return coder_of_package(project)


def is_sealed(path: Path) -> bool:
    """Whether a file is a sealed package."""
    return sealing.is_sealed(path)


def unpack(path: Path, passphrase: str, out: Path | None = None) -> tuple[Path, str | None]:
    """Make the project of a sealed package; gives its file and the name of its coder.

    Raises:
        NotAllowed: the passphrase is another one.
        ProjectProblem: the package is damaged, or the project's file is there already.
    """
    out = unpacked_name(path) if out is None else out
    content = package.content_of(path, passphrase)
    with drafted(out) as draft:
        draft.write_bytes(content)
        begin_replica(draft)
    with opened_package(out, None) as (held, _):
        return out, held.coder_name


def unpacked_name(path: Path) -> Path:
    """The file that a sealed package is unpacked to: beside it, under the same name."""
    return path.with_name(path.name.removesuffix(sealing.ENDING) + ".qualcode")


def preview_merge(
    project: Project,
    path: Path,
    *,
    passphrase: str | None = None,
    progress: Progress = nobody_waits,
) -> MergeReport:
    """What a package would bring; nothing is written.

    Args:
        project: the project.
        path: the package.
        passphrase: what it is sealed with.
        progress: is told how far it is.

    Raises:
        FileProblem: it is not there, or it is sealed and no passphrase was given.
        ProjectProblem: it is something else, or damaged.
        NotAllowed: it is of another project, or the passphrase is another one.
    """
    progress(0, 1, N_("the package"))
    with opened_package(path, passphrase) as (held, other), project.read() as connection:
        plans = _plan(connection, held, other, progress)
        return _report(project, connection, held, other, plans)


def merge_package(
    project: Project,
    path: Path,
    *,
    passphrase: str | None = None,
    progress: Progress = nobody_waits,
) -> MergeReport:
    """Take a layer in again; a backup is made before, and nothing done where all is known.

    Args:
        project: the project.
        path: the package.
        passphrase: what it is sealed with.
        progress: is told how far it is.

    Raises:
        FileProblem: it is not there, or it is sealed and no passphrase was given.
        ProjectProblem: it is something else, or damaged; or the backup cannot be made.
        NotAllowed: it is of another project, or the passphrase is another one.
    """
    if project.refusal is not None:
        raise project.refusal
    progress(0, 1, N_("the package"))
    with opened_package(path, passphrase) as (held, other):
        with project.read() as connection:
            plans = _plan(connection, held, other, progress)
            report = _report(project, connection, held, other, plans)
            heads = Known(connection).heads
        if report.empty:
            return report
        backup = _backed_up(project, progress)
        progress(0, 1, N_("rows"))
        with project.change("merge", kind="barrier", coders=[p.name for p in plans]) as change:
            _refuse_viewers(project, change)
            if Known(change.connection).heads != heads:
                plans = _plan(change.connection, held, other, progress)
                report = _report(project, change.connection, held, other, plans)
            lost = lost_acts(change.connection, other)
            for plan in plans:
                write_layer(change, plan)
            if lost:
                change.said["lost"] = lost
            change.said |= {"replica": held.replica, "n": sum(p.report.acts for p in plans)}
    return replace(report, backup=backup)


def _plan(
    connection: Connection, held: Package, other: Connection, progress: Progress
) -> list[LayerPlan]:
    own = package.describe(connection, "")
    if held.project != own.project:
        raise NotAllowed(
            N_("{file} belongs to another project (“{title}”): it cannot be merged here."),
            file=held.name,
            title=held.title,
        )
    if held.replica == own.replica:
        raise NotAllowed(N_("{file} is this project itself."), file=held.name)
    if own.coder is not None:
        raise NotAllowed(
            N_("This is a package of {coder}: merge into the project that it came from."),
            coder=own.coder_name or "?",
        )
    return plan_layers(connection, other, held.coder, progress)


def _report(
    project: Project,
    connection: Connection,
    held: Package,
    other: Connection,
    plans: Iterable[LayerPlan],
) -> MergeReport:
    from qualcode.store.exchange.scope import closed_to, strangers

    closed = closed_to(connection, project.acting_key(connection))
    told = tuple(
        CoderMerged(plan.name, closed=True, acts=plan.report.acts)
        if plan.coder in closed and not plan.report.empty
        else plan.report
        for plan in plans
    )
    return MergeReport(held.name, told, tuple(strangers(other, held.coder)))


def _backed_up(project: Project, progress: Progress) -> Path | None:
    from qualcode.store.safety.backup import back_up

    if project.path is None:
        return None
    return back_up(project, why="before-merge", progress=progress).file


def _refuse_viewers(project: Project, change: Change) -> None:
    if project.acting is None:
        return
    if Role(coder_named(change.connection, project.acting).role) is Role.VIEWER:
        raise NotAllowed(N_("{name} may read and comment, but not merge."), name=project.acting)


def list_contested(project: Project) -> list[Contest]:
    """The acting coder's codings that were changed on two machines at once, as they wait."""
    with project.read() as connection:
        return contests.contests_of(connection, project.acting_key(connection))


def settle_contested(project: Project, guid: str, *, take: bool) -> None:
    """Say which version of one's own coding stands.

    Args:
        project: the project.
        guid: GUID of the version that waits, as `list_contested` tells it.
        take: whether it stands from now on; else the one that is shown stays.

    Raises:
        NotFound: nothing of the acting coder waits under this GUID.
    """
    with project.change("settle_contested") as change:
        own = project.acting_key(change.connection)
        found = {one.guid: one for one in contests.contests_of(change.connection, own)}
        if guid not in found:
            raise NotFound(N_("Nothing of yours waits under {guid}."), guid=guid)
        contests.settle(change, found[guid], take=take)
