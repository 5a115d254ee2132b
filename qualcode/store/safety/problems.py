"""What a check finds wrong, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualcode.i18n import translate
from qualcode.i18n.numbers import colon


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be."""

    msgid: str
    """Message id: what is wrong."""
    params: Mapping[str, object] = field(default_factory=dict)
    """What the message names: tables, GUIDs and numbers, never a text."""
    where: str = ""
    """The source, table or journal stream it stands in; "" for the project as a whole."""

    def __str__(self) -> str:
        said = translate(self.msgid, **self.params)
        return f"{self.where}{colon()} {said}" if self.where else said
