"""What a team has made of its codings as plain values, for the note that only qualcode reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from qualcode.core.analysis.charting import Cell, Summary
from qualcode.core.analysis.displays import Aggregate, ChangeObjective, Fit, JointRow
from qualcode.core.analysis.rating import HIGHEST, LOWEST, Rating
from qualcode.core.analysis.themes import Member, MemberKind, Theme
from qualcode.core.people import Progress, Role
from qualcode.core.portable import Analysis


def analysis_mapping(analysis: Analysis) -> dict[str, Any]:
    """The analysis as values that JSON can hold."""
    return {name: held for name, held in asdict(analysis).items() if held}


def analysis_of(raw: Mapping[str, Any]) -> Analysis:
    """The analysis that some values say.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: they are not what `analysis_mapping` gives.
    """
    return Analysis(
        roles={str(coder): Role(role) for coder, role in raw.get("roles", {}).items()},
        progress=tuple(
            (str(source), str(coder), Progress(said))
            for source, coder, said in raw.get("progress", ())
        ),
        themes=tuple(map(_theme, raw.get("themes", ()))),
        summaries=tuple(
            Summary(_cell(one["cell"]), _text(one["words"]), _guids(one["concerns"]))
            for one in raw.get("summaries", ())
        ),
        ratings=tuple(map(_rating, raw.get("ratings", ()))),
        joint_rows=tuple(map(_joint_row, raw.get("joint_rows", ()))),
        objectives=tuple(
            ChangeObjective(
                _text(one["guid"]),
                _text(one["code"]),
                _text(one["actor"]),
                _text(one["performance"]),
                _text(one["words"]),
                _guids(one["concerns"]),
            )
            for one in raw.get("objectives", ())
        ),
        answers={str(key): _text(words) for key, words in raw.get("answers", {}).items()},
    )


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError(said)
    return said


def _guids(said: Any) -> tuple[str, ...]:
    return tuple(map(_text, said))


def _cell(raw: Mapping[str, Any]) -> Cell:
    return Cell(_text(raw["code"]), _text(raw["by"]), _text(raw["value"]))


def _theme(raw: Mapping[str, Any]) -> Theme:
    members = tuple(
        Member(MemberKind(m["kind"]), _text(m["guid"]), _text(m["name"]), bool(m["negative"]))
        for m in raw["members"]
    )
    parent = raw["parent"]
    above = None if parent is None else _text(parent)
    return Theme(_text(raw["guid"]), _text(raw["statement"]), above, members)


def _rating(raw: Mapping[str, Any]) -> Rating:
    strength = raw["strength"]
    if not isinstance(strength, int) or not LOWEST <= strength <= HIGHEST:
        raise ValueError(strength)
    return Rating(_cell(raw["cell"]), _text(raw["rater"]), strength, _text(raw["rationale"]))


def _joint_row(raw: Mapping[str, Any]) -> JointRow:
    figure, n = raw["aggregate"], raw["aggregate"]["n"]
    return JointRow(
        _text(raw["guid"]),
        Aggregate(
            _text(figure["topic"]),
            _text(figure["value"]),
            _text(figure["source"]),
            None if n is None else int(n),
        ),
        Fit(raw["fit"]),
        None if raw["theme"] is None else _text(raw["theme"]),
        None if raw["code"] is None else _text(raw["code"]),
        _text(raw["inference"]),
    )
