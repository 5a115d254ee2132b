"""Co-occurrences, interlocutors, first appearances and practices as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qualcode.app.analysis.charting import list_summaries
from qualcode.app.analysis.matrices import MatrixRequest, held_for, matrices
from qualcode.app.analysis.matrix_columns import lettered
from qualcode.app.analysis.patterns import (
    Interlocutors,
    cooccurrences,
    first_appearances,
    group_talks,
    interlocutors,
)
from qualcode.app.projects.studies import list_codebooks
from qualcode.app.publishing.annexes import Annex
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.charting import BY_CASE
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed, UsageProblem
from qualcode.core.tables.crosstab import Manner, Mode, Side
from qualcode.core.tables.crosstab_text import LETTERS
from qualcode.i18n import N_, _, in_language, translate
from qualcode.store.rows import coding_columns

if TYPE_CHECKING:
    from qualcode.core.tables.first_appearance import SaturationPoint
    from qualcode.store.project import Project

NEAR = 3
"""Turns between two passages that still go together, unless another number is given."""

NETWORK = "network"

_SIGNS = {Side.BARRIER: "▼", Side.LEVER: "▲", Side.BOTH: "◆", Side.POTENTIAL: "△"}


def cooccurrence(project: Project, wish: Wish) -> Annex:
    """The pairs of codes that go together.

    Raises:
        NotAllowed: there are none.
    """
    from qualcode.core.tables.cooccurrence import Together
    from qualcode.export.word.patterns import PairRow, cooccurrence_document

    together = Together(wish.asked.get("together") or Together.OVERLAP)
    turns = int(wish.asked.get("turns", NEAR))
    with in_language(wish.language):
        found = cooccurrences(project, together, turns=turns, layer=wish.layer, query=wish.query)
    if not found:
        raise NotAllowed(N_("No two codes go together in this layer."))
    document = cooccurrence_document(
        [PairRow(one.names, one.pairs, one.sources, one.codings) for one in found],
        together=together.value,
        turns=turns,
        layer=_layer(project, wish),
        language=wish.language,
        made_on=wish.day,
    )
    return document, {}


def _layer(project: Project, wish: Wish) -> str:
    held, _query = held_for(project, MatrixRequest(layer=wish.layer))
    with in_language(wish.language):
        return _("analysis") if held.layer.name == "analysis" else held.layer.name


def who_speaks(project: Project, wish: Wish) -> Annex:
    """The micro-interlocutor matrix of the group that is named, or of the only one.

    Raises:
        UsageProblem: there are several groups and none is named.
        NotAllowed: there is no group talk.
        NotFound: there is no such source.
    """
    from qualcode.export.word.patterns import VoicedRow, interlocutors_document

    source = _group(project, wish)
    with in_language(wish.language):
        found = interlocutors(project, source, layer=wish.layer)
        names = _speakers(project, wish, found)
        rows = [
            VoicedRow(name, tuple(voiced_turns(found, code, one) for one in found.speakers))
            for code, name in codes_voiced(found).items()
        ]
    document = interlocutors_document(
        rows,
        [names.get(one, one) for one in found.speakers],
        source=source,
        layer=_layer(project, wish),
        language=wish.language,
        made_on=wish.day,
        working=wish.mode == Mode.WORKING,
    )
    return document, {}


def _group(project: Project, wish: Wish) -> str:
    named = str(wish.asked.get("source") or "")
    if named:
        return named
    talks = group_talks(project, layer=wish.layer)
    if not talks:
        raise NotAllowed(N_("No transcript of this layer is a talk of a group."))
    if len(talks) > 1:
        raise UsageProblem(
            N_("Name the group talk: --source NAME. There are: {names}."), names=", ".join(talks)
        )
    return talks[0]


def _speakers(project: Project, wish: Wish, found: Interlocutors) -> Mapping[str, str]:
    """What speakers are called: professionals by letters in a publication."""
    if wish.mode != Mode.PUBLICATION:
        return {}
    held, _query = held_for(project, MatrixRequest(layer=wish.layer))
    known = {v.speaker: v for v in held.voices if v.source == found.source}
    case_of = {name: known[name].case or name for name in found.speakers}
    everybody = {case.name for case in held.cases.values() if case.kind == "professional"}
    with project.read() as connection:
        secret = f"{coding_columns.secret(connection)}\n{wish.publication}"
    heard = {voice.case for voice in held.voices if voice.case}
    letters = lettered(sorted(everybody & heard), secret, N_("Professional"))
    return {
        name: said(letters[case], wish.language) if case in letters else case
        for name, case in case_of.items()
    }


def codes_voiced(found: Interlocutors) -> dict[str, str]:
    """The codes of a group talk with their names, in order."""
    return {one.code: one.name for one in found.voicings}


def voiced_turns(found: Interlocutors, code: str, speaker: str) -> tuple[str, ...]:
    """In which turns a speaker said something of a code: `12▼`, `15a`, `18c`."""
    return tuple(
        dict.fromkeys(
            f"{one.turn}{_SIGNS.get(one.side, '')}{LETTERS.get(one.manner, '')}"
            for one in found.voicings
            if (one.code, one.speaker) == (code, speaker)
        )
    )


def how_voiced(found: Interlocutors, code: str, speaker: str) -> set[Manner]:
    """How a speaker spoke of a code; empty where they did not."""
    return {o.manner for o in found.voicings if (o.code, o.speaker) == (code, speaker)}


def appearances(project: Project, wish: Wish) -> Annex:
    """First appearances of codes, a table for each group.

    Raises:
        NotAllowed: the stance is reflexive, or no interview stands in the layer.
    """
    from qualcode.export.word.patterns import first_appearance_document

    by = None if wish.by == BY_CASE else wish.by
    with in_language(wish.language):
        found = first_appearances(project, layer=wish.layer, by=by)
        told = [saturation_told(one.saturation) for one in found]
    if not any(one.a_priori.interviews for one in found):
        raise NotAllowed(N_("No interview stands in this layer."))
    labels = {
        f"{book.id}:{code.key}": said(code.wording.label, wish.language) or code.key
        for book in list_codebooks(project)
        for code in book.codes
    }
    document = first_appearance_document(
        found,
        labels,
        told,
        layer=_layer(project, wish),
        language=wish.language,
        made_on=wish.day,
    )
    return document, {}


def not_computable(point: SaturationPoint) -> str:
    """Why there is no figure, in the current language; empty where there is one."""
    return translate(point.not_computable, **(point.params or {})) if point.not_computable else ""


def saturation_told(point: SaturationPoint) -> str:
    """What is told of saturation, in the current language."""
    if point.not_computable:
        return _(
            "Saturation of codes from the data: not computable. {why}", why=not_computable(point)
        )
    if not point.reached:
        return _("Saturation of codes from the data: not reached.")
    return _(
        "Saturation of codes from the data: {after} + {run} interviews.",
        after=point.after,
        run=point.run,
    )


def practices(project: Project, wish: Wish) -> Annex:
    """How things are done by network, or by another unit that is wished for.

    Raises:
        NotAllowed: nobody describes a practice, or no column may be printed.
    """
    from qualcode.export.word.patterns import has_practices, practices_document

    by = NETWORK if wish.by == BY_CASE else wish.by
    request = MatrixRequest(
        by=by,
        layer=wish.layer,
        codebook=wish.codebook,
        query=wish.query,
        mode=Mode(wish.mode),
        unused=True,
        publication=wish.publication,
    )
    summaries = {(s.cell.code, s.cell.value): s.words for s in list_summaries(project, by=by)}
    tables = [one for one in matrices(project, request) if has_practices(one, summaries)]
    if not tables:
        raise NotAllowed(
            N_("No practice is described: no passage is on neither side, and no summary by “{by}” "
               "was written."),
            by=by,
        )  # fmt: skip
    if not any(table.columns for table in tables):
        raise NotAllowed(
            N_("Each column would describe so few persons that it may not stand in a "
               "publication: write it for the team (--mode working), or let the study allow it "
               "(export_privacy: one_person_units).")
        )  # fmt: skip
    document = practices_document(
        [table for table in tables if table.columns],
        summaries,
        language=wish.language,
        made_on=wish.day,
    )
    return document, {}


PATTERNS = {
    "cooccurrence": cooccurrence,
    "interlocutors": who_speaks,
    "first-appearance": appearances,
    "practices": practices,
}
"""What can be written, by kind."""
