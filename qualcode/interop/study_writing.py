"""Study definitions written as YAML files that a person can read and change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from qualcode.i18n import N_, translate
from qualcode.interop.files import write_text
from qualcode.interop.yaml_nodes import yaml_text

_HEAD = (
    N_("The definition of a study. Change it with any text editor; lines that begin with # are"),
    N_("remarks. A project takes it over when it is made: qualcode new PROJECT --study FILE"),
)
_REMARKS: Mapping[str, tuple[str, ...]] = {
    "title": (N_("What stands over tables: one text, or one for each language."),),
    "stance": (
        N_("codebook, framework, coding_reliability or reflexive (then no agreement is computed)."),
    ),
    "languages": (N_("Of the transcripts, of the screens and of the files that are written."),),
    "sites": (N_("Places that take part. Their names stand in no table: type or total instead."),),
    "networks": (
        N_("Networks that take part. Tables for readers name them by letters, drawn anew for each"),
        N_("publication."),
    ),
    "source_types": (
        N_("Kinds of material: who speaks, whose words are coded, with which codebook."),
    ),
    "source_attributes": (N_("Facts about one interview or group."),),
    "participant_attributes": (
        N_("Facts about a person. class: print = may stand beside a quotation; matrix = in tables"),
        N_("only; restricted = in neither."),
    ),
    "coders": (N_("Who takes part. role: coder, adjudicator, viewer or trainee."),),
    "reliability": (
        N_("How coders are compared: overlap_share is the least and the largest share that two of"),
        N_("them code, each blind to the other; unit is what is counted."),
    ),
    "data_protection": (
        N_("retention: the data stay in use for so many years (P2Y: two) after publication_date,"),
        N_("which is filled in when the article is out; then what becomes of them."),
    ),
    "export_privacy": (
        N_("min_cell: tables that describe persons hide what fewer persons than that share."),
    ),
}
"""Message ids of what is said over each part of the file."""


def write_study(raw: Mapping[str, object], path: Path) -> None:
    """Write the definition of a study with remarks in the current language.

    `study_yaml.read_study` gives the same values back.

    Raises:
        FileProblem: the file cannot be written.
    """
    write_text(path, "\n".join(_parts(raw)))


def _parts(raw: Mapping[str, object]) -> Iterator[str]:
    yield "".join(f"# {translate(line)}\n" for line in _HEAD).rstrip("\n")
    for name, value in raw.items():
        remarks = _REMARKS.get(name, ())
        blank = "\n" if remarks else ""
        said = "".join(f"# {translate(line)}\n" for line in remarks)
        yield f"{blank}{said}{yaml_text({name: value}, short=True)}".rstrip("\n")
    yield ""
