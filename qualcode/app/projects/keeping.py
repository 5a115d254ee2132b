"""Keeping a project safe: check it, back it up, bring a backup back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.progress import Progress, nobody_waits
from qualcode.store.safety.backup import (
    BackupReport,
    RestoreReport,
    back_up,
    backup_and_project,
    daily_backup,
    restore,
)
from qualcode.store.safety.check import CheckReport, check
from qualcode.store.safety.converting import converted
from qualcode.store.safety.repairing import RepairReport, repair

if TYPE_CHECKING:
    from qualcode.store.project import Project


def check_project(project: Project, progress: Progress = nobody_waits) -> CheckReport:
    """Look at everything that must be true of a project; nothing is changed.

    Args:
        project: the project.
        progress: is told how far it is.
    """
    return check(project, progress)


def repair_project(where: Path, progress: Progress = nobody_waits) -> RepairReport:
    """Mend a damaged project as far as a backup or its journal proves what was written.

    Args:
        where: its file.
        progress: is told how far it is.

    Raises:
        ProjectProblem: it is on a server, or is being written.
        DamagedProject: nothing could be mended; it is left as it was.
    """
    return repair(where, progress)


def back_up_project(
    project: Project, target: Path | None = None, progress: Progress = nobody_waits
) -> BackupReport:
    """Copy the project, open the copy and count it.

    Args:
        project: the project.
        target: the file to make; beside the project, in the folder of its backups, where None.
        progress: is told how far it is.

    Raises:
        ProjectProblem: the copy is not whole, or the project lives on a server.
    """
    return back_up(project, target, progress=progress)


def back_up_once_a_day(project: Project) -> BackupReport | None:
    """A backup at the first opening of a day; None where there is one of today."""
    if project.path is None or project.refusal is not None:
        return None
    return daily_backup(project)


def restore_in_any_order(
    first: str, second: str, progress: Progress = nobody_waits
) -> RestoreReport:
    """Put a backup in the place of a project, whichever of the two is named first.

    Args:
        first: the backup; it is the project where the other one is recognised as its backup.
        second: the other one.
        progress: is told how far it is.

    Raises:
        ProjectProblem: as `restore_project`.
    """
    backup, where = backup_and_project(first, second)
    return restore(Path(backup), where, progress)


def restore_project(backup: Path, where: Path, progress: Progress = nobody_waits) -> RestoreReport:
    """Put a backup in the place of a project; what was there is kept beside it.

    Args:
        backup: the backup.
        where: the project's file.
        progress: is told how far it is.

    Raises:
        ProjectProblem: the backup is damaged, the project is open elsewhere, or the file to be
            replaced stands in a folder of backups.
    """
    return restore(backup, where, progress)


def encrypt_project(
    where: Path, out: Path, passphrase: str, progress: Progress = nobody_waits
) -> RestoreReport:
    """Make an encrypted copy of a project; the project in clear stays where it is.

    Args:
        where: the project's file.
        out: the file to make.
        passphrase: what the copy is encrypted under.
        progress: is told how far it is.

    Raises:
        NotAllowed: the passphrase is too short.
        ProjectProblem: it is encrypted already, or the copy cannot be written.
    """
    return converted(where, out, passphrase, progress)


def decrypt_project(where: Path, out: Path, progress: Progress = nobody_waits) -> RestoreReport:
    """Make a copy in clear of an encrypted project, which stays where it is.

    Args:
        where: the project's file.
        out: the file to make.
        progress: is told how far it is.

    Raises:
        NotAllowed: the passphrase is another one.
        ProjectProblem: it is not encrypted, or the copy cannot be written.
    """
    return converted(where, out, None, progress)
