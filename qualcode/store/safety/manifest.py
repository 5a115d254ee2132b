"""What is written beside a backup: what it holds, and where the journal ended when it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = ".backups"
"""Added to a project's name for the folder of its backups."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one backup."""

    file: str
    """Name of the backup."""
    project: str
    """GUID of the project."""
    created: str
    sha256: str
    """Digest of the backup's bytes."""
    rows: Mapping[str, int]
    """Rows by table."""
    heads: Mapping[str, tuple[int, str]]
    """By journal stream, the last entry's count and digest: a journal cut later is noticed."""

    @property
    def as_json(self) -> str:
        """The manifest as it stands beside the backup."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def backups_folder(project: Path) -> Path:
    """Where the backups of a project stand."""
    return project.with_name(project.name + FOLDER)


def among_backups(path: Path) -> bool:
    """Whether a file stands, or would stand, in a folder of backups."""
    return path.resolve().parent.name.endswith(FOLDER)


def manifest_path(backup: Path) -> Path:
    """Where the manifest of a backup stands."""
    return backup.with_name(backup.name + ".json")


def read_manifest(path: Path) -> Manifest | None:
    """The manifest at `path`; None where it cannot be read as one."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        heads = {stream: (int(n), str(digest)) for stream, (n, digest) in stored["heads"].items()}
        return Manifest(**{**stored, "heads": heads})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def manifests_of(project: Path) -> list[Manifest]:
    """The manifests of a project's backups, oldest first."""
    folder = backups_folder(project)
    if not folder.is_dir():
        return []
    read = (read_manifest(path) for path in sorted(folder.glob("*.json")))
    return [manifest for manifest in read if manifest is not None]
