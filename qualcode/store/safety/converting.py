"""A project in clear made into an encrypted one, and back: a verified copy, never in place."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qualcode.core.errors import ProjectProblem
from qualcode.core.progress import Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.gate import open_rounds
from qualcode.store.journal import new_guid
from qualcode.store.project import Project
from qualcode.store.safety.backup import RestoreReport, rows_of, verify_copy
from qualcode.store.safety.ciphers import KEYS, driver, is_encrypted, turn_key
from qualcode.store.safety.drafts import drafted
from qualcode.store.tables import project as project_table


def converted(
    source: Path, out: Path, passphrase: str | None, progress: Progress = nobody_waits
) -> RestoreReport:
    """Copy a project into a file that is encrypted under a passphrase, or in clear without one.

    What is written in the copy belongs to a new replica, for the project stays where it is.

    Args:
        source: the project.
        out: a file that does not exist yet.
        passphrase: what the copy is encrypted under.
        progress: is told how far it is.

    Raises:
        ProjectProblem: `source` is what it is to become, or `out` cannot be written.
        NotAllowed: a passphrase is too short, or another one.
        DamagedProject: the copy does not hold what the project holds; nothing is left.
    """
    if engines.is_server(str(source)):
        raise ProjectProblem(N_("On a server its administrator sees to encryption, not qualcode."))
    engines.check_project_file(source)
    if is_encrypted(source) == (passphrase is not None):
        raise ProjectProblem(
            N_("{file} is encrypted already.") if passphrase else N_("{file} is not encrypted."),
            file=source.name,
        )
    with drafted(out) as draft:
        if passphrase is not None:
            KEYS.begin(draft, passphrase)
        progress(0, 1, N_("pages of the file"))
        rows = _exported(source, draft)
        verify_copy(draft, rows, progress)
        blind = _begin_anew(draft, "decrypt" if passphrase is None else "encrypt")
    return RestoreReport(out, None if blind else rows, None)


def _exported(source: Path, draft: Path) -> dict[str, int]:
    """Everything of one file written into another; gives what was counted in the first."""
    module = driver()
    name = f"{draft.resolve().as_uri()}?mode=rw"
    with closing(module.connect(name, uri=True, isolation_level=None)) as copy:
        copy.execute("PRAGMA cipher_log_level=NONE")
        turn_key(copy, KEYS.of(draft))
        key = KEYS.of(source)
        written = "''" if key is None else f"\"x'{key}'\""
        place = f"{source.resolve().as_uri()}?mode=ro"
        copy.execute(f"ATTACH DATABASE ? AS source KEY {written}", (place,))
        copy.execute("SELECT sqlcipher_export('main', 'source')").fetchone()
        rows = rows_of(copy, "source")
        copy.execute("DETACH DATABASE source")
        copy.execute(f"PRAGMA application_id={engines.APPLICATION_ID}")
        copy.execute(f"PRAGMA user_version={engines.SCHEMA_VERSION}")
        return rows


def _begin_anew(draft: Path, action: str) -> bool:
    """Make the copy a replica of its own; gives whether a round is open in it."""
    engine = engines.sqlite_engine(draft, read_only=False)
    with closing(Project(engine, str(draft), None, None)) as anew:
        with anew.writer() as connection, connection.begin():
            connection.execute(project_table.update().values(replica=new_guid()))
        with anew.change(action, kind="barrier") as change:
            return bool(open_rounds(change.connection))
