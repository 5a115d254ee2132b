"""One tree of errors, each a sentence for the researcher: what, where, what to do.

```
QualcodeError            exit 1
├── InputProblem         a file, table or value that cannot be used
│   ├── FileProblem      missing, empty, binary, unreadable, protected
│   └── FormatProblem    a mistake at a named line and key
│       └── Mistakes     every mistake of one file, each with its line and key
├── NotFound             a name that the project does not hold
├── NotAllowed           a rule of the study or of the round says no
│   └── NotUndoable      nothing to undo, or a barrier, or somebody else's change
├── ProjectProblem       the project itself
│   ├── NotAProject      some other file
│   ├── NewerProject     made by a later version
│   ├── ReadOnlyProject  another program holds it, or its file may not be written
│   └── DamagedProject   a check failed
├── NotComputable        a figure that the data cannot give
├── UsageProblem         exit 2: the command's words are off
└── PrivacyRefusal       exit 3: identifying details are open
```
The message is an id of the catalogue with its parameters, so it is told in the language of
whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qualcode.i18n import N_, translate
from qualcode.i18n.numbers import colon

MISTAKES_SHOWN = 20
"""How many mistakes of one file are told; the others are counted."""


class QualcodeError(Exception):
    """Anything that a researcher should be told; `str()` is the sentence in their language."""

    exit_code = 1
    """What the command line exits with."""

    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.params = params

    def __str__(self) -> str:
        return translate(self.msgid, **self.params)


class InputProblem(QualcodeError):
    """A file, table or value that cannot be used."""


class FileProblem(InputProblem):
    """A file that is missing, empty, binary, unreadable or protected."""


class FormatProblem(InputProblem):
    """A mistake inside a file, at a named line and key."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a file: where it stands, and what it is."""

    msgid: str
    """Message id: what is wrong, and what would be right."""
    params: Mapping[str, object] = field(default_factory=dict)
    where: str = ""
    """The key or the column as its author knows it, such as `fatigue › valence › policy`."""
    path: tuple[str | int, ...] = ()
    """The same place as field names and list positions from the root of the file."""
    line: int | None = None
    """From 1; None for data that has no lines."""
    column: int | None = None
    """From 1, where the place in the line matters."""

    def __str__(self) -> str:
        told = translate(self.msgid, **self.params)
        place = [self.where] if self.where else []
        if self.line is not None and self.column is not None:
            msgid = N_("line {line}, column {column}")
            place.insert(0, translate(msgid, line=self.line, column=self.column))
        elif self.line is not None:
            place.insert(0, translate(N_("line {line}"), line=self.line))
        return f"{', '.join(place)}{colon()} {told}" if place else told


class Mistakes(FormatProblem):
    """Every mistake found in one file; the message tells the first twenty."""

    def __init__(self, file: str, problems: Iterable[Mistake]) -> None:
        self.problems = tuple(problems)
        msgid = N_("{file} cannot be used as it is.")
        super().__init__(msgid, file=file)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.params['file']}, {self.problems[0]}"
        shown = [f"  {problem}" for problem in self.problems[:MISTAKES_SHOWN]]
        left = len(self.problems) - len(shown)
        if left:
            shown.append("  " + translate(N_("and {n} more"), n=left))
        return "\n".join([super().__str__(), *shown])


class NotFound(QualcodeError):
    """A name that the project does not hold."""


class NotAllowed(QualcodeError):
    """A rule of the study, of the codebook or of a round says no."""


class NotUndoable(NotAllowed):
    """There is nothing to undo, or a barrier, or somebody else changed it since."""


class ProjectProblem(QualcodeError):
    """Something about the project file or database itself."""


class NotAProject(ProjectProblem):
    """The file is something else."""


class NewerProject(ProjectProblem):
    """The project was made by a later version of qualcode."""


class ReadOnlyProject(ProjectProblem):
    """Another program holds the project, or its file may not be written."""


class DamagedProject(ProjectProblem):
    """A check of the project failed."""


class NotComputable(QualcodeError):
    """A figure that the data cannot give, with its reason."""


class UsageProblem(QualcodeError):
    """The words of a command are off."""

    exit_code = 2


class PrivacyRefusal(QualcodeError):
    """Identifying details are open: nothing was written."""

    exit_code = 3
