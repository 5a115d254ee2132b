"""Rounds of double coding: what they are, and what each state of one allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.core.agreement.report import Unit
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Role
from qualcode.i18n import N_, Told


class RoundKind(StrEnum):
    """What a round is held for."""

    INTER_CODER = "inter_coder"
    """Several coders, the same units: the reliability of a codebook in their hands."""
    INTRA_CODER = "intra_coder"
    """One coder codes a sample anew, in a second layer, weeks after the first."""
    DRIFT = "drift"
    """Later on, a small share of the sources that were coded by one coder only."""
    TEACHING = "teaching"
    """Trainees code what is settled, then see the differences: never counted as reliability."""

    @property
    def label(self) -> str:
        """Message id of the words on screen."""
        return _KINDS[self]


_KINDS = {
    RoundKind.INTER_CODER: N_("several coders"),
    RoundKind.INTRA_CODER: N_("one coder, twice"),
    RoundKind.DRIFT: N_("drift check"),
    RoundKind.TEACHING: N_("teaching"),
}


class RoundState(StrEnum):
    """How far a round is."""

    DRAFT = "draft"
    """Being put together; nothing is hidden."""
    OPEN = "open"
    """Coded blind: nobody sees another coder's layer on its units."""
    REVEALED = "revealed"
    """All have locked; layers are open to all and stay as they were."""
    SETTLED = "settled"
    """The differences have been talked over."""
    CLOSED = "closed"
    """Over: layers may be written again, a snapshot keeps what was compared."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _STATES[self]


_STATES = {
    RoundState.DRAFT: N_("draft"),
    RoundState.OPEN: N_("coded blind"),
    RoundState.REVEALED: N_("revealed to all"),
    RoundState.SETTLED: N_("settled"),
    RoundState.CLOSED: N_("closed"),
}


class CoderState(StrEnum):
    """How far one coder is with a round."""

    OPEN = "open"
    LOCKED = "locked"
    """Has finished: the layer can be read only, on the units of the round."""
    WITHDRAWN = "withdrawn"
    """Left the round: the layer stays closed until the reveal and is not compared."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _CODER_STATES[self]


_CODER_STATES = {
    CoderState.OPEN: N_("still coding"),
    CoderState.LOCKED: N_("locked"),
    CoderState.WITHDRAWN: N_("withdrawn"),
}


class RoundAction(StrEnum):
    """What can be done with a round."""

    START = "start"
    EXTEND = "extend"
    ASSIGN = "assign"
    CODE = "code"
    """Code its units in a layer of the round, as long as that layer is not locked."""
    LOCK = "lock"
    UNLOCK = "unlock"
    WITHDRAW = "withdraw"
    REVEAL = "reveal"
    COMPARE = "compare"
    SETTLE = "settle"
    """Settle its passages."""
    FINISH = "finish"
    """Say that what was to be settled is settled."""
    CLOSE = "close"

    @property
    def label(self) -> str:
        """Message id of what is refused, where it is refused."""
        return _ACTIONS[self]


_ACTIONS = {
    RoundAction.START: N_("It cannot be started."),
    RoundAction.EXTEND: N_("Its sample cannot be extended."),
    RoundAction.ASSIGN: N_("No coder can join it."),
    RoundAction.CODE: N_("Its layers stay as they were."),
    RoundAction.LOCK: N_("No layer can be locked."),
    RoundAction.UNLOCK: N_("No layer can be unlocked."),
    RoundAction.WITHDRAW: N_("No coder can leave it."),
    RoundAction.REVEAL: N_("It cannot be revealed."),
    RoundAction.COMPARE: N_("Its layers cannot be compared before the reveal."),
    RoundAction.SETTLE: N_("Nothing can be settled in it."),
    RoundAction.FINISH: N_("It has nothing to be settled."),
    RoundAction.CLOSE: N_("It cannot be closed."),
}

ALLOWED: Mapping[RoundState, frozenset[RoundAction]] = {
    RoundState.DRAFT: frozenset(
        {
            RoundAction.START,
            RoundAction.EXTEND,
            RoundAction.ASSIGN,
            RoundAction.WITHDRAW,
            RoundAction.CODE,
        }
    ),
    RoundState.OPEN: frozenset(
        {
            RoundAction.EXTEND,
            RoundAction.ASSIGN,
            RoundAction.CODE,
            RoundAction.LOCK,
            RoundAction.UNLOCK,
            RoundAction.WITHDRAW,
            RoundAction.REVEAL,
        }
    ),
    RoundState.REVEALED: frozenset(
        {RoundAction.COMPARE, RoundAction.SETTLE, RoundAction.FINISH, RoundAction.CLOSE}
    ),
    RoundState.SETTLED: frozenset({RoundAction.COMPARE, RoundAction.SETTLE, RoundAction.CLOSE}),
    RoundState.CLOSED: frozenset({RoundAction.COMPARE, RoundAction.CODE}),
}
"""What may be done in each state: the one place that says so."""

NEXT: Mapping[RoundAction, RoundState] = {
    RoundAction.START: RoundState.OPEN,
    RoundAction.REVEAL: RoundState.REVEALED,
    RoundAction.FINISH: RoundState.SETTLED,
    RoundAction.CLOSE: RoundState.CLOSED,
}
"""The state that an action leads to; the others leave the round where it is."""

BLIND = frozenset(state for state in RoundState if state is RoundState.OPEN)
"""States in which the layers of a round are closed."""

KEPT = frozenset({RoundState.OPEN, RoundState.REVEALED, RoundState.SETTLED})
"""States in which a locked layer can be read only."""

ROLES: Mapping[RoundKind, frozenset[Role]] = {
    RoundKind.INTER_CODER: frozenset({Role.CODER, Role.ADJUDICATOR}),
    RoundKind.INTRA_CODER: frozenset({Role.CODER, Role.ADJUDICATOR, Role.REPEAT}),
    RoundKind.DRIFT: frozenset({Role.CODER, Role.ADJUDICATOR}),
    RoundKind.TEACHING: frozenset({Role.TRAINEE}),
}
"""Who may be a coder of each kind of round."""

FEWEST: Mapping[RoundKind, int] = {
    RoundKind.INTER_CODER: 2,
    RoundKind.INTRA_CODER: 2,
    RoundKind.DRIFT: 2,
    RoundKind.TEACHING: 1,
}
"""How many layers there must be at least for a reveal."""


@dataclass(frozen=True, slots=True)
class RoundUnit:
    """A source of a round, or a stretch of one."""

    source: str
    start: int
    end: int
    """In characters of the text, half open."""
    whole: bool = True
    """Whether it is the whole source."""


@dataclass(frozen=True, slots=True)
class RoundCoder:
    """A coder in a round."""

    name: str
    role: Role
    state: CoderState = CoderState.OPEN


@dataclass(frozen=True, slots=True)
class Round:
    """A round with its sample and its coders."""

    guid: str
    name: str
    kind: RoundKind
    state: RoundState
    unit: Unit
    """What is counted, declared before anything was compared."""
    seed: int
    sampling: Sampling
    units: tuple[RoundUnit, ...] = ()
    coders: tuple[RoundCoder, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    """Label of the version it is coded under, by codebook."""
    sensitivity: tuple[Unit, ...] = ()
    """Other units that were declared beforehand, to see how much hangs on the choice."""
    snapshot: str | None = None
    """GUID of the snapshot that the reveal froze."""
    created: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of its sources, each once."""
        return tuple(dict.fromkeys(unit.source for unit in self.units))

    @property
    def compared(self) -> tuple[RoundCoder, ...]:
        """Its coders without those who left."""
        return tuple(coder for coder in self.coders if coder.state is not CoderState.WITHDRAWN)

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Names of the coders who have not locked their layer."""
        return tuple(coder.name for coder in self.coders if coder.state is CoderState.OPEN)

    def coder(self, name: str) -> RoundCoder | None:
        """The coder of that name, if they ever were in the round."""
        return next((coder for coder in self.coders if coder.name == name), None)

    def require(self, action: RoundAction) -> None:
        """Refuse what the state of the round does not allow.

        Raises:
            NotAllowed: with the state.
        """
        if action not in ALLOWED[self.state]:
            raise NotAllowed(
                N_("The round “{round}” is in this state: {state}. {why}"),
                round=self.name,
                state=Told(self.state.label),
                why=Told(action.label),
            )


@dataclass(frozen=True, slots=True)
class RoundScope:
    """What an analysis of a round is made on, fixed when the round began."""

    name: str
    kind: RoundKind
    state: RoundState
    sources: tuple[str, ...]
    units: tuple[RoundUnit, ...]
    """Whole sources, or stretches; what was coded outside of them is not compared."""
    coders: tuple[str, ...]
    """Those who are compared: who left the round is not."""
    unit: Unit
    sensitivity_units: tuple[Unit, ...]
    codebook_version: str
    """Codebooks and versions, such as “antares_patients 0.2.0+pilot”."""
    seed: int
    snapshot: str | None = None

    @property
    def is_reliability(self) -> bool:
        """Whether its figures may be called reliability: a trainee's never are."""
        return self.kind is not RoundKind.TEACHING


def scope_of(found: Round) -> RoundScope:
    """What an analysis of the round is made on."""
    return RoundScope(
        name=found.name,
        kind=found.kind,
        state=found.state,
        sources=found.sources,
        units=found.units,
        coders=tuple(coder.name for coder in found.compared),
        unit=found.unit,
        sensitivity_units=found.sensitivity,
        codebook_version=", ".join(f"{book} {label}" for book, label in found.versions.items()),
        seed=found.seed,
        snapshot=found.snapshot,
    )


def version_label(version: str, round_name: str, taken: Sequence[str]) -> str:
    """A label for the version that a round is coded under: “1.0.0+pilot”."""
    base = f"{version.partition('+')[0]}+{round_name}"
    labels = [base, *(f"{base}.{n}" for n in range(2, len(taken) + 3))]
    return next(label for label in labels if label not in taken)


def repeat_name(coder: str) -> str:
    """Name of the layer in which a coder codes a sample anew."""
    return f"{coder} (2)"
