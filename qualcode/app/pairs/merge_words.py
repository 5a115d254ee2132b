"""What a package brings, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.app.pairs.exchange import MergeReport
    from qualcode.store.exchange.reporting import CoderMerged


def merge_in_words(report: MergeReport) -> Iterator[str]:
    """What came, or would come, from whom; a line each."""
    for one in report.coders:
        yield _("{file}, {coder}: {what}", file=report.file, coder=one.coder, what=brought(one))
    if report.strangers:
        names = ", ".join(report.strangers)
        yield _("Not taken, as the package is not theirs: codings of {names}", names=names)
    if report.backup is not None:
        yield _("The project as it was before: {file}", file=report.backup)


def brought(one: CoderMerged) -> str:
    """What a package brings of one coder, in one line."""
    if one.closed:
        return _("taken in; what it holds is closed until the reveal")
    if one.empty and not one.refused:
        return _("nothing new")
    parts = [f"{label} {getattr(one, name)}" for name, label in _labels() if getattr(one, name)]
    if one.provisional:
        parts.append(_("provisional codes: {names}", names=", ".join(one.provisional)))
    return " · ".join(parts) or _("nothing but its journal")


def _labels() -> list[tuple[str, str]]:
    return [
        ("new", _("new")),
        ("changed", _("changed")),
        ("taken_away", _("taken away")),
        ("carried", _("carried to the corrected text")),
        ("doubtful", _("waiting for their place")),
        ("adapted", _("laid over words that were taken out")),
        ("recoded", _("under the code that theirs was merged into")),
        ("united", _("united with others")),
        ("contested", _("changed in two places at once")),
        ("refused", _("refused")),
        ("memos", _("memos")),
        ("progress", _("progress marks")),
    ]
