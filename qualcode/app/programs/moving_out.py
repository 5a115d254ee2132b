"""A project on its way out to other programs: gathered through the gate, written, entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import recorded
from qualcode.app.programs.gathering import portable, quoted_cases
from qualcode.core.errors import FileProblem, NotAllowed
from qualcode.core.portable import LeftOut, PortableProject, Remarks
from qualcode.i18n import N_, current_language, in_language

if TYPE_CHECKING:
    from qualcode.interop.refi.writing import Target
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class MovedOut:
    """What was written for another program."""

    sources: int
    codings: int
    codes: int
    left_out: tuple[LeftOut, ...]


def export_qdpx(
    project: Project, out: Path, *, target: Target | None = None, language: str | None = None
) -> MovedOut:
    """Write the project for another program (REFI-QDA), and its ledger entry.

    The file holds whole transcripts: it is for work, under the rules that hold for the project.

    Args:
        project: the project.
        out: a .qdpx file.
        target: the program that will read it; the plain standard where None.
        language: of the names of codes.

    Raises:
        FormatProblem: what came out does not follow the standard; nothing is written.
        FileProblem: the file cannot be written, or its name has another ending.
    """
    from qualcode.export.word.saving import save
    from qualcode.interop.refi.writing import Target, qdpx_bytes

    refuse_other_ending(out, ".qdpx")
    chosen = target or Target.STANDARD
    language = language or current_language()
    carried = portable(project, language)
    with in_language(language):
        data = qdpx_bytes(carried, chosen)
    quoted = quoted_cases(carried)

    def write(_snapshot: str) -> Mapping[str, int]:
        save(out, data)
        return quoted

    settings = {"target": chosen.value, "codings": len(carried.codings), "mode": "working"}
    recorded(project, "qdpx", out, write, settings=settings)
    return _moved(carried)


def export_qdc(project: Project, out: Path, *, language: str | None = None) -> MovedOut:
    """Write the codebooks for another program (REFI-QDA), and the ledger entry.

    Raises:
        NotAllowed: the project has no code.
        FileProblem: the file cannot be written, or its name has another ending.
    """
    from qualcode.export.word.saving import save
    from qualcode.interop.refi.writing import qdc_bytes

    refuse_other_ending(out, ".qdc")
    carried = portable(project, language)
    if not carried.codes:
        raise NotAllowed(N_("The project has no codebook yet: there is nothing to write."))
    data = qdc_bytes(carried)

    def write(_snapshot: str) -> None:
        save(out, data)

    recorded(project, "qdc", out, write, settings={"codes": len(carried.codes)})
    remarks = Remarks()
    remarks.add(N_("second languages, valence rules and crosswalks of codes"))
    return MovedOut(0, 0, len(carried.codes), remarks.told())


def refuse_other_ending(out: Path, ending: str) -> None:
    """Refuse a name that other programs would not know the file by.

    Raises:
        FileProblem: `out` does not end in `ending`.
    """
    if out.suffix.lower() != ending:
        raise FileProblem(
            N_("{file} would not be found by other programs: name it {name}."),
            file=out.name or str(out),
            name=f"{out.resolve().stem}{ending}",
        )


def _moved(carried: PortableProject) -> MovedOut:
    numbers = (len(carried.sources), len(carried.codings), len(carried.codes))
    return MovedOut(*numbers, carried.left_out)
