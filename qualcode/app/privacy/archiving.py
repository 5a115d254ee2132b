"""The archive of a study: a verified copy in open formats, and the end of the working project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.memos import as_text
from qualcode.app.privacy.retention import clock_of
from qualcode.app.projects.studies import list_codebooks, title_of
from qualcode.app.projects.undoing import list_journal
from qualcode.app.texts.correcting import refuse_viewers
from qualcode.core.errors import DamagedProject, NotAllowed, ProjectProblem
from qualcode.core.privacy.retention import Certificate
from qualcode.core.version import __version__
from qualcode.i18n import N_
from qualcode.store import studies
from qualcode.store.gate import open_rounds
from qualcode.store.opening import open_project
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import ledger, memos
from qualcode.store.rows import sources as source_rows
from qualcode.store.safety.backup import back_up
from qualcode.store.safety.bundles import (
    CERTIFICATE,
    LIST,
    BundleCheck,
    destroy,
    digest_of,
    files_of_project,
    new_bundle,
    read_back,
    seal_list,
)
from qualcode.store.safety.chain import journal_heads
from qualcode.store.safety.ciphers import KEYS
from qualcode.store.safety.manifest import backups_folder

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

SCHEMA = "qualcode.archive/1"
PROJECT = "project.qualcode"
"""The copy of the project in an archive."""


def archive(project: Project, target: Path, *, in_clear: bool = False) -> BundleCheck:
    """Write all of a project to a new folder, in open formats, and read every byte back.

    Of an encrypted project only the encrypted copy is written, unless open formats are wanted
    though they are in clear.

    Args:
        project: the project, open for writing: the archive is entered into its journal.
        target: the folder to make, not beside the project: best on another medium.
        in_clear: whether open formats of an encrypted project are written too.

    Raises:
        NotAllowed: nobody is acting, a round is coded blind, or the place is the project's own.
        ProjectProblem: the project is on a server, or something stands at `target` already.
        DamagedProject: what was written reads back otherwise; nothing is kept.
    """
    path = _file_of(project)
    _refuse_place(path, target)
    if target.exists():
        raise ProjectProblem(N_("{file} exists already. Choose another name."), file=str(target))
    with project.change("archive", kind="barrier", file=target.name) as change:
        _refuse_nobody(project)
        refuse_viewers(project, change)
        _refuse_in_round(change.connection)
    with new_bundle(target) as folder:
        back_up(project, folder / PROJECT)
        with project.read() as connection:
            facts = _facts(project, connection)
            if in_clear or KEYS.of(path) is None:
                _write_texts(project, connection, folder)
                _write_layers(project, connection, folder)
                _write_codebooks(project, folder)
                _write_journal(project, folder)
        _write_readme(folder)
        seal_list(folder, facts)
        found = read_back(folder)
        if not found.sound:
            raise DamagedProject(N_("What was written reads back otherwise: try another medium."))
    return read_back(target)


def _file_of(project: Project) -> Path:
    if project.path is None:
        raise ProjectProblem(
            N_(
                "Projects on a server are archived and purged by its administrator: pg_dump of "
                "the schema, then DROP SCHEMA."
            )
        )
    return project.path


def _refuse_place(path: Path, target: Path) -> None:
    home, place = path.resolve().parent, target.resolve()
    if place.parent == home or backups_folder(path).resolve() in place.parents:
        raise NotAllowed(
            N_(
                "An archive stands on another path than its project, best on another medium: "
                "name a folder that is not beside {file}."
            ),
            file=path.name,
        )


def _refuse_nobody(project: Project) -> None:
    if project.acting is None:
        raise NotAllowed(
            N_("Who is archiving? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )


def _refuse_in_round(connection: Connection) -> None:
    names = open_rounds(connection)
    if names:
        raise NotAllowed(
            N_("The round {rounds} is coded blind: an archive holds all layers, and waits."),
            rounds=", ".join(names),
        )


def _facts(project: Project, connection: Connection) -> dict[str, Any]:
    clock = clock_of(project)
    return {
        "schema": SCHEMA,
        "project": studies.guid(connection),
        "title": studies.title(connection),
        "program": f"qualcode {__version__}",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": project.acting,
        "published": _day(clock.retention.publication_date),
        "due": _day(clock.retention.due),
        "heads": {stream: list(head) for stream, head in journal_heads(connection).items()},
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _write_texts(project: Project, connection: Connection, folder: Path) -> None:
    """Every transcript as text, and beside it who speaks where and what is known of it."""
    place = folder / "sources"
    place.mkdir()
    for number, source in enumerate(source_rows.list_sources(connection), 1):
        transcript = project.memory.transcript(connection, source.name)
        file = (
            f"{number:03d}_{''.join(c if c.isalnum() or c in '-_.' else '_' for c in source.name)}"
        )
        (place / f"{file}.txt").write_text(transcript.text, encoding="utf-8", newline="\n")
        _write_json(
            place / f"{file}.json",
            {
                "name": source.name,
                "type": source.type,
                "language": source.language,
                "sha256": source.sha256,
                "attributes": dict(source.attributes),
                "progress": {name: state.value for name, state in source.progress.items()},
                "speakers": [asdict(one) for one in transcript.speakers.values()],
                "turns": [
                    {
                        "turn": turn.index,
                        "speaker": turn.speaker,
                        "start": turn.speech.start,
                        "end": turn.speech.end,
                    }
                    for turn in transcript.turns
                    if turn.speech is not None
                ],
            },
        )
    persons = case_rows.list_cases(connection)
    _write_json(
        folder / "cases.json", [{**asdict(c), "attributes": dict(c.attributes)} for c in persons]
    )
    _write_json(folder / "study.json", json.loads(studies.study_json(connection)))


def _write_layers(project: Project, connection: Connection, folder: Path) -> None:
    """All codings of all coders, also of persons who objected, and all memos."""
    viewer = project.acting_key(connection)
    rows = (
        {
            "guid": one.guid,
            "source": one.source,
            "start": one.span.start,
            "end": one.span.end,
            "quotation": one.quotation,
            "codebook": one.codebook,
            "code": one.code,
            "valence": one.valence.value,
            "marks": sorted(one.marks),
            "coder": one.coder,
            "memo": one.memo,
            "created": one.created.isoformat(),
        }
        for one in coding_rows.list_codings(connection, viewer, objected=True)
    )
    _write_lines(folder / "codings.jsonl", rows)
    found = memos.list_memos(connection, viewer)
    (folder / "memos.md").write_text(as_text(found), encoding="utf-8", newline="\n")
    _write_json(folder / "exports.json", ledger.list_exports(connection, viewer))


def _write_codebooks(project: Project, folder: Path) -> None:
    from qualcode.interop.codebook_yaml import write_codebook

    place = folder / "codebooks"
    place.mkdir()
    for book in list_codebooks(project):
        write_codebook(book, place / f"{book.id}.yaml")


def _write_journal(project: Project, folder: Path) -> None:
    _write_json(folder / "journal.json", [asdict(entry) for entry in list_journal(project)])


def _write_json(file: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def _write_lines(file: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write_readme(folder: Path) -> None:
    for name, text in README.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def verify_archive(folder: Path) -> BundleCheck:
    """Read every file of an archive back and compare it with the list.

    Raises:
        FileProblem: there is no archive.
        DamagedProject: its list cannot be read, or is of something else.
    """
    found = read_back(folder)
    if found.facts.get("schema") != SCHEMA:
        raise DamagedProject(N_("The list of {folder} cannot be read."), folder=str(folder))
    return found


def purge(where: str, folder: Path, acting: str | None) -> Certificate:
    """Destroy a project whose archive is whole and holds its last state; certify it.

    Overwritten and taken away: the project, what stands beside it, its backups. The certificate
    is written into the archive, as Word and JSON, before the first file goes.

    Args:
        where: the project's file.
        folder: its archive.
        acting: who purges.

    Raises:
        NotAllowed: nobody is acting, or the archive is not of this state of this project.
        DamagedProject: the archive is not whole, or the copy in it is not sound.
    """
    found = verify_archive(folder)
    if not found.sound:
        raise DamagedProject(
            N_(
                "The archive is not what was written: nothing is purged. See what is wrong with "
                "it: qualcode archive --verify"
            )
        )
    with open_project(where, acting=acting) as project:
        path = _file_of(project)
        _refuse_nobody(project)
        if project.refusal is not None:
            raise project.refusal
        _refuse_other_state(project, found)
        _refuse_unsound_copy(folder / PROJECT)
        certificate = _certificate(project, folder, found, files_of_project(path))
    _write_certificate(folder, certificate)
    for file in files_of_project(path):
        destroy(file)
    if backups_folder(path).is_dir():
        backups_folder(path).rmdir()
    return certificate


def _refuse_other_state(project: Project, found: BundleCheck) -> None:
    with project.read() as connection:
        guid = studies.guid(connection)
        heads = {stream: list(head) for stream, head in journal_heads(connection).items()}
    if guid != found.facts.get("project"):
        raise NotAllowed(N_("This is the archive of another project: nothing is purged."))
    if heads != found.facts.get("heads"):
        raise NotAllowed(
            N_("The project has changed since it was archived: archive it again, then purge.")
        )


def _refuse_unsound_copy(copy: Path) -> None:
    from qualcode.store.safety.check import check

    with open_project(copy, read_only=True) as archived:
        if not check(archived).sound:
            raise DamagedProject(N_("The copy in the archive is not sound: nothing is purged."))


def _certificate(
    project: Project, folder: Path, found: BundleCheck, files: Iterable[Path]
) -> Certificate:
    clock = clock_of(project)
    with project.read() as connection:
        made = ledger.list_exports(connection, project.acting_key(connection))
    packages = [
        str(entry.said.get("file") or entry.said.get("coder") or entry.created[:10])
        for entry in list_journal(project)
        if entry.action == "handout"
    ]
    return Certificate(
        title=title_of(project),
        project=str(found.facts["project"]),
        published=clock.retention.publication_date,
        due=clock.retention.due,
        archived=str(found.facts["made"]),
        purged=datetime.now(UTC).isoformat(timespec="seconds"),
        by=project.acting or "",
        archive=folder.name,
        manifest_sha256=digest_of(folder / LIST),
        files=tuple((one.name, one.size, one.sha256) for one in found.files),
        destroyed=tuple((file.name, file.stat().st_size, digest_of(file)) for file in files),
        elsewhere=(*(str(row["file"]) for row in made), *packages),
    )


def _write_certificate(folder: Path, certificate: Certificate) -> None:
    from qualcode.export.files import write_as_named
    from qualcode.export.word.certificate import certificate_document
    from qualcode.i18n import current_language

    document = certificate_document(certificate, language=current_language())
    write_as_named(document, folder / f"{CERTIFICATE}.docx")
    _write_json(
        folder / f"{CERTIFICATE}.json", {"schema": "qualcode.certificate/1", **asdict(certificate)}
    )


README = {
    "LISEZMOI.txt": """\
ARCHIVE D'UNE ÉTUDE QUALITATIVE

Données pseudonymisées : ce sont toujours des données personnelles. À conserver sur un support
chiffré, d'accès restreint, pendant la durée réglementaire, puis à détruire.

project.qualcode     copie du projet (base SQLite ; si le projet était chiffré, base SQLCipher 4
                     que la phrase de passe ouvre, et rien d'autre en clair sauf demande expresse) ;
                     project.qualcode.json : ce qu'elle contient
sources/             chaque transcription en texte (UTF-8) et, à côté, ses locuteurs et ses tours ;
                     les positions comptent les caractères à partir de 0, la fin exclue
cases.json           les participants (pseudonymes) et leurs attributs
codings.jsonl        tous les codages de tous les codeurs, un par ligne
codebooks/           les grilles de codage (YAML)
memos.md             les mémos
journal.json         ce qui a été fait, par qui et quand
exports.json         les fichiers sortis du projet
study.json           la définition de l'étude
manifest.json        la liste des fichiers avec leur empreinte SHA-256

Vérifier : qualcode archive --verify DOSSIER, ou comparer les empreintes avec sha256sum.
""",
    "README.txt": """\
ARCHIVE OF A QUALITATIVE STUDY

Pseudonymised data: they are still personal data. Keep them on an encrypted medium with restricted
access for the regulatory period, then destroy them.

project.qualcode     copy of the project (SQLite database; if the project was encrypted, SQLCipher 4
                     under its passphrase, and nothing else in clear unless asked for);
                     project.qualcode.json: what it holds
sources/             each transcript as text (UTF-8) and, beside it, its speakers and turns;
                     positions count characters from 0, the end excluded
cases.json           the participants (pseudonyms) and their attributes
codings.jsonl        all codings of all coders, one a line
codebooks/           the codebooks (YAML)
memos.md             the memos
journal.json         what was done, by whom and when
exports.json         the files that left the project
study.json           the definition of the study
manifest.json        the list of the files with their SHA-256 digests

Verify: qualcode archive --verify FOLDER, or compare the digests with sha256sum.
""",
}
"""What explains an archive to whoever opens it in ten years, in both languages."""
