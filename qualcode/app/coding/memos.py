"""Memos: write, change, take away, list; margin notes and synthesis sheets among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.core.address import address_of
from qualcode.core.errors import NotAllowed
from qualcode.core.memo import About, Memo, MemoKind
from qualcode.core.spans import Span
from qualcode.i18n import N_, translate
from qualcode.i18n.numbers import colon, quoted
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import coder_named
from qualcode.store.tables import memos as memo_table

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project

SHEET = (
    N_("Profile and setting"),
    N_("The story in a few lines"),
    N_("Barriers"),
    N_("Levers"),
    N_("What surprises"),
    N_("Questions for the team"),
)
"""Headings of a synthesis sheet."""


def write_memo(
    project: Project,
    body: str,
    *,
    about: About = About.STUDY,
    name: str = "",
    kind: MemoKind = MemoKind.ANALYTIC,
) -> None:
    """Write a memo about the study, or about a source, case, code or coding.

    Args:
        project: the project.
        body: the words.
        about: what sort of thing it is about.
        name: name of the source or case, `codebook:key` of the code, GUID of the coding.
        kind: why it is written.

    Raises:
        NotFound: there is nothing of that name.
        NotAllowed: nobody is acting, or the memo is empty.
    """
    words = _words(body)
    with project.change("memo", about=about.value, subject=name) as change:
        guid = name
        if about is not About.CODING:
            guid = memo_rows.guid_of(change.connection, about, name) or ""
        memo_rows.add_memos(
            change, _author(project, change), about, [(guid or None, words)], kind=kind
        )


def note_passage(
    project: Project,
    source: str,
    span: Span,
    body: str,
    *,
    kind: MemoKind = MemoKind.MARGIN,
) -> None:
    """Write a note on any passage of a source, coded or not.

    Raises:
        NotFound: no such source.
        NotAllowed: nobody is acting, the note is empty, or the passage lies outside the text.
    """
    words = _words(body)
    with project.change("memo", about="passage", subject=source) as change:
        transcript = project.memory.transcript(change.connection, source)
        if span.end > len(transcript.text):
            raise NotAllowed(N_("The passage lies outside the text of {source}."), source=source)
        change.said["address"] = address_of(transcript, span, with_source=False)
        _, text_id = source_rows.current_text(change.connection, transcript)
        memo_rows.add_passage_memo(
            change,
            _author(project, change),
            (text_id, span, span.of(transcript.text)),
            words,
            kind=kind,
        )


def change_memo(
    project: Project, guid: str, *, body: str | None = None, kind: MemoKind | None = None
) -> None:
    """Give one's own memo other words or another kind.

    Raises:
        NotFound: no such memo.
        NotAllowed: somebody else wrote it.
    """
    with project.change("memo", of="change_memo") as change:
        row = memo_rows.own_memo(change.connection, _author(project, change), guid)
        values = {} if kind is None else {"kind": kind.value}
        if body is not None:
            values["writing"] = change.write(_words(body))
        change.update(memo_table, row.id, **values)


def remove_memo(project: Project, guid: str) -> None:
    """Take one's own memo away.

    Raises:
        NotFound: no such memo.
        NotAllowed: somebody else wrote it.
    """
    with project.change("memo", of="remove_memo") as change:
        row = memo_rows.own_memo(change.connection, _author(project, change), guid)
        change.lay_to_rest(memo_table, [row.guid])


def list_memos(
    project: Project,
    *,
    kinds: Iterable[MemoKind] = (),
    about: About | None = None,
    source: str | None = None,
    coder: str | None = None,
    code: str | None = None,
) -> list[Memo]:
    """Memos that the acting coder may read, oldest first, filtered.

    Args:
        project: the project.
        kinds: why they were written; empty for all.
        about: what sort of thing they are about.
        source: name of the source that they are about, or in which they stand.
        coder: who wrote them.
        code: key of the code that they are about, or whose codings they are on.

    Raises:
        NotFound: there is no such code.
    """
    wanted = set(kinds)
    with project.read() as connection:
        found = memo_rows.list_memos(connection, project.acting_key(connection))
        index = project.memory.code_index(connection)
        refs = None if code is None else {row.ref for row in index.named(code)}
    return [
        memo
        for memo in found
        if (not wanted or memo.kind in wanted)
        and about in {None, memo.about}
        and source in {None, memo.source}
        and coder in {None, memo.coder}
        and (refs is None or memo.subject in refs)
    ]


def synthesis_sheet(project: Project, source: str) -> list[Memo]:
    """The parts of a source's synthesis sheet that the acting coder wrote, in order."""
    found = list_memos(project, kinds=[MemoKind.SYNTHESIS], source=source)
    return [memo for memo in found if memo.coder == project.acting]


def as_text(found: Iterable[Memo]) -> str:
    """Memos as Markdown, each under a heading."""
    return "\n\n".join(_as_text(memo) for memo in found) + "\n"


def _as_text(memo: Memo) -> str:
    head = " · ".join(
        part
        for part in (
            memo.created.strftime("%Y-%m-%d"),
            memo.coder or "",
            translate(memo.kind.label),
            memo.subject,
        )
        if part
    )
    lines = [f"## {head}"]
    if memo.quotation:
        lines.append(f"> {quoted(memo.quotation)}".replace("\n", "\n> "))
    return "\n\n".join([*lines, memo.body])


def sheet_as_text(parts: Iterable[Memo]) -> str:
    """A synthesis sheet to read: the parts under each other."""
    return "\n\n".join(part.body for part in parts)


def sheet_form() -> str:
    """An empty sheet: its headings, each with a colon."""
    return "\n".join(f"{translate(heading)}{colon()} " for heading in SHEET)


def _words(body: str) -> str:
    words = body.strip()
    if not words:
        raise NotAllowed(N_("An empty memo is not kept."))
    return words


def _author(project: Project, change: Change) -> int:
    """The acting coder's key: viewers may write memos too."""
    if project.acting is None:
        raise NotAllowed(
            N_("Who is writing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    return int(coder_named(change.connection, project.acting).id)
