"""The one gate through which every read of what coders say must pass.

In a round that has not been revealed nobody sees another coder's layer on the sources of the
round: not their codings, memos, counts or journal entries. Two kinds of round close layers to
their own coders only, so that the others can work on: where one coder codes a sample anew, the
first layer is put away from that coder; in a teaching round the trainees see no layer but their
own. Whoever does not say who they are is one of them.

The words of persons who objected to their use stand in no read for analysis, whoever asks. They
are read, by whoever names them with `objected`, where layers are compared, carried or corrected.

Conditions are made once for each viewer: making them takes longer than most reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    union,
)

from qualcode.core.errors import NotAllowed
from qualcode.core.memo import About, MemoKind
from qualcode.core.pairs.rounds import BLIND, RoundKind
from qualcode.core.people import Role
from qualcode.i18n import N_
from qualcode.store.tables import (
    cases,
    coders,
    codings,
    memos,
    round_coders,
    round_units,
    rounds,
    source_texts,
    sources,
    speakers,
    turns,
)

BLIND_STATES = tuple(state.value for state in BLIND)
"""States of a round in which its coders' layers are closed to each other."""

_TEACHING = rounds.c.kind == RoundKind.TEACHING.value
_AMONG_THEMSELVES = rounds.c.kind.in_((RoundKind.TEACHING.value, RoundKind.INTRA_CODER.value))
_BLIND = and_(rounds.c.alive == 1, rounds.c.state.in_(BLIND_STATES))


def _closing(viewer: int | None) -> ColumnElement[bool]:
    """The rounds that close layers to `viewer`."""
    if viewer is None:
        return _BLIND
    return and_(_BLIND, or_(~_AMONG_THEMSELVES, _takes_part(viewer)))


def _takes_part(viewer: int) -> ColumnElement[bool]:
    mine = round_coders.alias("mine")
    return exists(
        select(mine.c.id).where(
            mine.c.round_id == rounds.c.id, mine.c.coder_id == viewer, mine.c.alive == 1
        )
    )


@cache
def _blind_layers(viewer: int | None) -> CompoundSelect[Any]:
    """(source, coder) of every layer that rounds close to `viewer`: read once for a whole query.

    The viewer's own layers in a round are among them. Who codes a round sees nobody's layer on its
    sources, also not what others coded there before; everybody else sees all but its coders'.
    """
    closing = and_(_closing(viewer), round_units.c.alive == 1)
    of_the_round = (
        select(round_units.c.source_id, round_coders.c.coder_id)
        .join(rounds, rounds.c.id == round_units.c.round_id)
        .join(round_coders, round_coders.c.round_id == rounds.c.id)
        .where(closing, round_coders.c.alive == 1)
    )
    of_anybody = (
        select(round_units.c.source_id, coders.c.id)
        .join(rounds, rounds.c.id == round_units.c.round_id)
        .join(coders, true())
        .where(closing, _TEACHING if viewer is None else or_(_TEACHING, _takes_part(viewer)))
    )
    return union(of_the_round, of_anybody)


@cache
def _put_away(viewer: int) -> Select[Any]:
    """Sources on which `viewer` does not see their own layer, for they code it anew."""
    return (
        select(round_units.c.source_id)
        .join(rounds, rounds.c.id == round_units.c.round_id)
        .join(round_coders, round_coders.c.round_id == rounds.c.id)
        .join(coders, coders.c.id == round_coders.c.coder_id)
        .where(
            _BLIND,
            rounds.c.kind == RoundKind.INTRA_CODER.value,
            round_units.c.alive == 1,
            round_coders.c.alive == 1,
            round_coders.c.coder_id == viewer,
            coders.c.role != Role.REPEAT.value,
        )
    )


def _under_blind_round(viewer: int | None, source_id: Any, coder_id: Any) -> ColumnElement[bool]:
    # A row of nobody's is in nobody's layer; comparing with no value would say neither yes nor no.
    return tuple_(source_id, func.coalesce(coder_id, -1)).in_(_blind_layers(viewer))


def seen_by(viewer: int | None, source_id: Any, coder_id: Any) -> ColumnElement[bool]:
    """The condition under which `viewer` (a coder's key, or nobody) sees a row of a layer."""
    hidden = _under_blind_round(viewer, source_id, coder_id)
    if viewer is None:
        return ~hidden
    return or_(and_(coder_id == viewer, source_id.not_in(_put_away(viewer))), ~hidden)


def open_rounds(connection: Connection, source: str | None = None) -> list[str]:
    """Names of the rounds (on a source) that are coded blind: only one's own layer may change."""
    query = select(rounds.c.name).where(_BLIND).order_by(rounds.c.id)
    if source is not None:
        taken = (
            select(round_units.c.round_id)
            .join(sources, sources.c.id == round_units.c.source_id)
            .where(sources.c.name == source, sources.c.alive == 1, round_units.c.alive == 1)
        )
        query = query.where(rounds.c.id.in_(taken))
    return list(connection.execute(query).scalars())


def open_rounds_of(connection: Connection, coder_id: int) -> list[str]:
    """Names of the rounds that a coder codes blind just now."""
    query = (
        select(rounds.c.name)
        .join(round_coders, round_coders.c.round_id == rounds.c.id)
        .where(_BLIND, round_coders.c.coder_id == coder_id, round_coders.c.alive == 1)
        .order_by(rounds.c.id)
    )
    return list(connection.execute(query).scalars())


@cache
def blind_coders(viewer: int | None) -> CompoundSelect[Any]:
    """Keys of the coders whose journal some open round closes to `viewer`."""
    own = -1 if viewer is None else viewer
    of_the_round = (
        select(round_coders.c.coder_id)
        .join(rounds, rounds.c.id == round_coders.c.round_id)
        .where(_closing(viewer), round_coders.c.alive == 1, round_coders.c.coder_id != own)
    )
    of_anybody = (
        select(coders.c.id)
        .join(rounds, true())
        .where(_closing(viewer), _TEACHING, coders.c.id != own)
    )
    put_away = select(coders.c.id).where(coders.c.id == own, exists(_put_away(own)))
    return union(of_the_round, of_anybody, put_away)


def refuse_closed(
    connection: Connection, viewer: int | None, layers: Iterable[tuple[str, str]]
) -> None:
    """Refuse to compare or to print layers that an open round closes to `viewer`.

    What is hidden is merely missing from a list, but a table that lacks it would say something
    false.

    Args:
        connection: a read or change under way.
        viewer: who asks.
        layers: (source, coder) by name, as far as they are wanted.

    Raises:
        NotAllowed: with the first layer that is closed.
    """
    if not open_rounds(connection):
        return
    wanted = set(layers)
    rows = connection.execute(
        select(sources.c.name, coders.c.name)
        .select_from(sources.join(coders, true()))
        .where(
            sources.c.alive == 1, coders.c.alive == 1, ~seen_by(viewer, sources.c.id, coders.c.id)
        )
        .order_by(sources.c.position, sources.c.id, coders.c.name)
    )
    closed = next(((source, coder) for source, coder in rows if (source, coder) in wanted), None)
    if closed is not None:
        raise NotAllowed(
            N_(
                "A round is coded blind: the layer of {coder} on {source} is closed to you until "
                "the reveal. What is made from it has to wait (qualcode round PROJECT status)."
            ),
            coder=closed[1],
            source=closed[0],
        )


def in_shown_text(source_text_id: Any) -> ColumnElement[bool]:
    """The condition that a row stands in a text that is shown, not in one corrected since."""
    condition: ColumnElement[bool] = source_text_id.not_in(former_texts())
    return condition


def former_texts() -> Select[Any]:
    """Keys of the texts that are not shown: corrected or redacted since, or taken back."""
    return select(source_texts.c.id).where(
        or_(source_texts.c.current == 0, source_texts.c.alive == 0)
    )


def objecting() -> Select[Any]:
    """Keys of the cases whose persons object to the use of their words."""
    return select(cases.c.id).where(cases.c.objected.is_not(None), cases.c.alive == 1)


def heard(case_id: Any) -> ColumnElement[bool]:
    """The condition that words are of nobody who objected to their use."""
    return or_(case_id.is_(None), case_id.not_in(objecting()))


def said_by_objecting(anchored: Any) -> ColumnElement[bool]:
    """The condition that a row with an anchor touches words of a person who objected."""
    by_them = (
        select(turns.c.source_text_id)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(speakers.c.alive == 1, speakers.c.case_id.in_(objecting()))
    )
    touching = by_them.where(
        turns.c.source_text_id == anchored.c.source_text_id,
        turns.c.speech_start < anchored.c.end,
        turns.c.speech_end > anchored.c.start,
    )
    # Asked once for a whole query, then text by text: where nobody objected no row is looked at.
    return and_(exists(objecting()), anchored.c.source_text_id.in_(by_them), exists(touching))


@cache
def visible_codings(
    viewer: int | None, *, former: bool = False, objected: bool = False
) -> Select[Any]:
    """All living codings that `viewer` may see, as a selectable to build every read upon.

    Args:
        viewer: a coder's key, or nobody.
        former: those too that wait for their place in a text that was corrected.
        objected: those too on words of persons who objected to their use.
    """
    shown = select(codings).where(
        codings.c.alive == 1, seen_by(viewer, codings.c.source_id, codings.c.coder_id)
    )
    if not objected:
        shown = shown.where(~said_by_objecting(codings))
    return shown if former else shown.where(in_shown_text(codings.c.source_text_id))


@cache
def visible_counts(viewer: int | None) -> Select[Any]:
    """How many living codings there are by coder, source and code, as far as `viewer` may see."""
    by = (codings.c.coder_id, codings.c.source_id, codings.c.source_text_id, codings.c.code_id)
    counts = (
        select(*by, func.count().label("n"))
        .where(codings.c.alive == 1, ~said_by_objecting(codings))
        .group_by(*by)
        .subquery("counts")
    )
    return select(counts).where(
        seen_by(viewer, counts.c.source_id, counts.c.coder_id),
        in_shown_text(counts.c.source_text_id),
    )


@cache
def visible_memos(viewer: int | None) -> Select[Any]:
    """All living memos that `viewer` may see: a hidden layer's memos are hidden with it."""
    return select(memos).where(memos.c.alive == 1, memo_seen_by(viewer))


def memo_seen_by(viewer: int | None) -> ColumnElement[bool]:
    """The condition under which `viewer` (a coder's key, or nobody) sees a memo.

    What a coder of an open round writes about a code, the study or who speaks in its sources
    says what they code, and is hidden too, but for memos on method.
    """
    hidden = or_(
        _about_coding(_under_blind_round(viewer, codings.c.source_id, codings.c.coder_id)),
        _about_source(_under_blind_round(viewer, sources.c.id, memos.c.coder_id)),
        _about_case(_under_blind_round(viewer, speakers.c.source_id, memos.c.coder_id)),
        and_(
            memos.c.about.in_((About.CODE.value, About.STUDY.value)),
            memos.c.kind != MemoKind.METHOD.value,
            func.coalesce(memos.c.coder_id, -1).in_(blind_coders(viewer)),
        ),
    )
    if viewer is None:
        return ~hidden
    away = or_(
        _about_coding(
            and_(codings.c.coder_id == viewer, codings.c.source_id.in_(_put_away(viewer)))
        ),
        _about_source(sources.c.id.in_(_put_away(viewer))),
    )
    return or_(and_(memos.c.coder_id == viewer, ~away), ~hidden)


def _about_coding(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(codings.c.id).where(codings.c.guid == memos.c.about_guid, condition))


def _about_source(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(sources.c.id)
        .outerjoin(source_texts, source_texts.c.source_id == sources.c.id)
        .where(
            or_(sources.c.guid == memos.c.about_guid, source_texts.c.id == memos.c.source_text_id),
            condition,
        )
    )


def _about_case(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(speakers.c.id)
        .join(cases, cases.c.id == speakers.c.case_id)
        .where(cases.c.guid == memos.c.about_guid, condition)
    )
