"""What a merge says of itself: per coder, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoderMerged:
    """What a package brings of one coder."""

    coder: str
    new: int = 0
    """Codings that were made there and stand."""
    changed: int = 0
    taken_away: int = 0
    carried: int = 0
    """Codings that were made on another text and stand in the one that is shown."""
    doubtful: int = 0
    """Codings that wait for their place in a corrected text."""
    adapted: int = 0
    """Codings that cover what stands where words were taken out of the text."""
    recoded: int = 0
    """Codings that stand under the code that theirs was merged into."""
    united: int = 0
    """Codings that became part of one made on another machine."""
    contested: int = 0
    """Codings that were changed on two machines at once: they wait for their coder."""
    refused: int = 0
    """Codings that cannot stand here: their source was taken back, or they were erased."""
    memos: int = 0
    progress: int = 0
    """Sources that are marked otherwise."""
    provisional: tuple[str, ...] = ()
    """Codes made on the road, as `codebook:key`."""
    acts: int = 0
    """Journal entries that came along."""
    closed: bool = False
    """Whether a round closes this layer to whoever asks: what it holds is not counted."""

    @property
    def empty(self) -> bool:
        """Whether all of it was known already."""
        return self == CoderMerged(self.coder, refused=self.refused)
