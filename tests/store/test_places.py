"""Folders that are synchronised, network drives and second versions are known by what they are."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from qualcode.store.opening import create_project, open_project
from qualcode.store.safety import places
from qualcode.store.safety.places import Kind, Place, conflict_copies, judged, mounts

FOLDERS: list[tuple[PurePath, str]] = [
    (PureWindowsPath(r"C:\Users\m\OneDrive\étude.qualcode"), "OneDrive"),
    (PureWindowsPath(r"C:\Users\m\OneDrive - CHU de Testville\a\é.qualcode"), "OneDrive"),
    (PureWindowsPath(r"D:\Dropbox (Equipe)\é.qualcode"), "Dropbox"),
    (PureWindowsPath(r"G:\Mon Drive\é.qualcode"), "Google Drive"),
    (PureWindowsPath(r"C:\Users\m\kDrive\é.qualcode"), "kDrive"),
    (PureWindowsPath(r"C:\Users\m\iCloudDrive\é.qualcode"), "iCloud Drive"),
    (PurePosixPath("/Users/m/Library/Mobile Documents/com~apple~CloudDocs/é.qualcode"),
     "iCloud Drive"),
    (PurePosixPath("/Users/m/Library/CloudStorage/GoogleDrive-m@x.test/é.qualcode"),
     "Google Drive"),
    (PurePosixPath("/Users/m/Library/CloudStorage/OneDrive-CHU/é.qualcode"), "OneDrive"),
    (PurePosixPath("/Users/m/Library/CloudStorage/Box-Box/é.qualcode"), "Box"),
    (PurePosixPath("/u/zoe/Nextcloud/thèse/é.qualcode"), "Nextcloud"),
    (PurePosixPath("/u/zoe/ownCloud/é.qualcode"), "ownCloud"),
    (PurePosixPath("/u/zoe/Sync/é.qualcode"), "Syncthing"),
    (PurePosixPath("/u/zoe/pCloudDrive/é.qualcode"), "pCloud"),
    (PurePosixPath("/u/zoe/Seafile/é.qualcode"), "Seafile"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), FOLDERS, ids=[name for _, name in FOLDERS])
def test_a_synchronised_folder_is_known_by_its_name(path: PurePath, name: str) -> None:
    assert judged(path) == Place(Kind.SYNCED, name)


@pytest.mark.parametrize(
    "path",
    [
        PurePosixPath("/u/zoe/étude/é.qualcode"),
        PurePosixPath("/u/zoe/boxe/é.qualcode"),
        PurePosixPath("/u/zoe/dropbox.qualcode"),
        PureWindowsPath(r"C:\Users\m\Documents\é.qualcode"),
        PureWindowsPath(r"\\?\C:\Users\m\Documents\é.qualcode"),
    ],
)
def test_other_folders_are_this_machine_s_own(path: PurePath) -> None:
    assert judged(path, [("/", "ext4")]) == Place(Kind.LOCAL)


def test_a_folder_is_known_by_what_a_program_left_in_it_or_told_the_system() -> None:
    path = PurePosixPath("/u/zoe/thèse/é.qualcode")
    assert judged(path, marks=[".stfolder"]) == Place(Kind.SYNCED, "Syncthing")
    windows = PureWindowsPath(r"C:\Travail\é.qualcode")
    assert judged(windows, known=[("OneDrive", r"C:\Travail")]) == Place(Kind.SYNCED, "OneDrive")
    assert judged(windows, known=[("OneDrive", "")]) == Place(Kind.LOCAL)


LINUX = """\
/dev/vda / ext4 rw,relatime 0 0
serveur:/partage /mnt/partage nfs4 rw 0 0
//chu.test/rech /mnt/réseau\\040chu cifs rw 0 0
m@hote: /u/zoe/loin fuse.sshfs rw 0 0
pcloud /u/zoe/nuage fuse.pcloud rw 0 0
tmpfs /mnt/partage/ici tmpfs rw 0 0
"""
MAC = """\
/dev/disk3s1 on / (apfs, sealed, local)
//m@chu.test/rech on /Volumes/rech (smbfs, nodev, nosuid)
"""


def test_a_network_drive_is_known_by_the_table_of_mounts() -> None:
    cases = {
        "/mnt/partage/é.qualcode": Place(Kind.NETWORK, "nfs4"),
        "/mnt/partage/ici/é.qualcode": Place(Kind.LOCAL),
        "/u/zoe/loin/a/é.qualcode": Place(Kind.NETWORK, "sshfs"),
        "/u/zoe/nuage/é.qualcode": Place(Kind.SYNCED, "pCloud"),
        "/u/zoe/é.qualcode": Place(Kind.LOCAL),
    }
    table = mounts(LINUX)
    assert {path: judged(PurePosixPath(path), table) for path in cases} == cases
    shared = PurePosixPath("/Volumes/rech/é.qualcode")
    assert judged(shared, mounts(MAC)) == Place(Kind.NETWORK, "smbfs")
    assert "/mnt/réseau chu" in [point for point, _ in table]


def test_a_network_drive_is_known_by_its_windows_name() -> None:
    assert judged(PureWindowsPath(r"\\chu\rech\é.qualcode")).kind is Kind.NETWORK
    mapped = PureWindowsPath(r"Z:\rech\é.qualcode")
    assert judged(mapped, remote=["z:"]) == Place(Kind.NETWORK, "Z:")
    assert judged(mapped).kind is Kind.LOCAL


CONFLICTS = [
    "étude (conflicted copy 2026-11-22 030700).qualcode",
    "étude (Copie en conflit de Zoé 2026-11-22).qualcode",
    "étude (PC-de-Zoé's conflicted copy 2026-11-22).qualcode",
    "étude-CONFLIT.qualcode",
    "étude-CONFLIT-poste3.qualcode",
    "étude.sync-conflict-20261122-030700-ABCDEFG.qualcode",
    "étude_conflict-20261122-030700.qualcode",
    "étude (SFConflict zoe@x.test 2026-11-22-03-07-00).qualcode",
    "étude [conflicted].qualcode",
    "étude (1).qualcode",
    "étude 2.qualcode",
    "étude-poste7.qualcode",
]


def test_second_versions_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_host_name", lambda: "poste7")
    others = ["étude.qualcode", "étude.qualcode.lock", "étude-pilote.qualcode", "étude2.qualcode",
              "étude sur les conflits d’horaires.qualcode", "autre (1).qualcode"]  # fmt: skip
    found = conflict_copies(Path("/x/étude.qualcode"), [*CONFLICTS, *others])
    assert found == sorted(CONFLICTS)


def journal_mode(where: Path) -> tuple[str, list[str]]:
    with open_project(where, acting="Zoé") as project:
        assert project.refusal is None
        with project.read() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        return str(mode), [str(warning) for warning in project.warnings]


def test_a_project_is_written_without_a_log_where_the_log_could_be_lost(tmp_path: Path) -> None:
    folder = tmp_path / "Nextcloud"
    folder.mkdir()
    for place, mode, told in (
        (tmp_path / "étude.qualcode", "wal", 0),
        (folder / "étude.qualcode", "delete", 1),
    ):
        create_project(str(place), title="Étude").close()
        found, warnings = journal_mode(place)
        assert (found, len(warnings)) == (mode, told)
    assert "Nextcloud synchronises" in warnings[0]
    (folder / CONFLICTS[0]).write_bytes(b"")
    assert any(CONFLICTS[0] in warning for warning in journal_mode(place)[1])
