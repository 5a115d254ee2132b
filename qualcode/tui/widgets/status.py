"""The line under the text: where one stands and what stands there."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static


class Status(Static):
    """Address, speaker, codings here."""

    def tell(self, address: str, speaker: str, problem: str, codings: Sequence[str]) -> None:
        """Show them; nothing is taken for markup."""
        parts = [Content.styled(address, "bold")]
        if speaker:
            parts.append(Content(speaker))
        if problem:
            parts.append(Content.styled(problem, "italic"))
        elif codings:
            parts.append(Content("  |  ".join(codings)))
        self.update(Content("  ·  ").join(parts))
