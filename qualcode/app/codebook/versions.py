"""Versions of a codebook: publish, list, compare; and what is to be read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.app.codebook.edits import editor, somebody_acts
from qualcode.app.projects.studies import codebook_named
from qualcode.core.codebook import Codebook
from qualcode.core.errors import NotAllowed
from qualcode.core.text import normalised
from qualcode.core.wording.codebook_diff import (
    CodebookDiff,
    CodebookVersion,
    ToReread,
    diff_codebooks,
)
from qualcode.i18n import N_, translate
from qualcode.store.rows import codebook_versions as version_rows
from qualcode.store.rows import codebook_work as work_rows
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows.cases import coder_named

if TYPE_CHECKING:
    from qualcode.store.project import Project


def publish_version(project: Project, codebook: str | None, label: str, reason: str = "") -> None:
    """Record a codebook as it stands under a label, such as “1.1.0”.

    Raises:
        NotAllowed: no such codebook, an empty label or one that it has already, or who acts may
            not.
    """
    somebody_acts(project)
    name = codebook_named(project, codebook).id
    label = normalised(label).strip()
    with project.change("publish_version", codebook=name, version=label) as change:
        editor(project, change)
        known = {v.label for v in version_rows.list_versions(change.connection, name)}
        if not label or label in known:
            raise NotAllowed(
                N_("“{codebook}” needs a new label; it has {labels}."),
                codebook=name,
                labels=", ".join(sorted(known)) or "—",
            )
        book_id = work_rows.codebook_key(change.connection, name)
        codebook_rows.publish_version(change, book_id, label, normalised(reason).strip())
        version_rows.set_version(change, book_id, label)


def list_versions(project: Project, codebook: str | None = None) -> list[CodebookVersion]:
    """The published versions of a codebook (the only one, unless named), oldest first."""
    name = codebook_named(project, codebook).id
    with project.read() as connection:
        return version_rows.list_versions(connection, name)


def codebook_at(project: Project, codebook: str | None, label: str) -> Codebook:
    """A codebook as it stood when it was published under a label.

    Raises:
        NotFound: no version of that label.
        NotAllowed: no such codebook.
    """
    name = codebook_named(project, codebook).id
    with project.read() as connection:
        return version_rows.load_version(connection, name, label)


def diff_versions(
    project: Project, codebook: str | None, a: str, b: str | None = None
) -> CodebookDiff:
    """What is different in version `b` of a codebook (None: as it stands now) from version `a`.

    Raises:
        NotFound: no version of that label.
        NotAllowed: no such codebook.
    """
    now = codebook_named(project, codebook)
    with project.read() as connection:
        before = version_rows.load_version(connection, now.id, a)
        after = now if b is None else version_rows.load_version(connection, now.id, b)
        index = project.memory.code_index(connection)
        splits = {
            index.by_id[code].code.key: tuple(index.by_id[key].code.key for key in pair)
            for code, pair in work_rows.splits(connection).items()
            if index.by_id[code].codebook == now.id
        }
    names = (a, translate(N_("now")) if b is None else b)
    return diff_codebooks(before, after, names=names, splits=splits)


def rereading(project: Project, coder: str | None = None) -> list[ToReread]:
    """A coder's codings (the acting coder's, unless named) whose code means something else now.

    Only another definition, use, limit or example counts, not another label. What one may not
    see in a round that is open is left out.

    Raises:
        NotFound: no such coder.
    """
    name = coder or project.acting
    if name is None:
        return []
    with project.read() as connection:
        if coder is not None:
            coder_named(connection, coder)
        viewer = project.acting_key(connection)
        waiting = {b.guid: b for b in version_rows.behind(connection, viewer, coder=name)}
        found = coding_rows.list_codings(
            connection,
            viewer,
            coder=name,
            code_ids=sorted({b.code_id for b in waiting.values()}),
            objected=True,
        )
    return [
        ToReread(coding, waiting[coding.guid].before, waiting[coding.guid].after)
        for coding in found
        if coding.guid in waiting
    ]


def reread(project: Project, guids: Iterable[str]) -> int:
    """Say that codings of one's own were read again and stand under what their code means now.

    Returns:
        How many of them were waiting for it.

    Raises:
        NotFound: no such coding, or one that this coder may not see.
        NotAllowed: another coder's coding, or who acts may not.
    """
    somebody_acts(project)
    wanted = list(dict.fromkeys(guids))
    with project.change("reread") as change:
        coder, _ = editor(project, change)
        waiting = {
            b.guid: b for b in version_rows.behind(change.connection, coder, coder=project.acting)
        }
        for guid in wanted:
            if guid not in waiting:
                coding_rows.own_coding(change.connection, coder, guid)
        read = [waiting[guid] for guid in wanted if guid in waiting]
        version_rows.catch_up(change, read)
        change.said["n"] = len(read)
    return len(read)
