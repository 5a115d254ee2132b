"""Work on a codebook: new codes, wordings, settings, places in the tree, retiring.

Each function is one journal entry, and undo takes it back as long as nobody else has touched the
same codes or codings since. Who edits must be a coder or an adjudicator. What would change
codings, or what codings may say, is refused while a round is coded blind.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualcode.app.codebook.edits import (
    Edit,
    code_in_book,
    editing,
    editor,
    in_use,
    refuse_in_round,
    refuse_with_children,
    somebody_acts,
)
from qualcode.core.codebook import Code, Example, ValencePolicy, Wording, Words
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.forms import SLUG
from qualcode.core.text import normalised
from qualcode.core.wording.code_rules import key_from
from qualcode.i18n import N_
from qualcode.store.rows import codebook_work as work_rows
from qualcode.store.rows.codebook_guards import contradicting
from qualcode.store.rows.codebook_versions import behind
from qualcode.store.rows.codebooks import CodeIndex, add_code
from qualcode.store.tables import codes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


def create_code(
    project: Project,
    codebook: str | None,
    label: Words,
    *,
    parent: str | None = None,
    key: str | None = None,
    definition: Words | None = None,
    codable: bool = True,
    policy: ValencePolicy = ValencePolicy.OPTIONAL,
    fixed: Valence | None = None,
    provisional: bool = False,
) -> str:
    """Put a new code at the end of its siblings; gives its reference `codebook:key`.

    Args:
        project: the project.
        codebook: id of the codebook; None where there is only one.
        label: what it is called, by language.
        parent: key of the code it stands under; None for a family.
        key: its key for ever; made from the first label unless given.
        definition: what it means, by language.
        codable: False for a heading.
        policy: whether its codings carry a valence.
        fixed: the valence under the policy fixed.
        provisional: made on the road, to be discussed.

    Raises:
        NotFound: no such codebook or parent.
        NotAllowed: the key is taken or no key, the label is empty, or who acts may not.
    """
    somebody_acts(project)
    policy = policy if codable else ValencePolicy.NONE
    with project.change("create_code") as change:
        editor(project, change)
        book = _book(project, change.connection, codebook)
        index = project.memory.code_index(change.connection)
        above = None if parent is None else in_use(code_in_book(index, book, parent))
        words = _labelled(_changed_words({}, label))
        code = Code(
            key=_new_key(index, book, key, next(iter(words.values()))),
            wording=Wording(words, definition=_changed_words({}, definition)),
            parent=above.code.key if above else None,
            codable=codable,
            policy=policy,
            fixed=_fixed(policy, fixed),
            provisional=provisional,
        )
        book_id = work_rows.codebook_key(change.connection, book)
        position = work_rows.next_position(change.connection, book_id)
        add_code(change, book_id, code, above.id if above else None, position)
        change.said["code"] = f"{book}:{code.key}"
    return f"{book}:{code.key}"


def _book(project: Project, connection: Connection, codebook: str | None) -> str:
    held = [book.id for book in project.memory.codebooks(connection)]
    if codebook is None and len(held) == 1:
        return held[0]
    if codebook not in held:
        raise NotFound(
            N_("Name one of the project's codebooks: {names}."), names=", ".join(held) or "—"
        )
    return codebook


def _names_in(index: CodeIndex, book: str) -> set[str]:
    """Every key and alias of a codebook, also of codes that were merged."""
    return {
        name
        for row in index.rows
        if row.codebook == book
        for name in (row.code.key, *row.code.aliases)
    }


def _new_key(index: CodeIndex, book: str, key: str | None, label: str) -> str:
    taken = _names_in(index, book)
    if key is None:
        return key_from(label, taken)
    _refuse_no_key(key)
    if key in taken:
        raise NotAllowed(N_("“{key}” is already the key or alias of a code."), key=key)
    return key


def _refuse_no_key(key: str) -> None:
    if not SLUG.fullmatch(key):
        raise NotAllowed(
            N_("“{value}” must start with a–z and hold only a–z, 0–9 and _."), value=key
        )


def _changed_words(old: Words, given: Words | None) -> dict[str, str]:
    """The languages given replace the old ones; an empty text takes a language away."""
    new = {language: normalised(text).strip() for language, text in (given or {}).items()}
    return {language: text for language, text in {**old, **new}.items() if text}


def _labelled(words: dict[str, str]) -> dict[str, str]:
    if not words:
        raise NotAllowed(N_("A code needs a label in one language at least."))
    return words


def _fixed(policy: ValencePolicy, fixed: Valence | None) -> Valence | None:
    if policy is ValencePolicy.FIXED:
        if fixed is None or fixed is Valence.UNSET:
            raise NotAllowed(
                N_("A fixed valence needs a value: barrier, lever, ambivalent or neutral.")
            )
        return fixed
    if fixed is not None:
        raise NotAllowed(N_("A fixed valence goes with the policy “fixed” only."))
    return None


def edit_wording(
    project: Project,
    ref: str,
    *,
    label: Words | None = None,
    definition: Words | None = None,
    use_when: Words | None = None,
    not_when: Words | None = None,
    not_when_see: Sequence[str] | None = None,
    example: Example | None = None,
) -> dict[str, int]:
    """Say otherwise what a code means: a new revision, if anything is said otherwise.

    What is None stays. In a text by language, the languages that are not named stay, and an
    empty text takes one away; so does an example without text. Where more than the label is
    different, the codings that were made before are to be read again.

    Returns:
        How many codings of this code are to be read again, by coder, as far as one may see.

    Raises:
        NotFound: no such code, or no such neighbour in `not_when_see`.
        NotAllowed: no label is left, or who acts may not.
    """
    with editing(project, "edit_wording", ref) as edit:
        old = edit.code.code.wording
        wording = Wording(
            label=_labelled(_changed_words(old.label, label)),
            definition=_changed_words(old.definition, definition),
            use_when=_changed_words(old.use_when, use_when),
            not_when=_changed_words(old.not_when, not_when),
            not_when_see=(
                old.not_when_see
                if not_when_see is None
                else tuple(dict.fromkeys(edit.find(name).code.key for name in not_when_see))
            ),
            example=_changed_example(old.example, example),
        )
        if wording == old:
            return {}
        work_rows.revise(edit.change, edit.code, wording)
        found = behind(edit.change.connection, edit.coder, code_id=edit.code.id)
        return dict(Counter(coding.coder for coding in found))


def _changed_example(old: Example | None, given: Example | None) -> Example | None:
    if given is None:
        return old
    text = normalised(given.text).strip()
    return replace(given, text=text) if text else None


def rename_code(project: Project, ref: str, label: Words) -> None:
    """Call a code otherwise: its key stays, and nothing is to be read again.

    Raises:
        NotFound: no such code.
        NotAllowed: no label is left, or who acts may not.
    """
    edit_wording(project, ref, label=label)


def edit_settings(
    project: Project,
    ref: str,
    *,
    policy: ValencePolicy | None = None,
    fixed: Valence | None = None,
    usual: Sequence[Valence] | None = None,
    target: Words | None = None,
    aliases: Sequence[str] | None = None,
    maps_to: Mapping[str, Sequence[str]] | None = None,
    codable: bool | None = None,
    process: bool | None = None,
) -> int:
    """Change how a code works; what is None stays.

    A policy, or making it a heading, is refused where codings stand that it would contradict.
    They are never changed along: each is in somebody's layer.

    Returns:
        How many codings still need a valence, where the policy is now `required`.

    Raises:
        NotFound: no such code.
        NotAllowed: codings contradict it, with their count; an alias is taken; a round is open.
    """
    with editing(project, "edit_settings", ref) as edit:
        old = edit.code.code
        kept = old.fixed if policy in {None, ValencePolicy.FIXED} else None
        new = replace(
            old,
            policy=policy or old.policy,
            fixed=_fixed(policy or old.policy, fixed or kept),
            usual=old.usual if usual is None else tuple(dict.fromkeys(usual)),
            target=_changed_words(old.target, target),
            maps_to=old.maps_to if maps_to is None else _crosswalks(maps_to),
            codable=old.codable if codable is None else codable,
            process=old.process if process is None else process,
        )
        if (new.policy, new.fixed, new.codable) != (old.policy, old.fixed, old.codable):
            _refuse_contradiction(edit, new)
        if aliases is not None:
            _rename_aliases(edit, tuple(dict.fromkeys(aliases)))
        edit.change.update(codes, edit.code.id, **_columns(new))
        if new.policy is not ValencePolicy.REQUIRED or old.policy is ValencePolicy.REQUIRED:
            return 0
        given = work_rows.valences_given(edit.change.connection, edit.code.id)
        return given.get(Valence.UNSET, 0)


def _columns(code: Code) -> dict[str, Any]:
    return {
        "policy": code.policy.value,
        "fixed": code.fixed.value if code.fixed else None,
        "usual": json.dumps([valence.value for valence in code.usual]),
        "target": _as_json(code.target),
        "maps_to": _as_json({book: list(keys) for book, keys in code.maps_to.items()}),
        "codable": int(code.codable),
        "process": int(code.process),
    }


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


def _crosswalks(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found = {book: tuple(dict.fromkeys(keys)) for book, keys in given.items()}
    for name in [*found, *(key for keys in found.values() for key in keys)]:
        _refuse_no_key(name)
    return {book: keys for book, keys in found.items() if keys}


def _refuse_contradiction(edit: Edit, new: Code) -> None:
    connection = edit.change.connection
    refuse_in_round(connection)
    opened = new.codable and not edit.code.code.codable
    if opened and edit.code.id in work_rows.splits(connection):
        raise NotAllowed(
            N_("“{code}” was split. Revive it to take the split back."), code=new.label
        )
    n = contradicting(connection, new, edit.code.id)
    if n:
        raise NotAllowed(
            N_("Codings of “{code}” contradict this ({n}): change them first."), n=n, code=new.label
        )


def _rename_aliases(edit: Edit, wanted: Sequence[str]) -> None:
    book, own = edit.code.codebook, edit.code.code
    merged = {row.code.key for row in edit.index.rows if row.codebook == book}
    for alias in own.aliases:
        if alias in merged and alias not in wanted:
            raise NotAllowed(
                N_("“{alias}” is the key of a code that was merged into “{code}”: it stays."),
                alias=alias,
                code=own.label,
            )
    taken = _names_in(edit.index, book)
    for alias in wanted:
        _refuse_no_key(alias)
        if alias in taken and alias not in own.aliases:
            raise NotAllowed(N_("“{key}” is already the key or alias of a code."), key=alias)
    work_rows.put_aliases(edit.change, edit.code.id, wanted)


def move_code(project: Project, ref: str, parent: str | None, position: int | None = None) -> None:
    """Put a code, with all under it, somewhere else in the tree of its codebook.

    Args:
        project: the project.
        ref: the code.
        parent: the code to stand under; None makes it a family.
        position: its place among its new siblings from 0; None for the last.

    Raises:
        NotFound: no such code or parent.
        NotAllowed: a code cannot stand under itself, a retired code or another codebook.
    """
    with editing(project, "move_code", ref) as edit:
        above = None if parent is None else in_use(edit.find(parent))
        connection, code = edit.change.connection, edit.code
        if above is not None and code.id in {
            above.id,
            *work_rows.ancestors(connection, above.id),
        }:
            raise NotAllowed(
                N_("“{code}” cannot stand under itself or under a code of its own."),
                code=code.code.label,
            )
        siblings = [
            row.id
            for row in edit.index.standing
            if row.codebook == code.codebook
            and row.code.parent == (above.code.key if above else None)
        ]
        others = [key for key in siblings if key != code.id]
        place = len(others) if position is None else max(0, min(position, len(others)))
        if siblings != [*others[:place], code.id, *others[place:]]:
            parent_id = above.id if above else None
            work_rows.put_under(edit.change, code.id, parent_id, others[place:])


def retire_code(project: Project, ref: str, *, reason: str = "") -> int:
    """Take a code out of use: it is offered no more, and its codings stay.

    Returns:
        How many codings it keeps, as far as one may see.

    Raises:
        NotFound: no such code.
        NotAllowed: it is retired already, codes in use stand under it, or a round is open.
    """
    with editing(project, "retire_code", ref) as edit:
        in_use(edit.code)
        connection = edit.change.connection
        refuse_in_round(connection)
        refuse_with_children(edit)
        edit.change.update(codes, edit.code.id, retired=1)
        edit.explain(edit.code, reason)
        return work_rows.count_visible(connection, edit.coder, edit.code.id)


def revive_code(project: Project, ref: str) -> None:
    """Take a retired code back into use; a split that retired it is over, its queue with it.

    Raises:
        NotFound: no such code.
        NotAllowed: it is in use, it stands under a retired code, or a round is open.
    """
    with editing(project, "revive_code", ref) as edit:
        connection, code = edit.change.connection, edit.code
        refuse_in_round(connection)
        was_split = work_rows.end_split(edit.change, code.id)
        if not was_split and not code.code.retired:
            raise NotAllowed(N_("“{code}” is in use."), code=code.code.label)
        if code.code.parent is not None:
            in_use(edit.find(code.code.parent))
        revived = {"codable": 1} if was_split else {}
        edit.change.update(codes, code.id, retired=0, **revived)


def promote_code(project: Project, ref: str) -> None:
    """Make a provisional code a full one.

    Raises:
        NotFound: no such code.
        NotAllowed: it is not provisional, or who acts may not.
    """
    with editing(project, "promote_code", ref) as edit:
        if not edit.code.code.provisional:
            raise NotAllowed(N_("“{code}” is no provisional code."), code=edit.code.code.label)
        edit.change.update(codes, edit.code.id, provisional=0)
