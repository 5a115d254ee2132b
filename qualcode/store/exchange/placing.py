"""Where a coding that comes home stands here: in the text that is shown, under a code that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qualcode.core.coding import Valence
from qualcode.core.passages import selection_problem
from qualcode.core.revisions.carry_over import CarryOver
from qualcode.core.spans import Span
from qualcode.core.transcript import Speaker, Transcript
from qualcode.core.wording.code_rules import valence_under
from qualcode.store.exchange.versions import Version
from qualcode.store.rows.codebooks import CodeIndex, CodeRow
from qualcode.store.rows.revisions import Anchor, Revision, revision_of
from qualcode.store.rows.sources import load_transcript
from qualcode.store.tables import code_revisions, codes, erasures, source_texts, sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

CARRIED = "carried"
WAITING = "doubtful"
ADAPTED = "adapted"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text revision as a row, without its words."""

    id: int
    guid: str
    source: str
    sha256: str
    shown: bool
    held: bool


class Words:
    """Gives texts of this project by their GUID; the last ones that were read are kept at hand."""

    def __init__(self, home: Connection) -> None:
        self._home = home
        self._read = lru_cache(maxsize=20)(self._find)

    def __call__(self, guid: str) -> str:
        """What stands in the text."""
        return self._read(guid)

    def _find(self, guid: str) -> str:
        query = select(source_texts.c.text).where(source_texts.c.guid == guid)
        return str(self._home.execute(query).scalar_one())


class Ground:
    """Says of each arriving version where it stands here, or that it cannot stand here."""

    def __init__(self, home: Connection, other: Connection, words: Words) -> None:
        self._home = home
        self._other = other
        self._words = words
        self._here = _texts(home)
        self._there = _texts(other)
        self._names = dict(
            home.execute(select(sources.c.guid, sources.c.name).where(sources.c.alive == 1)).all()
        )
        self._shown = {t.source: t for t in self._here.values() if t.shown}
        self._routes: dict[str, _Route | None] = {}
        self.erased = set(home.execute(select(erasures.c.erased_guid)).scalars())
        """GUIDs that must not come back."""
        self.counts: Counter[str] = Counter()
        self.refused_sources: set[str] = set()

    def has_source(self, guid: str) -> bool:
        """Whether a source stands here."""
        return guid in self._names and guid not in self.erased

    def holds(self, text_guid: str) -> bool:
        """Whether the words of a text are here."""
        text = self._here.get(text_guid)
        return text is not None and text.held

    def place(self, version: Version) -> bool:
        """Let a version that points into a text stand here; False where it cannot."""
        values = version.values
        text_guid = values["source_text_id"]
        if version.guid in self.erased:
            return False
        if text_guid is None:
            return True
        route = self._route(text_guid)
        if route is None:
            self.refused_sources.add(text_guid)
            return False
        if values["start"] is None:
            values["source_text_id"] = route.whole
            return True
        span = Span(values["start"], values["end"])
        if route.plain:
            values["source_text_id"] = route.target.guid
            return _stands_there(route.words, span, values["quotation"])
        return self._carry(version, route, span)

    def _carry(self, version: Version, route: _Route, span: Span) -> bool:
        values = version.values
        place, certain = route.place(span, coding="code_id" in values)
        if certain or (route.kept is None and place is not None):
            assert place is not None  # noqa: S101
            values |= {
                "source_text_id": route.target.guid,
                "start": place.start,
                "end": place.end,
                "quotation": place.of(route.words),
            }
            if values.get("context_start") is not None:
                context, _ = route.place(Span(values["context_start"], values["context_end"]))
                values["context_start"] = context.start if context else None
                values["context_end"] = context.end if context else None
            self.counts[CARRIED if certain else ADAPTED] += version.alive
            return True
        if route.kept is None:
            return False
        values["source_text_id"] = route.kept.guid
        self.counts[WAITING] += version.alive
        quotation: str = values["quotation"]
        return span.of(route.before.text) == quotation

    def _route(self, text_guid: str) -> _Route | None:
        if text_guid not in self._routes:
            self._routes[text_guid] = self._find(self._there[text_guid])
        return self._routes[text_guid]

    def _find(self, there: _Text) -> _Route | None:
        """The way from a text of the package to the one that is shown here."""
        shown = self._shown.get(there.source)
        name = self._names.get(there.source)
        if shown is None or name is None or there.source in self.erased:
            return None
        alike = [
            text
            for text in self._here.values()
            if text.source == there.source
            and text.held
            and there.guid not in self.erased
            and (text.guid == there.guid or text.sha256 == there.sha256)
        ]
        kept = next((t for t in alike if t.shown), alike[0] if alike else None)
        return _Route(self._home, self._other, self._words, name, there, shown, kept)


def _stands_there(text: str, span: Span, quotation: str) -> bool:
    return span.end <= len(text) and span.of(text) == quotation


def _texts(connection: Connection) -> dict[str, _Text]:
    rows = connection.execute(
        select(
            source_texts.c.id,
            source_texts.c.guid,
            source_texts.c.sha256,
            source_texts.c.current,
            source_texts.c.alive,
            source_texts.c.text.is_not(None).label("held"),
            sources.c.guid.label("source"),
            sources.c.alive.label("standing"),
        ).join(sources, sources.c.id == source_texts.c.source_id)
    ).all()
    return {
        row.guid: _Text(
            row.id,
            row.guid,
            row.source,
            row.sha256,
            bool(row.current and row.alive and row.standing),
            bool(row.held),
        )
        for row in rows
    }


class _Route:
    """From one text of a package to the text of the same source that is shown here."""

    def __init__(
        self,
        home: Connection,
        other: Connection,
        words: Words,
        name: str,
        there: _Text,
        shown: _Text,
        kept: _Text | None,
    ) -> None:
        self._home = home
        self._other = other
        self._words = words
        self._name = name
        self._there = there
        self.target = shown
        """The text that is shown."""
        self.kept = kept
        """The same text where it is kept here: what is doubtful waits on it."""
        self.plain = kept is not None and kept.guid == shown.guid
        """Whether nothing has to be carried."""
        self.whole = shown.guid
        """The text that what is about the text as a whole is about."""

    @property
    def words(self) -> str:
        """The text that is shown."""
        return self._words(self.whole)

    @cached_property
    def before(self) -> Revision:
        """The text that was coded."""
        return revision_of(self._other, Anchor("", 0, "", self._there.id, None, ""))

    @cached_property
    def new(self) -> Transcript:
        """The text that is shown, with its speakers."""
        return load_transcript(self._home, self._name)

    @cached_property
    def _carry(self) -> CarryOver:
        return CarryOver(self.before.text, self.before.turns, self.new.text, self.new.turns)

    @cached_property
    def _old(self) -> Transcript:
        labels = dict.fromkeys(turn.speaker for turn in self.before.turns)
        speakers = {label: self.new.speakers.get(label, Speaker(label, True)) for label in labels}
        return Transcript(self._name, "", self.before.text, "", self.before.turns, speakers, ())

    def place(self, span: Span, *, coding: bool = False) -> tuple[Span | None, bool]:
        """Where a passage stands, and whether its words are the same there.

        Where the text that was coded is not kept here (words were taken out of it), what stands
        in its place is given.
        """
        carried = self._carry.carry(span)
        if carried.certain and carried.span is not None:
            newly = coding and selection_problem(self.new, carried.span) is not None
            if newly and selection_problem(self._old, span) is None:
                return (carried.span, False) if self.kept else (None, False)
            return carried.span, True
        place = self._carry.opposite(span) or carried.span
        if self.kept is None and coding and place is not None:
            return (None, False) if selection_problem(self.new, place) else (place, False)
        return place, False


class Codes:
    """Under which code of this project a coding of the package stands."""

    def __init__(self, home: Connection) -> None:
        index = CodeIndex(home)
        guids = dict(home.execute(select(codes.c.id, codes.c.guid)).all())
        self._row = {guids[row.id]: row for row in index.rows}
        self._guid = {row.id: guids[row.id] for row in index.rows}
        self._standing = {row.id for row in index.standing}
        self._named: dict[tuple[str, str], CodeRow] = {
            (row.codebook, alias): row for row in index.standing for alias in row.code.aliases
        }
        self._answers: dict[tuple[str, str], tuple[str, tuple[str, str] | None]] = {}
        self.revisions = _revisions(home)

    def known(self, guid: str) -> bool:
        """Whether the code stands here, if only merged into another."""
        return guid in self._row

    def place(self, values: dict[str, Any]) -> bool:
        """Give a coding the code that stands for its own; gives whether that is another one."""
        asked = (values["code_id"], values["valence"])
        if asked not in self._answers:
            self._answers[asked] = self._answer(*asked)
        values["valence"], into = self._answers[asked]
        if into is not None:
            values["code_id"], values["code_revision_id"] = into
        return into is not None

    def _answer(self, code: str, given: str) -> tuple[str, tuple[str, str] | None]:
        """The valence under the code that stands, and that code where it is another one."""
        row = self._row.get(code)
        if row is None:
            return given, None
        into = row
        if row.id not in self._standing:
            into = self._named.get((row.codebook, row.code.key), row)
        valence = valence_under(into.code, Valence(given)).value
        if into is row:
            return valence, None
        return valence, (self._guid[into.id], self.revisions[into.revision_id])


def _revisions(connection: Connection) -> dict[int, str]:
    return dict(connection.execute(select(code_revisions.c.id, code_revisions.c.guid)).all())
