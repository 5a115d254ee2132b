"""What holds of any text, and of any conversation written in any convention."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import escape
from itertools import pairwise

from docx.oxml.ns import qn
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode.core.text import normalised
from qualcode.core.transcript import Document
from qualcode.interop.transcripts import document_of, find_turns
from tests.recordings import zipped

NBSP, NNBSP = "\u00a0", "\u202f"

Conversation = list[tuple[str, str]]

LABELS = [
    "P01",
    "ENQ",
    "Enquêtrice",
    "Modératrice",
    "R3 (Réseau 3)",
    "Conjointe de P04",
    "Participante 8",
    "Speaker 2",
    "Marie Martin",
    "I",
]
SENTENCES = [
    "Oui.",
    "Et la nuit ?",
    f"Ah bon{NBSP}!",
    "mm",
    "J'ai dit « ça va » et je suis partie…",
    "Il m'a dit : bon.",
    "[rires] Non.",
    "//tu vas me crever//",
    "À 10:30 pile, [PRENOM_11].",
    "12.5 mg matin et soir",
    "C'était l'été, l'œdème 😀",
    "[silence]",
    "(inaudible) voilà",
]
SPEECH = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
PARAGRAPHS = st.lists(SPEECH, min_size=1, max_size=3).filter(
    lambda said: not any(map(is_aside, said[1:])) and "\n".join(said[1:]).count("?") == 0
)


def is_aside(paragraph: str) -> bool:
    return not re.sub(r"\[[^]]*\]|\([^)]*\)", "", paragraph).strip()


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """Turns in which each of two to four speakers speaks twice at least."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=4, unique=True))
    order = draw(st.permutations(labels * 2)) + draw(st.lists(st.sampled_from(labels), max_size=4))
    return [(label, "\n".join(draw(PARAGRAPHS))) for label in order]


def clock(second: int) -> str:
    return f"{second // 60}:{second % 60:02}"


def joined(turns: Conversation, form: Callable[[int, str, str], str], between: str) -> str:
    return between.join(form(n, label, speech) for n, (label, speech) in enumerate(turns))


FORMS: dict[str, Callable[[int, str, str], str]] = {
    "colon": lambda n, label, speech: f"{label}: {speech}",
    "French colon": lambda n, label, speech: f"{label}{NBSP}: {speech}",
    "narrow colon": lambda n, label, speech: f"{label}{NNBSP}:{NBSP}{speech}",
    "tabulator": lambda n, label, speech: f"{label}\t{speech}",
    "brackets and time": lambda n, label, speech: (
        f"[{label}] ({clock(n)} - {clock(n + 1)})\n\n{speech}"
    ),
    "time at the end": lambda n, label, speech: f"{label}  {clock(n)}\n{speech}",
    "long time": lambda n, label, speech: f"{label} 00:{n:02}:03\n{speech}",
    "time after colon": lambda n, label, speech: f"{label}: [00:00:{n:02}] {speech}",
    "time before label": lambda n, label, speech: f"[00:{n:02}] {label}: {speech}",
    "numbered turns": lambda n, label, speech: f"[T{n:03}] {label}: {speech}",
}


def said(document: Document) -> Conversation:
    return [
        (turn.speaker, turn.speech.of(document.text) if turn.speech else "")
        for turn in document.turns
    ]


@given(turns=conversations(), between=st.sampled_from(["\n", "\n\n"]))
def test_a_conversation_written_in_any_convention_is_read_back(
    turns: Conversation, between: str
) -> None:
    texts = {name: joined(turns, form, between) for name, form in FORMS.items()}
    read = {name: document_of(text.encode(), "a.txt") for name, text in texts.items()}
    assert {
        name: said(document) for name, document in read.items() if said(document) != turns
    } == {}
    assert {name: document.text for name, document in read.items()} == texts


@given(
    questions=st.lists(st.sampled_from(["Et la nuit ?", "D'accord. Et là ?"]), min_size=3),
    answers=st.data(),
)
def test_numbered_questions_with_labelled_answers_are_read_back(
    questions: list[str], answers: st.DataObject
) -> None:
    turns: Conversation = []
    for question in questions:
        turns += [("Q", question), ("R", "\n".join(answers.draw(PARAGRAPHS)))]
    text = "\n\n".join(
        f"{n // 2 + 1} - {speech}" if label == "Q" else f"R : {speech}"
        for n, (label, speech) in enumerate(turns)
    )
    assert said(document_of(text.encode(), "a.txt")) == turns


def in_word(text: str, cut: int) -> bytes:
    """The text as a Word file, a paragraph per line, in runs of `cut` characters."""
    paragraphs = ""
    for line in text.split("\n"):
        runs = [line[start : start + cut] for start in range(0, len(line), cut)]
        paragraphs += "<w:p>" + "".join(
            f"<w:r>{'' if n else '<w:rPr><w:b/></w:rPr>'}"
            f'<w:t xml:space="preserve">{escape(run)}</w:t></w:r>'
            for n, run in enumerate(runs)
        ) + "</w:p>"  # fmt: skip
    body = f'<w:document xmlns:w="{qn("w:p")[1:-2]}"><w:body>{paragraphs}</w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode()})


def in_markdown(text: str) -> bytes:
    """The text in Markdown, with its signs escaped and its labels bold."""
    escaped = re.sub(r"([\\*_\[\]#>~`|<&])", r"\\\1", text)
    label = re.compile(r"^(\w[\w ]*?)(?=[ \u00a0\u202f]*:)", re.MULTILINE)
    return label.sub(r"**\1**", escaped).encode()


@given(turns=conversations(), form=st.sampled_from(["colon", "French colon", "time at the end"]))
def test_the_text_and_its_turns_are_the_same_from_every_format(
    turns: Conversation, form: str
) -> None:
    text = joined(turns, FORMS[form], "\n\n")
    plain = document_of(text.encode(), "a.txt")
    for raw, name in [(in_word(text, 3), "a.docx"), (in_markdown(text), "a.md")]:
        other = document_of(raw, name)
        assert other.text == plain.text
        assert other.turns == plain.turns
        assert other.doubts == plain.doubts


PIECES = [
    "P01", "ENQ", "Date", "Marie", "[", "]", "(", ")", ":", " : ", "\t", "\n", "\n\n", " ", "0:12",
    "00:00:12", "#00:01:02-3#", "[rires]", "1 - ", "2. ", "Q3 :", "Fin.", "oui", "Il dit :", "?",
    "…", NBSP, "é", "e\u0301", "😀", "*", "-", "//", "T001", "\r\n", "\x0c",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.frozensets(st.integers(0, 9))
)
def test_turns_are_in_order_inside_the_text_and_never_overlap(
    raw: str, asides: frozenset[int]
) -> None:
    text = normalised(raw)
    found = find_turns(text, asides)
    spans = [span for turn in found.turns for span in (turn.label, turn.speech) if span]
    assert all(span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(
        turn.speech.of(text).strip() == turn.speech.of(text) for turn in found.turns if turn.speech
    )
    assert [turn.index for turn in found.turns] == list(range(1, len(found.turns) + 1))
    assert bool(found.turns) == bool(text.strip())
    lines = text.count("\n") + 1
    assert all(1 <= doubt.line <= lines for doubt in found.doubts)
    assert bool(found.convention) == any(turn.label for turn in found.turns)
    assert all(turn.speaker == " ".join(turn.speaker.split()) for turn in found.turns)


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(raw: str) -> None:
    text = normalised(raw)
    counted = Counter(turn.index for turn in find_turns(text).turns)
    assert set(counted.values()) <= {1}


@given(st.text(st.sampled_from("ab .\n:"), min_size=1, max_size=60))
def test_reading_is_a_function_of_the_text_alone(text: str) -> None:
    assume(re.search(r"\w", text))
    first, again = document_of(text.encode(), "a.txt"), document_of(text.encode(), "b.txt")
    assert first == again
