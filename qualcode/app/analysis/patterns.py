"""What matrices are read for: contrasts, codes that go together, who answers whom, what is new."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.app.analysis.matrices import MatrixRequest, held_for, matrices
from qualcode.app.analysis.matrix_columns import fact_labels
from qualcode.app.analysis.matrix_material import Material
from qualcode.app.projects.layers import ANALYSIS
from qualcode.app.projects.studies import INTERACTION, study_of
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.study import Privacy
from qualcode.core.tables.contrast import PERCENT_FROM, Contrast, contrast
from qualcode.core.tables.crosstab import PILES, Manner, Mode, Side
from qualcode.core.tables.masking import PersonTable, person_table
from qualcode.core.tables.matrix import GROUP_TYPES
from qualcode.core.voices import Voice
from qualcode.i18n import N_
from qualcode.store.rows.coding_columns import codes_made

if TYPE_CHECKING:
    from qualcode.core.tables.cooccurrence import Together
    from qualcode.core.tables.first_appearance import FirstAppearance
    from qualcode.store.project import Project


def contrasts(
    project: Project,
    request: MatrixRequest,
    first: str,
    second: str,
    side: Side = Side.ANY,
) -> list[Contrast]:
    """Two columns of a matrix side by side; one contrast for each of its tables that has both.

    Percentages need as many persons in both groups as the study says.

    Raises:
        NotFound: there is no such column.
        NotAllowed: there is nothing to count.
    """
    rules = study_of(project).extra.get("group_contrast", {})
    given = rules.get("percent_from") if isinstance(rules, Mapping) else None
    least = given if isinstance(given, int) else PERCENT_FROM
    tables = matrices(project, request)
    having = [
        table for table in tables if {first, second} <= {column.value for column in table.columns}
    ]
    return [contrast(table, first, second, side, least) for table in having or tables[:1]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes that go together."""

    first: str
    """`codebook:key`."""
    second: str
    names: tuple[str, str]
    pairs: int
    """Pairs of passages."""
    sources: int
    codings: tuple[int, int]
    """Codings of each."""


def cooccurrences(
    project: Project,
    together: Together,
    *,
    turns: int = 0,
    layer: str = ANALYSIS,
    query: str | None = None,
) -> list[Pair]:
    """The codes that go together in one layer, the most frequent pairs first.

    Working codes and the interaction of a group are left out.

    Raises:
        NotFound: no such coder.
        NotAllowed: there is nothing to count.
    """
    held, _query = held_for(project, MatrixRequest(layer=layer, query=query))
    import numpy as np

    from qualcode.core.tables.cooccurrence import cooccurrence

    found = cooccurrence(_placed(held, _results(held)), len(held.codes), together, turns)
    one, other = np.nonzero(np.triu(found.pairs))
    listed = [
        Pair(
            first=_ref(held, a),
            second=_ref(held, b),
            names=(held.codes[a][1].label, held.codes[b][1].label),
            pairs=int(found.pairs[a, b]),
            sources=int(found.sources[a, b]),
            codings=(int(found.codings[a]), int(found.codings[b])),
        )
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
    ]
    return sorted(listed, key=lambda pair: (-pair.pairs, pair.first, pair.second))


def codings_together(
    project: Project,
    first: str,
    second: str,
    together: Together,
    *,
    turns: int = 0,
    layer: str = ANALYSIS,
    query: str | None = None,
) -> list[int]:
    """Keys of the codings of two codes that go together, in the order of sources and places.

    Args:
        project: what its acting coder may not see is left out.
        first: `codebook:key`.
        second: likewise.
        together: how near is near.
        turns: how many turns may lie between, for `NEAR`.
        layer: whose codings.
        query: only codings that answer it.

    Raises:
        NotFound: no such coder.
        NotAllowed: there is nothing to count.
    """
    from qualcode.core.tables.cooccurrence import codings_of_pair

    held, _query = held_for(project, MatrixRequest(layer=layer, query=query))
    kept = _results(held)
    pair = held.number(first), held.number(second)
    found = codings_of_pair(_placed(held, kept), *pair, together, turns)
    return [int(key) for key in held.codings.key[kept[found]]]


def codings_given(
    project: Project, source: str, codes: Collection[str], *, layer: str = ANALYSIS
) -> list[int]:
    """Keys of the codings of some codes (`codebook:key`) in one source, in order.

    Raises:
        NotFound: no such coder.
        NotAllowed: there is nothing to count.
    """
    held, _query = held_for(project, MatrixRequest(layer=layer))
    number = [one.name for one in held.sources].index(source)
    columns = held.codings
    return [
        key
        for key, place, code in zip(
            columns.key.tolist(), columns.source.tolist(), columns.code.tolist(), strict=True
        )
        if place == number and _ref(held, code) in codes
    ]


def _results(held: Material) -> Any:
    """The places of the codings that are neither of working codes nor of a group's interaction."""
    import numpy as np

    results = [not code.process and book != INTERACTION for book, code in held.codes]
    return np.flatnonzero(np.array(results, bool)[held.codings.code])


def _ref(held: Material, number: int) -> str:
    book, code = held.codes[number]
    return f"{book}:{code.key}"


def _placed(held: Material, kept: Any) -> Any:
    """The codings with the numbers of the turns in which they begin and end."""
    import numpy as np

    from qualcode.core.tables.cooccurrence import PlacedCodings

    codings = held.codings.only(kept)
    turns, numbers = held.turns, {key: n for n, key in enumerate(held.source_keys)}
    source = np.array([numbers.get(key, -1) for key in turns.source.tolist()], np.int64)
    inside = np.flatnonzero(source >= 0)
    width = int(max(codings.end.max(initial=0), turns.end.max(initial=0))) + 1
    begins = source[inside] * width + turns.start[inside]
    order = np.argsort(begins, kind="stable")
    begins, number = begins[order], turns.number[inside][order]

    def turn_at(offset: Any) -> Any:
        place = np.searchsorted(begins, codings.source * width + offset, side="right") - 1
        return number[np.maximum(place, 0)]

    return PlacedCodings(
        source=codings.source,
        code=codings.code,
        start=codings.start,
        end=codings.end,
        first_turn=turn_at(codings.start),
        last_turn=turn_at(codings.end - 1),
    )


def first_appearances(
    project: Project, *, layer: str = ANALYSIS, by: str | None = None
) -> list[FirstAppearance]:
    """New codes interview by interview; for each group of the study's attribute, or of `by`.

    Interviews stand in the order of their dates, where all have one, else of import. Talks of
    groups are no interviews.

    Raises:
        NotFound: no such coder.
        NotAllowed: the study's stance is reflexive, or there is nothing to count.
    """
    from qualcode.core.tables.first_appearance import first_appearance

    study = study_of(project)
    if study.stance in study.saturation.hidden_if_stance:
        raise NotAllowed(
            N_("The study's stance is reflexive: first appearances of codes are not followed.")
        )
    held, _query = held_for(project, MatrixRequest(layer=layer))
    with project.read() as connection:
        made = codes_made(connection)
    wanted = study.saturation.group_by if by is None else by
    groups: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for group, source, codes in _interviews(held, wanted):
        groups.setdefault(group, []).append((source, codes))
    inductive = frozenset(f"{book}:{key}" for book, key in made)
    called = fact_labels(held, wanted, held.voices) if wanted else {}
    return [
        first_appearance(interviews, inductive, study.saturation, called.get(group, group))
        for group, interviews in sorted(groups.items())
    ]


def _interviews(held: Material, by: str) -> list[tuple[str, str, frozenset[str]]]:
    """Group, source and codes of every interview in order."""
    codes: dict[int, set[str]] = {}
    for source, code in set(
        zip(held.codings.source.tolist(), held.codings.code.tolist(), strict=True)
    ):
        if not held.codes[code][1].process:
            codes.setdefault(source, set()).add(_ref(held, code))
    group_of: dict[str, str] = {}
    for voice in held.voices:
        value = voice.person.get(by) or voice.place.get(by) or ""
        group_of.setdefault(voice.source, value)
        group_of[voice.source] = group_of[voice.source] or value
    talks = [
        (number, source)
        for number, source in enumerate(held.sources)
        if source.type not in GROUP_TYPES
    ]
    dates = [source.attributes.get("interview_date", "") for _number, source in talks]
    if all(dates):
        talks.sort(key=lambda one: one[1].attributes["interview_date"])
    return [
        (group_of.get(source.name, "") if by else "", source.name, frozenset(codes.get(n, ())))
        for n, source in talks
    ]


@dataclass(frozen=True, slots=True)
class Voicing:
    """A speaker of a group who said something of a code."""

    code: str
    """`codebook:key`."""
    name: str
    speaker: str
    turn: int
    question: int | None
    """The turn of the moderator that it follows."""
    manner: Manner
    side: Side
    key: int = 0
    """What its coding is found again by."""


@dataclass(frozen=True, slots=True)
class Interlocutors:
    """The micro-interlocutor matrix of a group talk: code × speaker, turn by turn.

    After Onwuegbuzie, Dickinson, Leech & Zoran (International Journal of Qualitative Methods 2009,
    8(3):1-21): who speaks to a question, who assents, who dissents, who stays silent.
    """

    source: str
    speakers: tuple[str, ...]
    voicings: tuple[Voicing, ...]
    """By code in the order of the codebooks, then by place."""


def group_talks(project: Project, *, layer: str = ANALYSIS) -> list[str]:
    """The sources of a layer in which people talk in a group, in order.

    Raises:
        NotFound: no such coder.
        NotAllowed: there is nothing to count.
    """
    held, _query = held_for(project, MatrixRequest(layer=layer))
    return [source.name for source in held.sources if source.type in GROUP_TYPES]


def interlocutors(project: Project, source: str, *, layer: str = ANALYSIS) -> Interlocutors:
    """Who said what to which question in one group talk.

    Raises:
        NotFound: no such source in the layer.
        NotAllowed: there is nothing to count.
    """
    held, _query = held_for(project, MatrixRequest(layer=layer))
    names = [one.name for one in held.sources]
    if source not in names:
        raise NotFound(
            N_("The layer has no source “{source}”. It has: {names}."),
            source=source,
            names=", ".join(names) or "—",
        )
    with project.read() as connection:
        transcript = project.memory.transcript(connection, source)
    asked = [t.index for t in transcript.turns if not transcript.speakers[t.speaker].coded]
    codings = held.codings.only(held.codings.source == names.index(source))
    found = []
    facts = ("voice", "code", "pile", "start", "manner", "key")
    for voice, number, pile, start, manner, key in zip(
        *(getattr(codings, name).tolist() for name in facts), strict=True
    ):
        book, code = held.codes[number]
        turn = transcript.turn_at(start)
        if code.process or book == INTERACTION or turn is None:
            continue
        before = [index for index in asked if index < turn.index]
        found.append(
            (
                number,
                Voicing(
                    code=f"{book}:{code.key}",
                    name=code.label,
                    speaker=held.voices[voice].speaker,
                    turn=turn.index,
                    question=before[-1] if before else None,
                    manner=Manner(max(manner, 0)),
                    side=PILES[pile],
                    key=key,
                ),
            )
        )
    order = sorted(range(len(found)), key=lambda place: (found[place][0], place))
    speakers = [voice.speaker for voice in held.voices if voice.source == source]
    return Interlocutors(source, tuple(speakers), tuple(found[place][1] for place in order))


def describe_persons(
    project: Project,
    rows: str,
    by: str,
    *,
    layer: str = ANALYSIS,
    mode: Mode = Mode.PUBLICATION,
) -> PersonTable:
    """How many participants there are by two attributes; small cells masked for publication.

    Counted are person-cases heard in the layer, relatives apart.

    Raises:
        NotFound: nobody has such an attribute.
        NotAllowed: an attribute is restricted and may not be printed.
    """
    held, _query = held_for(project, MatrixRequest(layer=layer))
    persons: dict[str, Voice] = {}
    for voice in held.voices:
        case = held.case_of(voice)
        if case is not None and case.is_person and case.kind != "relative":
            persons.setdefault(case.name, voice)
    for name in (rows, by):
        known = held.study.attribute(name)
        if mode is Mode.PUBLICATION and known and known.privacy is Privacy.RESTRICTED:
            raise NotAllowed(
                N_(
                    "“{attribute}” is restricted: it may stand in a working matrix, not in one "
                    "for publication."
                ),
                attribute=known.name,
            )
    down, across = (fact_labels(held, name, list(persons.values())) for name in (rows, by))
    counts = [
        [
            sum(v.person.get(rows) == one and v.person.get(by) == other for v in persons.values())
            for other in across
        ]
        for one in down
    ]
    least = held.study.export_privacy.min_cell if mode is Mode.PUBLICATION else 0
    return person_table(list(down.values()), list(across.values()), counts, least)


def speakers_silent(found: Interlocutors, code: str) -> Sequence[str]:
    """The speakers of a group who said nothing of a code; silence is not assent."""
    heard = {one.speaker for one in found.voicings if one.code == code}
    return [speaker for speaker in found.speakers if speaker not in heard]
