"""Projects of other programs, whatever the program: which it is, and how it is read."""

from __future__ import annotations

from pathlib import Path

from qualcode.core.errors import FileProblem, UsageProblem
from qualcode.i18n import N_
from qualcode.interop.refi.counting import Convention, convention_called
from qualcode.interop.refi.reading import ReadProject, read_qdc, read_qdpx

_DATABASES = frozenset((".sqlite3", ".sqlite", ".db", ".rqda", ".rqd"))
_ENDINGS = frozenset((".qdpx", ".qde", ".qdc", ".qda", ".rock", ".xlsx")) | _DATABASES
INSIDE = ("data.qda", "qualitative_coding.sqlite3")
"""The databases by which folders are known that are projects."""


def is_project(path: Path) -> bool:
    """Whether a file or folder is taken for a project or codebook of another program."""
    if path.is_dir():
        return any((path / name).is_file() for name in INSIDE) or bool(_rocks(path))
    return path.suffix.lower() in _ENDINGS


def read_project(path: Path, offsets: str | None = None) -> ReadProject:
    """Read a project or codebook of another program.

    Args:
        path: a .qdpx, .qdc, .rqda, .sqlite3 (Taguette), .rock or .xlsx (codes) file, or the
            folder of a QualCoder or qualitative-coding project, or of ROCK sources.
        offsets: how places are counted in a .qdpx, such as `utf16,crlf`; found out where None.

    Raises:
        FileProblem: it cannot be read, or is of no known program.
        UsageProblem: `offsets` is no way of counting.
        NotAllowed: a person has to say how places are counted.
    """
    way = _way(offsets)
    suffix = path.suffix.lower()
    if suffix == ".qdpx" and not path.is_dir():
        return read_qdpx(path, way)
    if suffix == ".qdc":
        return ReadProject(read_qdc(path))
    rocks = [path] if suffix == ".rock" and not path.is_dir() else _rocks(path)
    if rocks:
        from qualcode.interop.programs.rock import read_rocks

        return ReadProject(read_rocks(rocks, path.stem))
    if suffix == ".xlsx":
        from qualcode.interop.programs.code_lists import read_spreadsheet

        return ReadProject(read_spreadsheet(path))
    from qualcode.interop.programs.databases import read_database

    return ReadProject(read_database(_database(path)))


def _way(offsets: str | None) -> Convention | None:
    if offsets is None:
        return None
    try:
        return convention_called(offsets)
    except ValueError as error:
        raise UsageProblem(
            N_(
                "“{word}” is no way of counting: write codepoint, utf16 or utf8, then lf, crlf or "
                "file, then bom and inclusive where they apply, with commas."
            ),
            word=str(error),
        ) from error


def _database(path: Path) -> Path:
    """The database of a project, where its folder was named."""
    from qualcode.interop.programs.databases import UNKNOWN

    if not path.is_dir():
        return path
    for name in INSIDE:
        if (path / name).is_file():
            return path / name
    raise FileProblem(UNKNOWN, file=path.name)


def _rocks(path: Path) -> list[Path]:
    """The ROCK sources in a folder."""
    return sorted(one for one in path.glob("*.rock") if one.is_file()) if path.is_dir() else []
