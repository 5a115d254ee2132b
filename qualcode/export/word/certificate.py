"""The certificate of what was archived and purged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualcode.core.privacy.retention import Certificate
from qualcode.export.word.values import Column, Document, Prose, Row, Table
from qualcode.i18n import _, in_language
from qualcode.i18n.numbers import integer

Files = Sequence[tuple[str, int, str]]
"""Name, bytes and SHA-256."""


def certificate_document(certified: Certificate, *, language: str) -> Document:
    """The certificate, to sign and to file."""
    with in_language(language):
        blocks = (
            Prose(_("What was done"), tuple(_told(certified))),
            _files(_("Files in the archive"), certified.files),
            _files(_("Files that were overwritten and removed"), certified.destroyed),
            Prose(
                _("What this certificate does not cover"),
                (
                    _(
                        "Files that had left the project before, which whoever holds them has "
                        "to destroy: {files}.",
                        files=", ".join(certified.elsewhere) or "—",
                    ),
                    _(
                        "On drives that write every change to another place (SSD), in snapshots "
                        "and in copies made by other programs, bytes may outlive their being "
                        "overwritten, unless the disk is encrypted."
                    ),
                ),
            ),
            Prose(_("Signature"), (_("Name, day, signature:"), " ")),
        )
        return Document(
            title=_("Certificate of archiving and destruction"),
            language=language,
            made_on=date.fromisoformat(certified.purged[:10]),
            blocks=blocks,
            footer=certified.title,
        )


def _told(certified: Certificate) -> list[str]:
    told = [
        _("Study: {study}.", study=certified.title),
        _("Project: {guid}.", guid=certified.project),
        _("Archived: {moment}.", moment=certified.archived),
        _("Purged: {moment}, by {name}.", moment=certified.purged, name=certified.by),
        _(
            "Archive: {name}; its list of files has the SHA-256 {digest}.",
            name=certified.archive,
            digest=certified.manifest_sha256,
        ),
    ]
    if certified.published is not None and certified.due is not None:
        told.insert(
            2,
            _(
                "Published on {published}; to be in use until {due}.",
                published=certified.published,
                due=certified.due,
            ),
        )
    return told


def _files(title: str, files: Files) -> Table:
    rows = tuple(Row((name, integer(size), sha256)) for name, size, sha256 in files)
    return Table(
        title=title,
        columns=(Column(_("File"), 8.0), Column(_("Bytes"), 3.0), Column("SHA-256", 13.0)),
        rows=rows,
        description=title,
    )
