"""All of a project in formats that need no qualcode: text, JSON, CSV, and what explains them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.memos import as_text
from qualcode.app.programs.gathered_analysis import gathered_analysis
from qualcode.app.programs.tidy import code_rows
from qualcode.app.projects.studies import list_codebooks
from qualcode.app.projects.undoing import list_journal
from qualcode.core.portable import Remarks
from qualcode.store import studies
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import ledger, memos
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.spans import Span
    from qualcode.store.project import Project
    from qualcode.store.rows.sources import SourceSummary

SCHEMA_FILE = "archive.schema.json"
"""What each JSON file of an archive holds, key by key; it travels in the archive."""


def write_open_formats(project: Project, connection: Connection, folder: Path) -> None:
    """Write everything that a project holds into a folder, in clear.

    Args:
        project: the project.
        connection: a read under way.
        folder: an empty folder.
    """
    sources = source_rows.list_sources(connection)
    files = {source.name: _file_of(number, source) for number, source in enumerate(sources, 1)}
    _write_sources(project, connection, folder, files)
    persons = case_rows.list_cases(connection)
    write_json(
        folder / "cases.json", [{**asdict(c), "attributes": dict(c.attributes)} for c in persons]
    )
    write_json(folder / "study.json", json.loads(studies.study_json(connection)))
    coders = case_rows.list_coders(connection)
    write_json(folder / "coders.json", [asdict(coder) for coder in coders])
    _write_codings(project, connection, folder, files)
    _write_memos(project, connection, folder)
    analysis = gathered_analysis(project, connection, coders, {}, (), Remarks(), objected=True)
    told = {name: held for name, held in asdict(analysis).items() if name in _ANALYSIS}
    write_json(folder / "analysis.json", told)
    exports = ledger.list_exports(connection, project.acting_key(connection))
    write_json(folder / "exports.json", exports)
    _write_codebooks(project, folder)
    write_json(folder / "journal.json", [asdict(entry) for entry in list_journal(project)])


_ANALYSIS = ("themes", "summaries", "ratings", "joint_rows", "objectives", "answers")


def _file_of(number: int, source: SourceSummary) -> str:
    """Where the text of a source stands in an archive."""
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in source.name)
    return f"sources/{number:03d}_{name}.txt"


def _write_sources(
    project: Project, connection: Connection, folder: Path, files: Mapping[str, str]
) -> None:
    """Every transcript as text, and beside it who speaks where and what is known of it."""
    (folder / "sources").mkdir()
    for source in source_rows.list_sources(connection):
        transcript = project.memory.transcript(connection, source.name)
        file = folder / files[source.name]
        file.write_text(transcript.text, encoding="utf-8", newline="\n")
        write_json(
            file.with_suffix(".json"),
            {
                "guid": source.guid,
                "name": source.name,
                "file": files[source.name],
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
                        **_place(turn.speech),
                        "start_ms": turn.start_ms,
                        "end_ms": turn.end_ms,
                    }
                    for turn in transcript.turns
                    if turn.speech is not None
                ],
            },
        )


def _write_codings(
    project: Project, connection: Connection, folder: Path, files: Mapping[str, str]
) -> None:
    """All codings of all coders, also of persons who objected."""
    viewer = project.acting_key(connection)
    rows: list[dict[str, Any]] = [
        {
            "guid": one.guid,
            "source": one.source,
            "file": files[one.source],
            **_place(one.span),
            "quotation": one.quotation,
            "codebook": one.codebook,
            "code": one.code,
            "valence": one.valence.value,
            "marks": sorted(one.marks),
            "coder": one.coder,
            "memo": one.memo,
            "context": one.context and _place(one.context),
            "created": one.created.isoformat(),
        }
        for one in coding_rows.list_codings(connection, viewer, objected=True)
    ]
    with (folder / "codings.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    _write_table(folder / "codings.csv", map(_flat, rows))


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A coding as one row of a table."""
    context = row["context"] or {"start": "", "end": ""}
    plain = {name: value for name, value in row.items() if name not in {"marks", "context"}}
    return {
        **plain,
        "marks": "; ".join(row["marks"]),
        "context_start": context["start"],
        "context_end": context["end"],
    }


def _write_memos(project: Project, connection: Connection, folder: Path) -> None:
    found = memos.list_memos(connection, project.acting_key(connection))
    (folder / "memos.md").write_text(as_text(found), encoding="utf-8", newline="\n")
    write_json(
        folder / "memos.json",
        [
            {
                "guid": one.guid,
                "kind": one.kind.value,
                "about": one.about.value,
                "about_guid": one.about_guid,
                "subject": one.subject,
                "coder": one.coder,
                "body": one.body,
                "created": one.created.isoformat(),
                "source": one.source,
                "span": one.span and _place(one.span),
                "quotation": one.quotation,
            }
            for one in found
        ],
    )


def _write_codebooks(project: Project, folder: Path) -> None:
    from qualcode.interop.codebook_yaml import codebook_mapping, write_codebook

    place = folder / "codebooks"
    place.mkdir()
    books = list_codebooks(project)
    for book in books:
        write_codebook(book, place / f"{book.id}.yaml")
        write_json(place / f"{book.id}.json", codebook_mapping(book))
    _write_table(folder / "codes.csv", [row for book in books for row in code_rows(book)])


def _place(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def write_json(file: Path, content: Any) -> None:
    """Write values as JSON that people can read too."""
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def _write_table(file: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows of the same keys as CSV, without formulas; nothing where there is no row."""
    from qualcode.export.csv_file import harmless

    held = list(rows)
    if not held:
        return
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(held[0])
        writer.writerows(
            [harmless(value) if isinstance(value, str) else value for value in row.values()]
            for row in held
        )


def write_explanations(folder: Path) -> None:
    """Write what explains an archive: a page in each language, and the schema of its files."""
    for name, text in README.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    shutil.copyfile(Path(__file__).with_name(SCHEMA_FILE), folder / SCHEMA_FILE)


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
coders.json          les codeurs et leur rôle
codings.jsonl        tous les codages de tous les codeurs, un par ligne ; codings.csv : les mêmes,
                     pour un tableur (séparateur : la virgule, UTF-8)
codebooks/           les grilles de codage (JSON, et YAML qui se relit) ; codes.csv : leurs codes
memos.json           les mémos et ce sur quoi ils portent ; memos.md : les mêmes, à lire
analysis.json        thèmes, tableaux matriciels, cotations, mises en regard, listes de contrôle
journal.json         ce qui a été fait, par qui et quand
exports.json         les fichiers sortis du projet
study.json           la définition de l'étude
manifest.json        la liste des fichiers avec leur empreinte SHA-256
archive.schema.json  ce que contient chaque fichier JSON, clé par clé (JSON Schema 2020-12)

Retrouver un verbatim, sans autre logiciel que Python :
    import json
    coding = json.loads(open("codings.jsonl", encoding="utf-8").readline())
    text = open(coding["file"], encoding="utf-8", newline="").read()
    assert text[coding["start"]:coding["end"]] == coding["quotation"]

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
coders.json          the coders and their roles
codings.jsonl        all codings of all coders, one a line; codings.csv: the same, for a
                     spreadsheet (parted by commas, UTF-8)
codebooks/           the codebooks (JSON, and YAML to be read in again); codes.csv: their codes
memos.json           the memos and what they are about; memos.md: the same, to be read
analysis.json        themes, framework charts, ratings, joint displays, reporting checklists
journal.json         what was done, by whom and when
exports.json         the files that left the project
study.json           the definition of the study
manifest.json        the list of the files with their SHA-256 digests
archive.schema.json  what each JSON file holds, key by key (JSON Schema 2020-12)

To find a quotation with nothing but Python:
    import json
    coding = json.loads(open("codings.jsonl", encoding="utf-8").readline())
    text = open(coding["file"], encoding="utf-8", newline="").read()
    assert text[coding["start"]:coding["end"]] == coding["quotation"]

Verify: qualcode archive --verify FOLDER, or compare the digests with sha256sum.
""",
}
"""What explains an archive to whoever opens it in ten years, in both languages."""
