"""What a coder's login may write: its own layer, memos and journal, and nobody else's.

Each rule is a condition on the row as it is to be (NEW) and as it is (OLD), kept by triggers of
the views that the login writes through. `me` is the key of the coder whose login it is.
"""

# ruff: noqa: S608  (what is put into SQL are names of tables of ours)

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Table

from qualcode.core.pairs.rounds import KEPT, CoderState, RoundKind, RoundState
from qualcode.store.postgres.connecting import gate_of, quoted
from qualcode.store.schema import metadata


@dataclass(frozen=True, slots=True)
class Rule:
    """Under which conditions rows of a table are written; None where they never are."""

    insert: str | None = None
    update: str | None = None


_STREAM = (
    "EXISTS (SELECT 1 FROM streams JOIN coders ON coders.guid = streams.coder "
    "WHERE streams.id = NEW.stream_id AND coders.id = me AND NEW.counter = streams.head + 1)"
)
_MINE = f"NEW.coder_id = me AND {_STREAM}"
_STILL_MINE = f"OLD.coder_id = me AND {_MINE}"


def _among(values: Iterable[object]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(map(str, values)))


def _unlocked(row: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM round_coders JOIN rounds ON rounds.id = round_coders.round_id "
        "JOIN round_units ON round_units.round_id = rounds.id WHERE round_coders.coder_id = me "
        "AND round_coders.alive = 1 AND round_units.alive = 1 AND rounds.alive = 1 "
        f"AND rounds.state IN ({_among(state.value for state in KEPT)}) "
        f"AND round_coders.state = '{CoderState.LOCKED.value}' "
        f"AND round_units.source_id = {row}.source_id AND (round_units.start IS NULL "
        f'OR (round_units.start < {row}."end" AND {row}.start < round_units."end")))'
    )


_TURNED = (
    f"{_STILL_MINE} AND NEW.round_id = OLD.round_id AND NEW.alive = OLD.alive "
    f"AND OLD.state IN ('{CoderState.OPEN.value}', '{CoderState.LOCKED.value}') "
    f"AND NEW.state IN ('{CoderState.OPEN.value}', '{CoderState.LOCKED.value}') "
    "AND EXISTS (SELECT 1 FROM rounds JOIN coders ON coders.id = me "
    f"WHERE rounds.id = OLD.round_id AND rounds.state = '{RoundState.OPEN.value}' "
    f"AND NOT (rounds.kind = '{RoundKind.INTRA_CODER.value}' AND coders.role <> 'repeat' "
    f"AND NEW.state = '{CoderState.OPEN.value}'))"
)
"""One locks and unlocks one's own layer, while the round is open."""

_OWNERS_ACTS = ("start_round", "reveal_round", "finish_round", "close_round", "merge", "handed_out",
                "settle", "erase", "migrate", "restore", "copy")  # fmt: skip
"""What only the owner can have done: proofs of how layers came about stand on these entries."""

_CHAINED = (
    "EXISTS (SELECT 1 FROM streams JOIN coders ON coders.guid = streams.coder "
    "WHERE streams.id = NEW.stream_id AND coders.id = me AND NEW.counter = streams.head + 1 "
    "AND NEW.payload_digest = encode(sha256(convert_to(NEW.salt || NEW.payload, 'UTF8')), 'hex') "
    "AND NEW.digest = encode(sha256(convert_to(concat_ws(E'\\n', streams.head_digest, "
    "streams.guid, NEW.guid, NEW.counter, NEW.action, NEW.kind, coalesce(NEW.reverts, 'None'), "
    "NEW.created, NEW.payload_digest), 'UTF8')), 'hex')) "
    f"AND NEW.action NOT IN ({_among(_OWNERS_ACTS)})"
)
_BEGUN = (
    "NEW.head = 0 AND NEW.head_digest = '' "
    "AND NEW.coder = (SELECT coders.guid FROM coders WHERE coders.id = me) "
    "AND NEW.replica = (SELECT project.replica FROM project) AND NOT EXISTS "
    "(SELECT 1 FROM streams WHERE streams.coder = NEW.coder AND streams.replica = NEW.replica)"
)
_GONE_ON = (
    "OLD.coder = (SELECT coders.guid FROM coders WHERE coders.id = me) "
    "AND NEW.coder = OLD.coder AND NEW.replica = OLD.replica AND NEW.head = OLD.head + 1 "
    "AND NEW.head_digest = (SELECT journal.digest FROM journal "
    "WHERE journal.stream_id = OLD.id AND journal.counter = NEW.head)"
)

LAYER: Mapping[str, Rule] = {
    "codings": Rule(
        f"{_MINE} AND {_unlocked('NEW')}",
        f"{_STILL_MINE} AND {_unlocked('OLD')} AND {_unlocked('NEW')}",
    ),
    "memos": Rule(_MINE, _STILL_MINE),
    "contested": Rule(update=_STILL_MINE),
    "assignments": Rule(_MINE, _STILL_MINE),
    "round_coders": Rule(update=_TURNED),
    "journal": Rule(insert=_CHAINED),
    "streams": Rule(_BEGUN, _GONE_ON),
    "writings": Rule(insert="NEW.body IS NOT NULL"),
    "exports": Rule(insert=_MINE),
    "export_cases": Rule(
        insert="EXISTS (SELECT 1 FROM exports WHERE exports.id = NEW.export_id "
        "AND exports.coder_id = me)"
    ),
    "snapshots": Rule(insert=f"{_STREAM} AND NEW.kind <> 'reveal'"),
}
"""What every coder writes."""

CODEBOOK: Mapping[str, Rule] = {
    "codebooks": Rule(update=_STREAM),
    "codes": Rule(_STREAM, _STREAM),
    "code_aliases": Rule(_STREAM, _STREAM),
    "code_revisions": Rule("true", "NEW.wording = OLD.wording AND NEW.sha256 = OLD.sha256"),
    "codebook_versions": Rule(_STREAM, _STREAM),
    "codebook_version_codes": Rule("true"),
    "code_splits": Rule(_STREAM, _STREAM),
}
"""What a coder writes who may also work on the codebook."""

WRITTEN: Mapping[str, Rule] = {**LAYER, **CODEBOOK}


def triggers(schema: str) -> list[str]:
    """The statements that make the rules hold."""
    base, gate = quoted(schema), quoted(gate_of(schema))
    made = [_who_writes(base, gate)]
    for name, rule in WRITTEN.items():
        table = metadata.tables[name]
        rights = "'codebook'" if name in CODEBOOK else "'coder', 'codebook'"
        made.append(
            f"CREATE FUNCTION {gate}.write_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"SECURITY DEFINER SET search_path = {base}, pg_temp AS $$\n"
            f"DECLARE me integer := {gate}.writer(ARRAY[{rights}]);\nBEGIN\n"
            f"{_insertion(table, rule)}{_change(table, rule)}{_REFUSED}END $$"
        )
        made.append(
            f"CREATE TRIGGER rule INSTEAD OF INSERT OR UPDATE ON {gate}.{quoted(name)} "
            f"FOR EACH ROW EXECUTE FUNCTION {gate}.write_{name}()"
        )
    return made


_REFUSED = "RAISE insufficient_privilege USING MESSAGE = 'not for this login';\n"


def _who_writes(base: str, gate: str) -> str:
    return (
        f"CREATE FUNCTION {gate}.writer(rights text[]) RETURNS integer LANGUAGE plpgsql STABLE "
        f"SECURITY DEFINER SET search_path = {base}, pg_temp AS $$\nBEGIN\n"
        "IF EXISTS (SELECT 1 FROM logins WHERE login = session_user AND may = ANY (rights)) "
        f"THEN RETURN {gate}.viewer();\nEND IF;\n{_REFUSED}END $$"
    )


def _insertion(table: Table, rule: Rule) -> str:
    if rule.insert is None:
        return ""
    columns = ", ".join(quoted(column.name) for column in table.c)
    values = ", ".join(f"NEW.{quoted(column.name)}" for column in table.c)
    return (
        f"IF TG_OP = 'INSERT' AND {rule.insert} THEN\n"
        f"NEW.id := nextval(pg_get_serial_sequence('{quoted(table.name)}', 'id'));\n"
        f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({values});\n"
        "RETURN NEW;\nEND IF;\n"
    )


def _change(table: Table, rule: Rule) -> str:
    if rule.update is None:
        return ""
    kept = ["id", *(["guid"] if "guid" in table.c else [])]
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in kept)
    changed = ", ".join(
        f"{quoted(column.name)} = NEW.{quoted(column.name)}"
        for column in table.c
        if column.name not in kept
    )
    return (
        f"IF TG_OP = 'UPDATE' AND {same} AND {rule.update} THEN\n"
        f"UPDATE {quoted(table.name)} SET {changed} WHERE id = OLD.id;\n"
        "RETURN NEW;\nEND IF;\n"
    )
