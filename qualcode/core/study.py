"""What a study says of itself: sources, attributes, networks, coders, and the rules of exports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qualcode.core.agreement.report import Unit
from qualcode.core.codebook import Words, said
from qualcode.core.guide import GuideQuestion
from qualcode.core.people import Role
from qualcode.core.text import fold


class Stance(StrEnum):
    """How the team understands coding; a reflexive study prints no agreement coefficient."""

    CODEBOOK = "codebook"
    FRAMEWORK = "framework"
    CODING_RELIABILITY = "coding_reliability"
    REFLEXIVE = "reflexive"


class Privacy(StrEnum):
    """Where the values of an attribute may appear."""

    PRINT = "print"
    """Beside a quotation."""
    MATRIX = "matrix"
    """As a column of a table, not beside a quotation."""
    RESTRICTED = "restricted"
    """In neither, unless somebody decides otherwise."""


class ValueType(StrEnum):
    """What the values of an attribute look like."""

    CHOICE = "choice"
    TEXT = "text"
    SLUG = "slug"
    """A short identifier without blanks."""
    INTEGER = "int"
    BOOLEAN = "bool"
    DATE = "date"
    """As 2025-05-23."""


_YES = frozenset({"true", "yes", "oui", "vrai", "1", "x"})
_NO = frozenset({"false", "no", "non", "faux", "0"})


def yes_or_no(written: str) -> bool | None:
    """What a cell says: true, yes, oui, vrai, 1, x; false, no, non, faux, 0; else None."""
    folded = fold(written)
    return True if folded in _YES else False if folded in _NO else None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact that is noted of cases or of sources."""

    id: str
    type: ValueType = ValueType.TEXT
    values: tuple[str, ...] = ()
    """What a choice may be; identifiers of sites or networks where it is one of them."""
    value_labels: Mapping[str, Words] = field(default_factory=dict)
    """Values as tables print them."""
    label: Words = field(default_factory=dict)
    privacy: Privacy = Privacy.MATRIX
    applies_to: str = ""
    """A kind of case, or a condition such as `group=not_implanted`; empty for all."""
    required: bool = False
    """Whether it must be known where it applies."""
    pattern: str = ""
    """A regular expression for the whole value."""
    minimum: float | None = None
    maximum: float | None = None
    varies: bool = False
    """Whether the value may change between the interviews of one person."""
    values_from: str = ""
    """`sites` or `networks`."""
    derived_from: str = ""
    """The attribute that this one is a coarser form of."""
    print_as: str = ""
    """The attribute that stands for it in exports, or how its letters are made."""
    overrides: str = ""
    """For a fact of a source: the attribute of the case that it replaces for that source."""

    @property
    def name(self) -> str:
        """The label in the current language, or the identifier."""
        return said(self.label) or self.id

    def applies(self, kind: str, attributes: Mapping[str, str]) -> bool:
        """Whether the attribute is meant for a case of this kind with these attributes."""
        wanted, equals, value = self.applies_to.partition("=")
        if equals:
            return attributes.get(wanted.strip()) == value.strip()
        return not wanted or wanted == kind

    def value_of(self, written: str) -> str | None:
        """The value that somebody wrote, in its one form; None where it is not allowed.

        A choice may be written as its label in any language, with or without accents.
        """
        value = self._typed(written.strip())
        if value is None or (self.pattern and not re.fullmatch(self.pattern, value)):
            return None
        return value

    def _typed(self, written: str) -> str | None:
        match self.type:
            case ValueType.CHOICE:
                return self._choice(written)
            case ValueType.BOOLEAN:
                answer = yes_or_no(written)
                return None if answer is None else str(answer).lower()
            case ValueType.INTEGER:
                return self._integer(written)
            case ValueType.DATE:
                return _iso_date(written)
            case ValueType.SLUG:
                return written if re.fullmatch(r"[\w.\-]+", written) else None
            case ValueType.TEXT:
                return written

    def _choice(self, written: str) -> str | None:
        if written in self.values:
            return written
        wanted = fold(written)
        for value in self.values:
            names = (value, *self.value_labels.get(value, {}).values())
            if wanted in map(fold, names):
                return value
        return None

    def _integer(self, written: str) -> str | None:
        if not re.fullmatch(r"[-+]?[0-9]{1,15}", written):
            return None
        number = int(written)
        low = self.minimum is None or number >= self.minimum
        high = self.maximum is None or number <= self.maximum
        return str(number) if low and high else None


def _iso_date(written: str) -> str | None:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class SpeakerRole:
    """Who speaks in a type of source, and whether their words are coded."""

    role: str
    codable: bool = True
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SourceType:
    """A kind of material: patient interview, focus group, field note."""

    id: str
    label: Words = field(default_factory=dict)
    codebook: str | None = None
    """Id of the codebook its sources are coded with; None where any will do."""
    secondary_codebooks: tuple[str, ...] = ()
    speakers: tuple[SpeakerRole, ...] = ()
    units: tuple[str, ...] = ()
    """What is counted: participant, group, network, speaker, respondent."""
    codable: bool = True
    counts_in_matrices: bool = True
    """False for field notes: they may be coded and are never counted."""
    cell_values: tuple[str, ...] = ()
    """What a cell of a matrix may say, such as asked and not raised."""
    guide: str = ""
    """Id of the interview guide."""

    @property
    def name(self) -> str:
        """The label in the current language, or the identifier."""
        return said(self.label) or self.id


@dataclass(frozen=True, slots=True)
class Network:
    """A network whose referent takes part; its name may identify that person."""

    id: str
    name: str
    named_publicly: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """An establishment that takes part."""

    id: str
    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class PlannedCoder:
    """A coder whom the study plans for."""

    id: str
    role: Role = Role.CODER


@dataclass(frozen=True, slots=True)
class Reliability:
    """How coders are compared; fixed before anything is computed."""

    unit: Unit = Unit.SENTENCE
    sensitivity: tuple[Unit, ...] = (Unit.CHARACTER, Unit.TURN)
    """Units in which the figures are repeated."""
    overlap_share: tuple[float, float] | None = None
    """Least and largest share of the material that is coded twice."""
    same_passage_iou: float = 0.5
    """Passages that share this much of their union count as the same."""
    min_clusters: int = 10
    """Transcripts below which no interval is given."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """How first appearances of codes are followed (base size, run length, threshold)."""

    base_size: int = 4
    run_length: int = 2
    threshold: float = 0.05
    group_by: str = ""
    """Attribute by which the participants are followed apart."""
    label: Words = field(default_factory=dict)
    hidden_if_stance: tuple[Stance, ...] = ()


class OnePersonUnits(StrEnum):
    """What becomes of columns that describe one person, such as a network with one referent."""

    TOTAL_OR_TYPE = "total_or_type_only"
    """They have no column of their own; they count in the total, or under their type."""
    OWN_COLUMNS = "own_columns"
    """They stand under a letter."""
    FULL_MARKED = "full_matrix_with_watermark"
    """They stand under their name, and the table is marked as not for publication."""


@dataclass(frozen=True, slots=True)
class ExportPrivacy:
    """What exports may show of persons."""

    min_cell: int = 3
    """Tables that describe persons mask cells below this."""
    small_cells: str = "mask"
    one_person_published: OnePersonUnits = OnePersonUnits.TOTAL_OR_TYPE
    """In tables for readers."""
    one_person_internal: OnePersonUnits = OnePersonUnits.FULL_MARKED
    """In tables for the team."""
    quote_label: Mapping[str, str] = field(default_factory=dict)
    """By kind of case: what stands after a quotation, such as `{participant_id}, {group}`."""
    quotes_not_allowed: str = "confirm"
    minors: str = "confirm"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the data may stay in use after publication."""

    publication_date: date | None = None
    years: int = 2
    then: str = ""

    @property
    def due(self) -> date | None:
        """The last day of use; None before publication."""
        published = self.publication_date
        if published is None:
            return None
        try:
            return published.replace(year=published.year + self.years)
        except ValueError:
            return date(published.year + self.years, 3, 1)


@dataclass(frozen=True, slots=True)
class StudyLanguages:
    """Languages of the transcripts, of the screens and of the exports."""

    transcripts: tuple[str, ...] = ("fr",)
    ui: tuple[str, ...] = ("fr", "en")
    exports: tuple[str, ...] = ("fr", "en")


@dataclass(frozen=True)
class Study:
    """The definition of a study, as far as the program acts on it."""

    id: str
    title: Words
    stance: Stance = Stance.CODEBOOK
    languages: StudyLanguages = field(default_factory=StudyLanguages)
    source_types: tuple[SourceType, ...] = ()
    guide_questions: tuple[GuideQuestion, ...] = ()
    """Of all guides, in order."""
    source_attributes: tuple[Attribute, ...] = ()
    participant_attributes: tuple[Attribute, ...] = ()
    networks: tuple[Network, ...] = ()
    sites: tuple[Site, ...] = ()
    coders: tuple[PlannedCoder, ...] = ()
    reliability: Reliability = field(default_factory=Reliability)
    saturation: Saturation = field(default_factory=Saturation)
    export_privacy: ExportPrivacy = field(default_factory=ExportPrivacy)
    retention: Retention = field(default_factory=Retention)
    extra: Mapping[str, object] = field(default_factory=dict)
    """The whole definition as its file gives it, ready for JSON."""

    def source_type(self, name: str) -> SourceType | None:
        """The type of source with this id, or None."""
        return next((found for found in self.source_types if found.id == name), None)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of cases with this id, or None."""
        return next((found for found in self.participant_attributes if found.id == name), None)

    def source_attribute(self, name: str) -> Attribute | None:
        """The attribute of sources with this id, or None."""
        return next((found for found in self.source_attributes if found.id == name), None)

    def codebooks_for(self, source_type: str) -> tuple[str, ...] | None:
        """Ids of the codebooks for a type of source, the primary first; None: all apply."""
        found = self.source_type(source_type)
        if found is None or found.codebook is None:
            return None
        return tuple(dict.fromkeys((found.codebook, *found.secondary_codebooks)))
