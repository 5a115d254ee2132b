"""Voices: who speaks in which source, and what is known of them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualcode.core.errors import NotFound
from qualcode.core.people import Case
from qualcode.core.study import Study
from qualcode.core.text import fold
from qualcode.i18n import N_


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker in one source."""

    source: str
    speaker: str
    """The label."""
    coded: bool
    case: str | None = None
    """Whom the words speak for."""
    person: Mapping[str, str] = field(default_factory=dict)
    """Attributes of the case at the time of the source, its kind among them."""
    place: Mapping[str, str] = field(default_factory=dict)
    """Attributes of the source, its type and language among them."""

    def holds(self, attribute: str, value: str) -> bool:
        """Whether an attribute of the person, or else of the source, has this value."""
        return same_value(self.person.get(attribute, self.place.get(attribute)), value)


def same_value(known: str | None, wanted: str) -> bool:
    """Whether two values are the same, case and accents apart."""
    return known is not None and fold(known) == fold(wanted)


def person_facts(study: Study, case: Case, place: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a case in a source: what the source says of that moment comes first."""
    facts = {**case.attributes, "kind": case.kind}
    for attribute in study.source_attributes:
        said = place.get(attribute.id)
        if attribute.overrides and said and attribute.applies(case.kind, case.attributes):
            facts[attribute.overrides] = said
    return facts


def written_value(study: Study, attribute: str, written: str) -> str:
    """A value as the study stores it: « implanté » is “implanted” where the study says so.

    Raises:
        NotFound: the study names the values of the attribute, and this is none of them.
    """
    known = study.attribute(attribute) or study.source_attribute(attribute)
    value = known.value_of(written) if known else written
    if known and value is None and known.values:
        raise NotFound(
            N_("“{value}” is no value of “{attribute}”. There are: {values}."),
            value=written,
            attribute=attribute,
            values=", ".join(known.values),
        )
    return value or written
