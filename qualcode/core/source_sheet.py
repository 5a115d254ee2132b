"""What a table of sources says of one transcript before it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """One source: its file, its facts, and for whom each of its speakers speaks."""

    name: str
    """The source's unique name, such as P03."""
    file: str
    """Name of the transcript's file, as the table gives it."""
    type: str = ""
    """Id of a type of source of the study."""
    language: str = "fr"
    attributes: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)
    """Speaker's label to case; labels that are not listed are not coded."""
