"""The table of who stands behind a pseudonym: sealed, outside the project, or not kept at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.texts.correcting import refuse_viewers
from qualcode.core.errors import FileProblem, NotAllowed
from qualcode.i18n import N_
from qualcode.store import studies
from qualcode.store.exchange.sealing import is_sealed, seal, unseal
from qualcode.store.safety.bundles import destroy, files_of_project
from qualcode.store.safety.drafts import drafted

if TYPE_CHECKING:
    from qualcode.store.project import Project

MAGIC = b"qualcode key file 1\n"
"""The first line of a key file."""

_CLOUDS = ("dropbox", "onedrive", "google drive", "nextcloud", "owncloud", "icloud", "kdrive")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Identities by pseudonym."""

    project: str
    """GUID of the project that it belongs to."""
    identities: Mapping[str, str]
    created: str


def create_key_file(project: Project, path: Path, passphrase: str) -> None:
    """Make an empty key file.

    Raises:
        NotAllowed: it would stand with the project, or the passphrase is too short.
        ProjectProblem: a file of that name is there, or it cannot be written.
    """
    _refuse_place(project, path)
    with project.read() as connection:
        guid = studies.guid(connection)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    _write(path, KeyFile(guid, {}, now), passphrase, over=False)


def read_key_file(project: Project, path: Path, passphrase: str) -> KeyFile:
    """The table of a key file.

    Raises:
        FileProblem: it is missing, or no key file.
        NotAllowed: the passphrase is another one, or the file belongs to another project.
        DamagedProject: it was changed.
    """
    _refuse_other_file(path)
    stored = json.loads(unseal(path.read_bytes(), passphrase, path.name, MAGIC))
    with project.read() as connection:
        guid = studies.guid(connection)
    if stored["project"] != guid:
        raise NotAllowed(N_("{file} is the key file of another project."), file=path.name)
    return KeyFile(stored["project"], dict(stored["identities"]), stored["created"])


def add_identity(
    project: Project, path: Path, passphrase: str, pseudonym: str, identity: str
) -> KeyFile:
    """Note who stands behind a pseudonym; an empty identity takes it out.

    Raises:
        NotAllowed: as `read_key_file`, or the file stands with the project.
    """
    return add_identities(project, path, passphrase, {pseudonym: identity})


def add_identities(
    project: Project, path: Path, passphrase: str, found: Mapping[str, str]
) -> KeyFile:
    """Note who stands behind several pseudonyms, in one writing.

    Raises:
        NotAllowed: as `read_key_file`, or the file stands with the project.
    """
    _refuse_place(project, path)
    held = read_key_file(project, path, passphrase)
    told = {pseudonym: identity.strip() for pseudonym, identity in found.items()}
    identities = {**held.identities, **told}
    changed = replace(held, identities={k: v for k, v in sorted(identities.items()) if v})
    _write(path, changed, passphrase, over=True)
    return changed


def destroy_key_file(project: Project, path: Path) -> None:
    """Overwrite a key file and take it away; the project's journal keeps the day.

    From then on nobody can find the persons through it: what is left is still personal data, for
    their words may tell who they are.

    Raises:
        NotAllowed: nobody who may is acting.
        FileProblem: it is missing, or no key file.
    """
    if project.acting is None:
        raise NotAllowed(
            N_("Who is writing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    _refuse_other_file(path)
    with project.change("destroy_keys", kind="barrier") as change:
        refuse_viewers(project, change)
        destroy(path)


def in_a_shared_place(path: Path) -> bool:
    """Whether a file stands where other machines may copy it: a cloud folder, a git tree."""
    folders = path.resolve().parents
    named = any(cloud in folder.name.lower() for folder in folders for cloud in _CLOUDS)
    return named or any((folder / ".git").exists() for folder in folders)


def _refuse_place(project: Project, path: Path) -> None:
    if project.path is None:
        return
    home, place = project.path.resolve().parent, path.resolve()
    if home in place.parents or place in files_of_project(project.path):
        raise NotAllowed(
            N_(
                "A key file never stands with its project: whoever copied the folder would have "
                "both. Choose another folder than {folder}."
            ),
            folder=str(project.path.parent),
        )


def _refuse_other_file(path: Path) -> None:
    if not path.is_file():
        raise FileProblem(N_("There is no file {file}."), file=str(path))
    if not is_sealed(path, MAGIC):
        raise FileProblem(N_("{file} is no key file."), file=path.name)


def _write(path: Path, held: KeyFile, passphrase: str, *, over: bool) -> None:
    content = {
        "project": held.project,
        "created": held.created,
        "identities": dict(held.identities),
    }
    sealed = seal(json.dumps(content, ensure_ascii=False).encode(), passphrase, MAGIC)
    if not path.parent.is_dir():
        raise FileProblem(N_("There is no folder {folder}."), folder=str(path.parent))
    with drafted(path, over=over) as draft:
        draft.chmod(0o600)
        draft.write_bytes(sealed)
