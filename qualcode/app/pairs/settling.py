"""Settling: what becomes consensus, by a decision on each disagreement or by a stated rule.

Only the consensus layer is written. A decision names the codings that it is about; once a coder
changes one of them it is about something else, and the disagreement is open again. What was
decided before on the same codings is then replaced, with the codings that came of it.

A source counts as settled, and tables are made from its consensus, once what is agreed was taken
over and no disagreement is open in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.app.coding.coding import allowed_valence, codable_passage
from qualcode.app.pairs.disagreeing import (
    AgreedPassages,
    Differing,
    Wanted,
    compared_pairs,
    named,
)
from qualcode.app.projects.acting import analyst
from qualcode.app.projects.layers import CONSENSUS
from qualcode.core.agreement.disagreement import Kind
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import RoundAction
from qualcode.core.pairs.settlement import (
    USUALLY,
    Because,
    Decision,
    Ends,
    Settled,
    Settlement,
    as_given,
    by_rule,
)
from qualcode.core.people import Progress
from qualcode.core.spans import Span, trimmed
from qualcode.i18n import N_
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import rounds as round_rows
from qualcode.store.rows import settlements as settled_rows
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.transcript import Transcript
    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody decides on a disagreement."""

    decision: Decision
    reason: str = ""
    because: Because | None = None
    """What is usual for the type where None."""
    span: Span | None = None
    """Of another passage; the whole of both coders' where None."""
    code: str | None = None
    """Of another passage; what the coders gave where both gave the same one."""
    valence: Valence | None = None


def settle(project: Project, key: str, wish: Wish, wanted: Wanted | None = None) -> Settlement:
    """Decide one disagreement.

    Args:
        project: who acts decides; a viewer or trainee may not.
        key: of the disagreement, or the first characters of it.
        wish: what is decided, and why.
        wanted: whose disagreements; naming the source is faster.

    Raises:
        NotFound: no such disagreement.
        NotAllowed: the decision needs a reason or a code, the passage may not be coded, or a
            round is open.
    """
    with project.change("settle") as change:
        writer = _Writer(project, change, _every(wanted))
        one = named(writer.pairs, key)
        change.said |= {
            "source": one.source,
            "type": one.kind.value,
            "decision": wish.decision.value,
        }
        return writer.decided(one, wish)


def _every(wanted: Wanted | None) -> Wanted:
    """Of all types: whether a source is settled hangs on all of them."""
    return replace(wanted or Wanted(), kinds=())


def settle_boundaries(project: Project, rule: Ends, wanted: Wanted | None = None) -> int:
    """Settle, by one rule, all open differences in where a passage begins and ends; gives how many.

    Where one coder gave another valence besides, the difference is left for a person.

    Raises:
        NotAllowed: a round is open, or its state does not allow it.
    """
    with project.change("settle_boundaries", rule=rule.value) as change:
        writer = _Writer(project, change, _every(wanted))
        several = [one for pair in writer.pairs for one in pair.open if _only_ends(one)]
        change.said["n"] = len(several)
        writer.by_rule(rule, several)
        return len(several)


def _only_ends(one: Differing) -> bool:
    """Whether two coders differ in nothing but where passages begin and end."""
    first, second = ({coding.valence for coding in side} for side in one.codings)
    return one.kind is Kind.BOUNDARY and first == second


def seed_agreed(project: Project, rule: Ends = Ends.UNION, wanted: Wanted | None = None) -> int:
    """Take over, without looking at them, the codings that two coders agree on; gives how many.

    They agree on passages that bear the same code and valence on the same sentences. Where they
    begin or end elsewhere within a sentence the rule decides. What was taken over before and
    still agrees stays as it is.

    Raises:
        NotAllowed: a round is open, or its state does not allow it.
    """
    with project.change("seed_consensus", rule=rule.value) as change:
        writer = _Writer(project, change, _every(wanted))
        known = {one.key for one in writer.standing}
        fresh = [one for pair in writer.pairs for one in pair.agreed if one.key not in known]
        change.said["n"] = len(fresh)
        writer.by_rule(rule, fresh)
        return len(fresh)


def decisions(project: Project, round_name: str | None = None) -> list[Settlement]:
    """What was decided, in the order of the text; of one round, or of all.

    Raises:
        NotFound: there is no such round.
    """
    with project.read() as connection:
        viewer = project.acting_key(connection)
        key = None
        if round_name is not None:
            key, _held = round_rows.find_round(connection, round_name)
        return settled_rows.list_settlements(connection, viewer, round_id=key)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is written of one disagreement or agreement."""

    about: Differing | AgreedPassages
    text: Sequence[Settled]
    """What the consensus gets."""
    decision: Decision
    because: Because | None = None
    reason: str = ""
    rule: Ends | None = None


class _Writer:
    """Writes decisions and the codings that come of them, within one change."""

    def __init__(self, project: Project, change: Change, wanted: Wanted) -> None:
        self._project, self._change = project, change
        if CONSENSUS in wanted.coders:
            raise NotAllowed(N_("The consensus is compared with a coder here: nothing to settle."))
        self._who = analyst(project, change)
        self._round: int | None = None
        if wanted.round is not None:
            self._round, held = round_rows.find_round(change.connection, wanted.round)
            held.require(RoundAction.SETTLE)
            change.said["round"] = wanted.round
        self.pairs = compared_pairs(project, change.connection, wanted)
        self.standing = self._list()
        self._index = project.memory.code_index(change.connection)

    def _list(self) -> list[Settlement]:
        return settled_rows.list_settlements(self._change.connection, self._who)

    def decided(self, one: Differing, wish: Wish) -> Settlement:
        """Write one decision, unless it stands already."""
        reason = wish.reason.strip()
        if wish.decision.needs_reason and not reason:
            raise NotAllowed(N_("This departs from what both coders did: say why (--reason TEXT)."))
        because = wish.because or USUALLY[one.kind]
        old = one.settled
        same = old is not None and (old.decision, old.because, old.reason) == (
            wish.decision,
            because,
            reason,
        )
        if old is None or not same or wish.decision is Decision.SPAN:
            self.write([_Verdict(one, self._text(one, wish), wish.decision, because, reason)])
        return next(found for found in self.standing if found.key == one.key)

    def _text(self, one: Differing, wish: Wish) -> list[Settled]:
        first, second = one.codings
        match wish.decision:
            case Decision.A:
                return as_given(first)
            case Decision.B:
                return as_given(second)
            case Decision.BOTH:
                return as_given([*first, *second])
            case Decision.SPAN:
                return [self._other(one, wish)]
            case _:
                return []

    def _other(self, one: Differing, wish: Wish) -> Settled:
        """The passage that somebody wants in place of what the coders gave."""
        given = {code for code in one.codes if code is not None}
        if wish.code is None and len(given) != 1:
            raise NotAllowed(N_("Which code? Name it: --code KEY."))
        code = self._index.find(wish.code or given.pop())
        transcript = self._project.memory.transcript(self._change.connection, one.source)
        span = codable_passage(transcript, wish.span or one.span)
        valences = {coding.valence for side in one.codings for coding in side}
        usual = valences.pop() if len(valences) == 1 else Valence.UNSET
        return Settled(span, code.ref, allowed_valence(code.code, wish.valence or usual), None)

    def by_rule(self, rule: Ends, several: Iterable[Differing | AgreedPassages]) -> None:
        """Write what a rule makes of passages that bear the same code and valence."""
        verdicts = []
        for one in several:
            text = by_rule(rule, *one.codings)
            if isinstance(one, AgreedPassages):
                verdicts.append(_Verdict(one, text, Decision.AGREED, rule=rule))
            else:
                decision = _by_rule(rule, one.coders, text)
                verdicts.append(_Verdict(one, text, decision, Because.BOUNDARY, rule=rule))
        self.write(verdicts)

    def write(self, verdicts: Sequence[_Verdict]) -> None:
        """Put what is decided in place of what was decided on the same codings."""
        if not verdicts:
            return
        layer = settled_rows.consensus_layer(self._change, CONSENSUS)
        self._replace(verdicts)
        texts = _Texts(self._project, self._change.connection)
        placed = [[self._placed(texts, v.about.source, one) for one in v.text] for v in verdicts]
        every = [coding for codings in placed for coding in codings]
        guids = iter(coding_rows.put_codings(self._change, layer, every))
        new = []
        for verdict, codings in zip(verdicts, placed, strict=True):
            made = tuple(dict.fromkeys(next(guids) for _coding in codings))
            code_id = codings[0].code_id if codings else None
            new.append(_new(verdict, texts, made, code_id))
        settled_rows.add_settlements(self._change, self._who, self._round, new)
        self.standing = self._list()
        self._mark({verdict.about.source for verdict in verdicts}, layer)

    def _replace(self, verdicts: Iterable[_Verdict]) -> None:
        about = {
            (frozenset(verdict.about.coders), coding.guid)
            for verdict in verdicts
            for side in verdict.about.codings
            for coding in side
        }
        old: list[Settlement] = []
        others: list[Settlement] = []
        for one in self.standing:
            pair = frozenset(one.coders)
            concerned = any((pair, guid) in about for side in one.codings for guid in side)
            (old if concerned else others).append(one)
        if old:
            settled_rows.take_back(self._change, old, others)

    def _placed(self, texts: _Texts, source: str, settled: Settled) -> coding_rows.PlacedCoding:
        transcript, source_id, text_id = texts.of(source)
        span = trimmed(transcript.text, settled.span.start, settled.span.end) or settled.span
        row = self._index.find(settled.code)
        like = settled.like
        return coding_rows.PlacedCoding(
            source_id=source_id,
            text_id=text_id,
            span=span,
            quotation=span.of(transcript.text),
            code_id=row.id,
            revision_id=row.revision_id,
            valence=settled.valence,
            marks=like.marks if like else frozenset(),
            context=like.context if like else None,
        )

    def _mark(self, sources: Collection[str], layer: int) -> None:
        """Say of each source whether its consensus is whole."""
        keys = {one.key for one in self.standing}
        for name in sorted(sources):
            pairs = [pair for pair in self.pairs if name in pair.sources]
            wanted = {
                one.key
                for pair in pairs
                for several in (pair.found, pair.agreed)
                for one in several
                if one.source == name
            }
            done = wanted <= keys and all(name in pair.whole for pair in pairs)
            progress = Progress.READ if done else Progress.READING
            source_rows.mark_progress(self._change, name, layer, progress)


class _Texts:
    """Transcripts with the keys of their rows, looked up once."""

    def __init__(self, project: Project, connection: Connection) -> None:
        self._project, self._connection = project, connection
        self._known: dict[str, tuple[Transcript, int, int]] = {}

    def of(self, name: str) -> tuple[Transcript, int, int]:
        """The text shown of a source, and the keys of the source and of the text."""
        if name not in self._known:
            transcript = self._project.memory.transcript(self._connection, name)
            keys = source_rows.current_text(self._connection, transcript)
            self._known[name] = (transcript, *keys)
        return self._known[name]


def _by_rule(rule: Ends, coders: tuple[str, str], text: Iterable[Settled]) -> Decision:
    """What the decision of a rule is called."""
    if rule is Ends.UNION:
        return Decision.BOTH
    if rule is Ends.INTERSECTION:
        return Decision.COMMON
    taken = {one.like.coder for one in text if one.like is not None}
    return Decision.A if taken == {coders[0]} else Decision.B


def _new(
    verdict: _Verdict, texts: _Texts, made: tuple[str, ...], code_id: int | None
) -> settled_rows.NewSettlement:
    about = verdict.about
    transcript, _source_id, text_id = texts.of(about.source)
    first, second = about.codings
    return settled_rows.NewSettlement(
        text_id=text_id,
        span=about.span,
        quotation=about.span.of(transcript.text),
        code_id=code_id,
        key=about.key,
        kind=about.kind if isinstance(about, Differing) else None,
        decision=verdict.decision,
        because=verdict.because,
        reason=verdict.reason,
        rule=verdict.rule,
        coders=about.coders,
        codes=about.codes,
        codings=(tuple(one.guid for one in first), tuple(one.guid for one in second)),
        made=made,
    )
