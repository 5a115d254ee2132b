"""One interview is the same interview from whatever file it comes."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.core.text import normalised
from qualcode.core.transcript import Document
from qualcode.interop.transcripts import document_of
from tests.recordings import WRITTEN, Said

NBSP, NNBSP = "\u00a0", "\u202f"

LABELS = [
    "ENQ", "P01", "É02", "R3", "I", "Enquêtrice", "Me\u0301decin", "Marie Martin",
    "Conjointe de P04", "R4 (Réseau 4)", "Speaker 2",
]  # fmt: skip
PIECES = [
    "Oui.", "Et la nuit ?", f"Ah bon{NNBSP}!", f"J’ai dit «{NBSP}ça va{NBSP}» et voilà…", "mm",
    "…", "?", "—", "« »", "[rires] Non.", "[silence]", "(inaudible)", "//tu vas me crever//",
    "À 10:30 pile, [PRENOM_11].", "L’e\u0301te\u0301, l’œdème 😀", "👩🏽\u200d⚕️ est venue",
    "12.5 mg matin et soir", "Il m’a dit : bon.", "et P01 : je cite", "Nom : Durand", "Sexe",
    "a < b & c > d", "<i>mot</i>", "&amp;", "*si* _là_ `x`", "# 50 % {x} \\ | ~~non~~", "\"oui\"",
    "- tiret", "1. un", "2 - deux", "à 00:12", "42", "WEBVTT", "NOTE ceci", "-->", "@home", "%com",
    "https://exemple.invalid/?a=b&c=d", "Fin.", "co\u00adupe A\u2009b",
]  # fmt: skip

OWN_MARKS = {
    "a.cha": re.compile(r"[<>&]"),
    "zoom.vtt": re.compile(r"<|&amp;"),
    "otter.srt": re.compile(r"<|&amp;"),
    "noscribe.vtt": re.compile(r"<|&amp;"),
}
"""What a format writes nothing else with, and so cannot carry as speech."""

ONE_WORD = re.compile(r"[^\W_]+")
"""What CHAT and TEI take for a speaker."""


@st.composite
def interviews(draw: st.DrawFn) -> Said:
    """Turns of two to four speakers, each of whom speaks twice at least, never twice on end."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=4, unique=True))
    order = labels * 2 + draw(st.lists(st.sampled_from(labels), max_size=4))
    order = [a for a, b in pairwise([*order, ""]) if a != b]
    speech = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)
    return [(label, draw(speech)) for label in order]


def can_carry(name: str, turns: Said) -> bool:
    """Whether a format has a way to write all of an interview down."""
    if name == "a.pdf":
        try:
            "".join(label + speech for label, speech in turns).encode("cp1252")
        except UnicodeEncodeError:
            return False
    if name in {"a.cha", "a.xml"} and not all(ONE_WORD.fullmatch(label) for label, _ in turns):
        return False
    marks = OWN_MARKS.get(name)
    return marks is None or not any(marks.search(speech) for _, speech in turns)


def said(document: Document) -> Said:
    return [
        (turn.speaker, turn.speech.of(document.text) if turn.speech else "")
        for turn in document.turns
    ]


LOOSE_ACCENTS = [("Me\u0301decin", "Mal."), ("ENQ", "Oui."), ("Me\u0301decin", "mm")]
LIKE_A_HEADER = [("ENQ", "Sexe"), ("P01", "F"), ("ENQ", "Nom : Durand"), ("P01", "Oui.")]
ESCAPED = [("ENQ", "R&amp;D ?"), ("P01", "Oui."), ("ENQ", "&lt;"), ("P01", "Oui.")]


@settings(max_examples=25)
@example(LOOSE_ACCENTS)
@example(LIKE_A_HEADER)
@example(ESCAPED)
@given(interviews())
def test_one_interview_gives_the_same_speakers_and_turns_from_every_pair_of_formats(
    turns: Said,
) -> None:
    expected = [(normalised(label), normalised(speech)) for label, speech in turns]
    carried = [name for name in WRITTEN if can_carry(name, turns)]
    read = {name: said(document_of(WRITTEN[name](turns), name)) for name in carried}
    assert {name: told for name, told in read.items() if told != expected} == {}
    assert {"a.txt", "a.docx", "teams.vtt"} <= read.keys()
