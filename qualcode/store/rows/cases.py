"""Cases with their attributes, and coders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from qualcode.core.errors import NotFound
from qualcode.core.people import Case, Coder, Role
from qualcode.core.study import yes_or_no
from qualcode.i18n import N_
from qualcode.store.journal import Change
from qualcode.store.tables import case_attributes, cases, coders

CONSENT = "quote_allowed"
"""What studies call whether a person may be quoted, which is kept with the case itself."""


def list_cases(connection: Connection) -> list[Case]:
    """All living cases by name."""
    attributes: dict[int, dict[str, str]] = {}
    for row in connection.execute(
        select(case_attributes).where(case_attributes.c.alive == 1).order_by(case_attributes.c.id)
    ):
        attributes.setdefault(row.case_id, {})[row.name] = row.value
    linked = cases.alias("linked")
    rows = connection.execute(
        select(cases, linked.c.name.label("linked_to"))
        .outerjoin(linked, linked.c.id == cases.c.linked_to_id)
        .where(cases.c.alive == 1)
        .order_by(cases.c.name)
    )
    return [_case(row, attributes.get(row.id, {})) for row in rows]


def _case(row: Row[Any], attributes: dict[str, str]) -> Case:
    return Case(
        name=row.name,
        kind=row.kind,
        linked_to=row.linked_to,
        quote_allowed=None if row.quote_allowed is None else bool(row.quote_allowed),
        attributes=attributes,
        objected=row.objected is not None,
    )


def put_case(change: Change, case: Case, guid: str = "") -> None:
    """Add a case, or bring the one of that name up to date; attributes not named stay.

    A case that is added bears `guid`, or a new identity where it is empty.

    Raises:
        NotFound: the case it is linked to does not exist.
    """
    connection = change.connection
    linked_id = None if case.linked_to is None else _case_id(connection, case.linked_to)
    values = {
        "kind": case.kind,
        "linked_to_id": linked_id,
        "quote_allowed": None if case.quote_allowed is None else int(case.quote_allowed),
    }
    found = connection.execute(
        select(cases.c.id).where(cases.c.name == case.name, cases.c.alive == 1)
    ).scalar_one_or_none()
    if found is None:
        found = change.insert(cases, {"guid": guid, "name": case.name, **values})
    else:
        change.update(cases, found, **values)
    _put_attributes(change, found, case)


def _put_attributes(change: Change, case_id: int, case: Case) -> None:
    known = {
        row.name: row
        for row in change.connection.execute(
            select(case_attributes).where(
                case_attributes.c.case_id == case_id, case_attributes.c.alive == 1
            )
        )
    }
    changed = {n: v for n, v in case.attributes.items() if n not in known or known[n].value != v}
    change.lay_to_rest(case_attributes, [known[n].guid for n in changed if n in known])
    change.insert_many(
        case_attributes,
        [{"case_id": case_id, "name": name, "value": value} for name, value in changed.items()],
    )


def set_objected(change: Change, name: str, since: str | None) -> bool:
    """Note since when a person objects to the use of their words; None where no longer.

    Gives False where it was noted already, or there was nothing to take back.

    Raises:
        NotFound: there is no such case.
    """
    key = _case_id(change.connection, name)
    held = change.connection.execute(select(cases.c.objected).where(cases.c.id == key)).scalar()
    if (held is None) == (since is None):
        return False
    change.update(cases, key, objected=since)
    return True


def rectify(change: Change, name: str, attribute: str, value: str) -> None:
    """Put another value of an attribute in the place of every one that was held; "" for none.

    Raises:
        NotFound: there is no such case.
    """
    key = _case_id(change.connection, name)
    if attribute == CONSENT:
        answer = yes_or_no(value)
        change.overwrite(cases, key, quote_allowed=None if answer is None else int(answer))
        return
    held = select(case_attributes.c.id, case_attributes.c.alive).where(
        case_attributes.c.case_id == key, case_attributes.c.name == attribute
    )
    living = False
    for row in change.connection.execute(held).all():
        change.overwrite(case_attributes, row.id, value=value if row.alive else "")
        living = living or bool(row.alive)
        if row.alive and not value:
            change.overwrite(case_attributes, row.id, alive=0)
    if value and not living:
        change.insert(case_attributes, {"case_id": key, "name": attribute, "value": value})


def _case_id(connection: Connection, name: str) -> int:
    found = connection.execute(
        select(cases.c.id).where(cases.c.name == name, cases.c.alive == 1)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(N_("There is no case “{name}”."), name=name)
    return int(found)


def list_coders(connection: Connection) -> list[Coder]:
    """All coders by name."""
    rows = connection.execute(select(coders).where(coders.c.alive == 1).order_by(coders.c.name))
    return [Coder(row.guid, row.name, Role(row.role)) for row in rows]


def add_coder(change: Change, name: str, role: Role, guid: str = "") -> int:
    """Add a coder, with a new identity where `guid` is empty; gives the integer key."""
    return change.insert(coders, {"guid": guid, "name": name, "role": role.value})


def set_role(change: Change, name: str, role: Role) -> None:
    """Give a coder another role.

    Raises:
        NotFound: there is no such coder.
    """
    change.update(coders, coder_named(change.connection, name).id, role=role.value)


def coder_named(connection: Connection, name: str) -> Row[Any]:
    """The row of a coder.

    Raises:
        NotFound: there is no such coder.
    """
    row = connection.execute(
        select(coders).where(coders.c.name == name, coders.c.alive == 1)
    ).one_or_none()
    if row is None:
        names = [coder.name for coder in list_coders(connection)]
        raise NotFound(
            N_("There is no coder “{name}”. The project has: {names}."),
            name=name,
            names=", ".join(names) or "—",
        )
    return row
