"""What matrices are counted from: one layer's codings as numbers, and who speaks where.

All of it is read in one moment and kept. After somebody has coded, only the codings that the
journal names are read again: at 150,000 codings reading all takes most of a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.voices import list_voices
from qualcode.app.projects.layers import Layer, analysis_layer
from qualcode.app.projects.studies import INTERACTION, applicable_codebooks, study_in
from qualcode.core.codebook import Code, Codebook, ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.people import Case
from qualcode.core.study import Study
from qualcode.core.tables.crosstab import Manner, Side
from qualcode.core.tables.matrix import GROUP_TYPES
from qualcode.core.voices import Voice
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import coding_columns
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.voices import count_objecting

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.tables.crosstab_counts import CodingColumns
    from qualcode.store.project import Project
    from qualcode.store.rows.sources import SourceSummary

AGREEMENT_CODE, DISAGREEMENT_CODE = "fg_accord", "fg_desaccord"
"""Codes of the interaction codebook that say how something came up in a group talk."""

_PILES = {
    Valence.BARRIER: Side.BARRIER,
    Valence.LEVER: Side.LEVER,
    Valence.AMBIVALENT: Side.BOTH,
    Valence.NEUTRAL: Side.DESCRIBED,
    Valence.UNSET: Side.UNSET,
}


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """One layer, ready for counting."""

    layer: Layer
    study: Study
    codebooks: Sequence[Codebook]
    sources: Sequence[SourceSummary]
    """Those that the layer has and that count in matrices; numbered in this order."""
    applies: Mapping[str, tuple[str, ...] | None]
    """Codebooks by name of the source; None: all of them."""
    voices: Sequence[Voice]
    """Whose words are coded in them; numbered in this order."""
    cases: Mapping[str, Case]
    codes: Sequence[tuple[str, Code]]
    """Codebook and code; numbered in this order."""
    code_keys: Sequence[int]
    """The store's key of each code."""
    codings: CodingColumns
    turns: coding_columns.TurnNumbers
    source_keys: Sequence[int]
    """The store's key of each source."""
    objected: int = 0
    """Persons who objected to the use of their words, which are left out."""

    def case_of(self, voice: Voice) -> Case | None:
        """Whom a voice speaks for."""
        return self.cases.get(voice.case or "")

    def type_of(self, source: str) -> str:
        """The type of a source."""
        return next(one.type for one in self.sources if one.name == source)

    def number(self, ref: str) -> int:
        """The number of a code."""
        return next(
            index for index, (book, code) in enumerate(self.codes) if f"{book}:{code.key}" == ref
        )


@dataclass(frozen=True, slots=True, eq=False)
class _AtHand:
    """A layer with what is needed to bring it up to date after somebody has coded."""

    held: Material
    moment: Sequence[tuple[int, int]]
    numbers: coding_columns.CodingNumbers
    """All codings that may be seen, by their key."""
    speakers: Sequence[int]
    """The store's key of each voice."""
    coders: Sequence[int]
    """By number of the source, the key of the coder who stands for it."""


def material(project: Project, connection: Connection, wanted: str) -> Material:
    """The layer of that name, read again only as far as something was changed.

    Raises:
        NotFound: there is no coder of that name.
    """
    viewer = project.acting_key(connection)
    stamp = coding_columns.moment(connection)

    def load(before: _AtHand | None) -> _AtHand:
        newer = before and _brought_up_to_date(connection, viewer, before, stamp)
        return newer or _read(project, connection, viewer, wanted, stamp)

    return project.memory.renewed(("matrix material", viewer, wanted), stamp, load).held


def _read(
    project: Project,
    connection: Connection,
    viewer: int | None,
    wanted: str,
    stamp: Sequence[tuple[int, int]],
) -> _AtHand:
    layer = analysis_layer(connection, viewer, wanted)
    study = study_in(project, connection)
    index = project.memory.code_index(connection)
    sources = [
        source
        for source in source_rows.list_sources(connection)
        if source.name in layer.coder_of and _counts(study, source.type)
    ]
    applies = {
        kind: applicable_codebooks(connection, study, kind)
        for kind in {source.type for source in sources}
    }
    heard = {(voice.source, voice.speaker): voice for voice in list_voices(project, connection)}
    names = {source.name for source in sources}
    speakers = [row for row in coding_columns.speaker_rows(connection) if row.source in names]
    keys = {row.source: row.source_key for row in speakers}
    coders = coding_columns.coder_keys(connection)
    held = Material(
        layer=layer,
        study=study,
        codebooks=project.memory.codebooks(connection),
        sources=sources,
        applies={source.name: applies[source.type] for source in sources},
        voices=[heard[row.source, row.label] for row in speakers],
        cases={case.name: case for case in case_rows.list_cases(connection)},
        codes=[(row.codebook, row.code) for row in index.rows],
        code_keys=[row.id for row in index.rows],
        codings=no_codings(),
        turns=coding_columns.turn_numbers(connection),
        source_keys=[keys.get(source.name, -1) for source in sources],
        objected=count_objecting(connection),
    )
    found = _AtHand(
        held,
        stamp,
        _by_key(coding_columns.coding_numbers(connection, viewer)),
        [row.key for row in speakers],
        [coders[layer.coder_of[source.name]] for source in sources],
    )
    return replace(found, held=replace(held, codings=_columns(found, found.numbers)))


def _brought_up_to_date(
    connection: Connection, viewer: int | None, before: _AtHand, stamp: Sequence[tuple[int, int]]
) -> _AtHand | None:
    """The same layer where only codings have changed since, and whose codings stand has not.

    Sources in which something changed are counted anew from the numbers at hand. None where all
    has to be read again: somebody began a layer, emptied one, or changed more than codings.
    """
    import numpy as np

    changed = coding_columns.codings_changed(connection, before.moment)
    if changed is None:
        return None
    keys, guids = changed
    newer = coding_columns.coding_numbers(connection, viewer, guids)
    old = before.numbers
    gone = np.flatnonzero(np.isin(old.key, keys))
    if set(keys) - set(old.key[gone].tolist()) - set(newer.key.tolist()):
        return None
    numbers = _by_key(_joined(_without(old, gone), newer))
    pairs = {*_layers_of(old, gone), *_layers_of(newer, np.arange(len(newer.key)))}
    if any(_begun(old, pair) != _begun(numbers, pair) for pair in pairs):
        return None
    places = {key: number for number, key in enumerate(before.held.source_keys)}
    touched = sorted({places[source] for source, _coder in pairs if source in places})
    found = replace(before, moment=stamp, numbers=numbers)
    codings = before.held.codings
    for source in touched:
        own = np.flatnonzero(numbers.source == before.held.source_keys[source])
        first, last = np.searchsorted(codings.source, [source, source + 1])
        codings = codings.with_part(first, last, _columns(found, _only(numbers, own)))
    return replace(found, held=replace(before.held, codings=codings))


def _by_key(numbers: coding_columns.CodingNumbers) -> coding_columns.CodingNumbers:
    import numpy as np

    return _only(numbers, np.argsort(numbers.key, kind="stable"))


def _only(numbers: coding_columns.CodingNumbers, places: Any) -> coding_columns.CodingNumbers:
    return coding_columns.CodingNumbers(*(getattr(numbers, n)[places] for n in numbers.__slots__))


def _without(numbers: coding_columns.CodingNumbers, places: Any) -> coding_columns.CodingNumbers:
    import numpy as np

    names = numbers.__slots__
    return coding_columns.CodingNumbers(*(np.delete(getattr(numbers, n), places) for n in names))


def _joined(
    one: coding_columns.CodingNumbers, other: coding_columns.CodingNumbers
) -> coding_columns.CodingNumbers:
    import numpy as np

    pairs = ((getattr(one, name), getattr(other, name)) for name in one.__slots__)
    return coding_columns.CodingNumbers(*(np.concatenate(pair) for pair in pairs))


def _layers_of(numbers: coding_columns.CodingNumbers, places: Any) -> set[tuple[int, int]]:
    """Source and coder of some codings."""
    pairs = (numbers.source[places].tolist(), numbers.coder[places].tolist())
    return set(zip(*pairs, strict=True))


def _begun(numbers: coding_columns.CodingNumbers, layer: tuple[int, int]) -> bool:
    return bool(((numbers.source == layer[0]) & (numbers.coder == layer[1])).any())


def _counts(study: Study, source_type: str) -> bool:
    kind = study.source_type(source_type)
    return kind is None or kind.counts_in_matrices


def no_codings() -> CodingColumns:
    """Columns in which nothing stands."""
    import numpy as np

    from qualcode.core.tables.crosstab_counts import CodingColumns

    none = np.zeros(0, np.int64)
    return CodingColumns(none, none, none, none, none, none, none, none)


def _columns(found: _AtHand, numbers: coding_columns.CodingNumbers) -> CodingColumns:
    """The layer's codings by the numbers of sources, voices and codes, in order."""
    import numpy as np

    from qualcode.core.tables.crosstab_counts import CodingColumns

    held = found.held
    source = _numbered(held.source_keys, numbers.source)
    code = _numbered(held.code_keys, numbers.code)
    voice = _numbered(found.speakers, _speakers(numbers, held.turns))
    coder = np.array([*found.coders, -1])[source]
    kept = np.flatnonzero((source >= 0) & (coder == numbers.coder) & (code >= 0) & (voice >= 0))
    kept = kept[np.lexsort((numbers.end[kept], numbers.start[kept], source[kept]))]
    pile = _pile_table(held.codes)[code[kept], numbers.valence[kept], numbers.marks[kept] & 1]
    columns = CodingColumns(
        key=numbers.key[kept],
        source=source[kept],
        voice=voice[kept],
        code=code[kept],
        pile=pile,
        start=numbers.start[kept],
        end=numbers.end[kept],
        manner=np.full(len(kept), -1),
    )
    groups = [one.type in GROUP_TYPES for one in held.sources]
    grouped = np.array([*groups, False])[columns.source]
    columns.manner[grouped] = Manner.VOICED.value
    assented = grouped & ((numbers.marks[kept] & 2) > 0)
    ways = {AGREEMENT_CODE: Manner.ASSENTED, DISAGREEMENT_CODE: Manner.CONTESTED}
    columns.manner[assented] = Manner.ASSENTED.value
    for key, manner in ways.items():
        wanted = (INTERACTION, key)
        own = [n for n, (book, one) in enumerate(held.codes) if (book, one.key) == wanted]
        columns.manner[grouped & _touched(columns, np.isin(columns.code, own))] = manner.value
    return columns


def _numbered(keys: Sequence[int], values: Any) -> Any:
    """For each value its place among the keys; -1 where it is none of them."""
    import numpy as np

    order = np.argsort(np.array(keys, np.int64), kind="stable")
    ranked = np.array(keys, np.int64)[order]
    if not len(ranked):
        return np.full(len(values), -1)
    places = np.minimum(np.searchsorted(ranked, values), len(ranked) - 1)
    return np.where(ranked[places] == values, order[places], -1)


def _speakers(numbers: coding_columns.CodingNumbers, turns: coding_columns.TurnNumbers) -> Any:
    """The key of who speaks where each coding begins, or next in it; -1 where nobody coded does."""
    import numpy as np

    if not len(turns.text):
        return np.full(len(numbers.key), -1)
    width = int(max(numbers.end.max(initial=0), turns.end.max())) + 1
    begins = turns.text * width + turns.start
    place = np.searchsorted(begins, numbers.text * width + numbers.start, side="right") - 1
    inside = (place >= 0) & (turns.text[place] == numbers.text) & (turns.end[place] > numbers.start)
    after = np.minimum(place + 1, len(begins) - 1)
    follows = (turns.text[after] == numbers.text) & (turns.start[after] < numbers.end)
    follows &= turns.start[after] >= numbers.start
    return np.where(inside, turns.speaker[place], np.where(follows, turns.speaker[after], -1))


def _pile_table(codes: Sequence[tuple[str, Code]]) -> Any:
    """The pile of a coding by number of its code, number of its valence and whether potential."""
    import numpy as np

    from qualcode.core.tables.crosstab_counts import PILE

    table = np.zeros((len(codes), len(coding_columns.VALENCES), 2), np.int64)
    for number, (_book, code) in enumerate(codes):
        for place, given in enumerate(coding_columns.VALENCES):
            valence = _valence(code, given)
            pile = PILE[_PILES[valence]]
            lever = valence is Valence.LEVER
            table[number, place] = (pile, PILE[Side.POTENTIAL] if lever else pile)
    return table


def _valence(code: Code, given: Valence) -> Valence:
    """The valence that counts, as `core.illustration.valence_of` has it."""
    if code.policy is ValencePolicy.NONE:
        return Valence.NEUTRAL
    if code.policy is ValencePolicy.FIXED and code.fixed is not None:
        return code.fixed
    return given


def _touched(codings: CodingColumns, by: Any) -> Any:
    """Which codings share words with some of others in their source."""
    import numpy as np

    others = codings.only(by)
    if not len(others):
        return np.zeros(len(codings), bool)
    width = int(codings.end.max()) + 1
    begins = others.source * width + others.start
    reached = np.maximum.accumulate(others.source * width + others.end)
    last = np.searchsorted(begins, codings.source * width + codings.end) - 1
    there = reached[np.maximum(last, 0)] > codings.source * width + codings.start
    return (last >= 0) & there


def with_words(project: Project, connection: Connection, held: Material) -> Material:
    """The layer with the words of its codings, whose texts are looked through once."""
    viewer = project.acting_key(connection)
    stamp = coding_columns.moment(connection)
    return project.memory.get(
        ("matrix words", viewer, held.layer.name, tuple(held.source_keys)),
        stamp,
        lambda: replace(held, codings=_with_words(project, connection, held)),
    )


def _with_words(project: Project, connection: Connection, held: Material) -> CodingColumns:
    """The codings with how many words of coded speakers begin before each, and before its end."""
    import numpy as np

    # The turns are read anew with the texts: as long as they are the same, so are the words.
    places = project.memory.get(
        ("word places", tuple(held.source_keys)), held.turns, lambda: _word_places(connection, held)
    )
    codings = held.codings
    before, until = np.zeros(len(codings), np.int64), np.zeros(len(codings), np.int64)
    edges = np.searchsorted(codings.source, np.arange(len(held.source_keys) + 1)).tolist()
    for number, key in enumerate(held.source_keys):
        starts = places.get(key)
        if starts is not None:
            own = slice(edges[number], edges[number + 1])
            before[own] = np.searchsorted(starts, codings.start[own])
            until[own] = np.searchsorted(starts, codings.end[own])
    return replace(codings, words=(before, until))


def _word_places(connection: Connection, held: Material) -> dict[int, Any]:
    """By the key of the source, where the words of coded speakers begin."""
    from qualcode.core.asking.word_places import word_starts

    wanted = set(held.source_keys)
    return {
        key: _spoken(held.turns, key, word_starts(text))
        for key, text in coding_columns.texts_of(connection)
        if key in wanted
    }


def _spoken(turns: coding_columns.TurnNumbers, key: int, starts: Any) -> Any:
    """Those of some places in a source that are in the speech of coded speakers."""
    import numpy as np

    own = np.flatnonzero(turns.source == key)
    if not len(own):
        return starts[:0]
    begins, ends = turns.start[own], turns.end[own]
    place = np.searchsorted(begins, starts, side="right") - 1
    return starts[(place >= 0) & (ends[place] > starts)]
