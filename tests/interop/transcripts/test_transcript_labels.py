"""Label conventions: whose words are whose, and what belongs to nobody."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qualcode.core.text import normalised
from qualcode.interop.transcripts import QUESTION, find_turns

NBSP, NNBSP = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as a reader sees it."""

    speaker: str
    speech: str
    label: str
    start_ms: int | None
    end_ms: int | None


def read(text: str, asides: frozenset[int] = frozenset()) -> list[Said]:
    text = normalised(text)
    return [
        Said(
            turn.speaker,
            turn.speech.of(text) if turn.speech else "",
            turn.label.of(text) if turn.label else "",
            turn.start_ms,
            turn.end_ms,
        )
        for turn in find_turns(text, asides).turns
    ]


def pairs(text: str, asides: frozenset[int] = frozenset()) -> list[tuple[str, str]]:
    return [(said.speaker, said.speech) for said in read(text, asides)]


def doubted(text: str) -> list[tuple[int, object]]:
    return [(d.line, d.params.get("label")) for d in find_turns(normalised(text)).doubts]


INTERVIEW = [("ENQ", "Et la nuit ?"), ("P01", "Je dors."), ("ENQ", "Bien."), ("P01", "Oui.")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ENQ: Et la nuit ?\nP01: Je dors.\nENQ: Bien.\nP01: Oui.", id="no space"),
        pytest.param(
            f"ENQ{NBSP}: Et la nuit ?\n\nP01{NNBSP}:{NBSP}Je dors.\n\nENQ : Bien.\n\nP01:Oui.",
            id="French spaces before the colon",
        ),
        pytest.param(
            "ENQ\tEt la nuit ?\nP01\tJe dors.\nENQ\tBien.\nP01\tOui.", id="tabulators or a table"
        ),
        pytest.param(
            "Locuteur\tVerbatim\nENQ\tEt la nuit ?\nP01\tJe dors.\nENQ\tBien.\nP01\tOui.",
            id="table with a head",
        ),
        pytest.param(
            "1\t0:01\tENQ\tEt la nuit ?\n2\t0:02\tP01\tJe dors.\n3\t0:05\tENQ\tBien.\n"
            "4\t0:09\tP01\tOui.",
            id="table with numbers and times",
        ),
        pytest.param(
            "[ENQ] (0:00 - 0:10)\n\nEt la nuit ?\n\n[P01] (0:10 - 0:12)\n\nJe dors.\n\n"
            "[ENQ] (0:12 - 0:13)\n\nBien.\n\n[P01] (0:13 - 0:14)\n\nOui.",
            id="brackets and times on own lines",
        ),
        pytest.param(
            "ENQ  00:03\nEt la nuit ?\n\nP01  00:20\nJe dors.\n\nENQ  00:48\nBien.\n\n"
            "P01  1:00:49\nOui.",
            id="name and time on own lines",
        ),
        pytest.param(
            "00:00:03 ENQ\nEt la nuit ?\n00:00:20 P01\nJe dors.\n00:00:48 ENQ\nBien.\n"
            "00:00:49 P01\nOui.",
            id="time and name on own lines",
        ),
        pytest.param(
            "[ENQ]\nEt la nuit ?\n\n[P01]\nJe dors.\n\n[ENQ]\nBien.\n\n[P01]\nOui.",
            id="brackets on own lines",
        ),
        pytest.param(
            "ENQ :\nEt la nuit ?\nP01 :\nJe dors.\nENQ :\nBien.\nP01 :\nOui.",
            id="label and colon on own lines",
        ),
        pytest.param(
            "[00:00:01] ENQ: Et la nuit ?\n[00:00:02] P01: Je dors.\n[00:00:03] ENQ: Bien.\n"
            "[00:00:04] P01: Oui.",
            id="time before the label",
        ),
        pytest.param(
            "ENQ [00:01]: Et la nuit ?\nP01 (00:02) : Je dors.\nENQ 00:03 : Bien.\nP01 : Oui.",
            id="time inside the label",
        ),
        pytest.param(
            "ENQ: [00:00:12] Et la nuit ?\nP01 : (0:05:40) Je dors.\nENQ: #00:00:41-2# Bien.\n"
            "P01: 00:00:42 Oui.",
            id="time after the label",
        ),
        pytest.param(
            "[T001] ENQ: Et la nuit ?\n[T002] P01: Je dors.\n[T003] ENQ: Bien.\n[T004] P01: Oui.",
            id="numbered turns",
        ),
        pytest.param(
            "- ENQ : Et la nuit ?\n- P01 : Je dors.\n– ENQ : Bien.\n• P01 : Oui.", id="bullets"
        ),
        pytest.param("*ENQ:\tEt la nuit ?\n*P01:\tJe dors.\n*ENQ:\tBien.\n*P01:\tOui.", id="stars"),
        pytest.param(
            "[ENQ] Et la nuit ?\n[P01] Je dors.\n[ENQ] Bien.\n[P01] Oui.", id="brackets alone"
        ),
    ],
)
def test_the_same_conversation_is_read_in_every_convention(text: str) -> None:
    assert pairs(text) == INTERVIEW
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("line", "label", "start_ms", "end_ms"),
    [
        ("P01 : (0:05:40) Oui.", "P01 : (0:05:40)", 340_000, None),
        ("P01: [00:00:12] Oui.", "P01: [00:00:12]", 12_000, None),
        ("P01: #00:01:23-4# Oui.", "P01: #00:01:23-4#", 83_400, None),
        ("[01:46] P01: Oui.", "[01:46] P01:", 106_000, None),
        ("P01 (0:01 - 0:11) : Oui.", "P01 (0:01 - 0:11) :", 1_000, 11_000),
        ("P01 (1:00:01 – 1:00:02,5) : Oui.", "P01 (1:00:01 – 1:00:02,5) :", 3_601_000, 3_602_500),
        ("P01 : Oui. #00:02:32-8#", "P01 :", None, 152_800),
        ("P01 : Oui. [00:02:32]", "P01 :", None, 152_000),
        ("P01 : Oui.", "P01 :", None, None),
    ],
)
def test_time_marks_belong_to_the_label_or_close_the_turn(
    line: str, label: str, start_ms: int | None, end_ms: int | None
) -> None:
    first, *_ = read(f"{line}\nENQ : Bien.\nP01 : Si.\nENQ : Ah.")
    assert first == Said("P01", "Oui.", label, start_ms, end_ms)


def test_a_time_of_day_is_speech() -> None:
    text = "ENQ : Quand ?\nP01 : 14:30 c'est trop tard.\nENQ : Ah.\nP01 : À 10:15\nENQ : Bon."
    assert pairs(text)[1] == ("P01", "14:30 c'est trop tard.")
    assert pairs(text)[3] == ("P01", "À 10:15")


def test_numbered_questions_are_asked_by_a_speaker_named_q() -> None:
    text = (
        "ENQUÊTEUR : C2\nRÈGLES : questions numérotées ; R = réponse.\n\n"
        "1 - Bonjour ?\n\nR : Oui.\n\n2 - Et la nuit ?\n\nR : Mal.\n\nTrès mal.\n\n3 - Et là ?\n\n"
        "R : Bien."
    )
    assert pairs(text) == [
        (QUESTION, "Bonjour ?"),
        ("R", "Oui."),
        (QUESTION, "Et la nuit ?"),
        ("R", "Mal.\n\nTrès mal."),
        (QUESTION, "Et là ?"),
        ("R", "Bien."),
    ]
    assert [said.label for said in read(text)][::2] == ["1 -", "2 -", "3 -"]
    assert doubted(text) == []


def test_answers_to_numbered_questions_may_be_numbered_or_have_no_label() -> None:
    numbered = "Q1 : Pourquoi ?\nR1 : Parce que.\nQ2 : Et ?\nR2 : Rien.\nQ3 : Si ?\nR3 : Non."
    assert [speaker for speaker, _ in pairs(numbered)] == [QUESTION, "R"] * 3
    bare = "1. Pourquoi ?\n\nParce que.\n\nVoilà.\n\n2. Et ?\n\nRien.\n\n3. Si ?\n\nNon."
    assert pairs(bare)[:3] == [
        (QUESTION, "Pourquoi ?"),
        ("", "Parce que.\n\nVoilà."),
        ("Q", "Et ?"),
    ]
    assert len(doubted(bare)) == 1


def test_numbers_inside_the_interviewers_speech_are_no_turns() -> None:
    text = "".join(
        f"[Chercheur] (0:{n}0 - 0:{n}5)\n\n{n} - Et là ?\n\n"
        f"[Participant] (0:{n}5 - 0:{n}9)\n\nOui.\n\n"
        for n in range(1, 5)
    )
    assert pairs(text)[:2] == [("Chercheur", "1 - Et là ?"), ("Participant", "Oui.")]
    assert len(pairs(text)) == 8


@pytest.mark.parametrize("heading", ["{n}. La pompe", "Thème {n} : la pompe", "Partie {n}"])
def test_headings_between_turns_are_said_by_nobody(heading: str) -> None:
    part = "\nENQ : Et ?\nP01 : Oui.\nENQ : Si ?\nP01 : Non.\nENQ : Là ?\nP01 : Mal.\n"
    text = "\n".join(heading.format(n=n) + part for n in range(1, 5))
    assert len(pairs(text)) == 24
    assert {speech for _, speech in pairs(text)} == {"Et ?", "Oui.", "Si ?", "Non.", "Là ?", "Mal."}


HEADER = (
    "Étude : AnTARES\nParticipante : P01 ([la soixantaine], implantée)\nType : entretien n° 1\n"
    "Date : [MOIS ANNEE]\nDurée de l'enregistrement : 00:29:05\nEnquêtrice : C1\n"
    "Transcription intégrale. [ ] = bruits ; (inaudible) = non compris."
)
TALK = "Enquêtrice : Ça enregistre ?\n\nP01 : Oui.\n\nEnquêtrice : Bien.\n\nP01 : Bon."
READ = [
    ("Enquêtrice", "Ça enregistre ?"),
    ("P01", "Oui."),
    ("Enquêtrice", "Bien."),
    ("P01", "Bon."),
]


@pytest.mark.parametrize("between", ["\n\n", "\n"])
@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "Date : 3 mai\nEnquêtrice : C1 (ENQ)\nP01 : femme, 60 ans",
        "Titre\nDurée : 1 h\nEnquêtrice : Chercheuse du projet",
        "Entretien 4\nLieu : domicile",
        "Une introduction sans deux-points.",
    ],
)
def test_a_header_is_no_turn_even_where_it_names_the_speakers(header: str, between: str) -> None:
    text = header + between + TALK.replace("\n\n", between)
    assert pairs(text)[-4:] == READ
    if between == "\n\n":
        assert pairs(text) == READ


def test_a_roster_without_facts_is_no_turn() -> None:
    text = "Enquêtrice : Camille\nP01 : une dame\n\n" + TALK
    assert pairs(text) == READ


@pytest.mark.parametrize("between", ["\n\n", "\n"])
@pytest.mark.parametrize(
    "footer",
    [
        "Transcribed by https://otter.ai",
        "Transcription automatique, relue et corrigée.",
        "Fin de l'enregistrement.",
        "End of interview",
        "[Fin de l'enregistrement – 1:07:50]\n\n[Note de la transcriptrice : qualité médiocre.]",
    ],
)
def test_a_footer_is_said_by_nobody(footer: str, between: str) -> None:
    assert pairs(TALK + between + footer) == READ


def test_facts_after_the_last_turn_are_said_by_nobody() -> None:
    assert pairs(TALK + "\n\nDurée totale : 45 min") == READ


@pytest.mark.parametrize(
    "direction",
    [
        "[rires]",
        "[Le mari, depuis la cuisine : (inaudible) genou]",
        "[Plusieurs participants, en même temps : « ah oui », « merci [R4] ».]",
        "(Le père sort.)",
        "[silence] [rires]",
    ],
)
def test_a_direction_between_two_turns_belongs_to_neither(direction: str) -> None:
    first, second = TALK.split("\n\n", 1)
    assert pairs(f"{first}\n\n{direction}\n\n{second}") == READ


def test_a_direction_inside_a_turn_stays_in_it() -> None:
    text = "ENQ : Et ?\n\nP01 : Oui.\n\n[rires]\n\nEnfin non.\n\nENQ : Ah.\n\nP01 : [silence]"
    assert pairs(text)[1] == ("P01", "Oui.\n\n[rires]\n\nEnfin non.")
    assert pairs(text)[3] == ("P01", "[silence]")


def test_a_turn_of_silence_on_own_lines_is_a_turn() -> None:
    text = "P04  00:01\n[silence]\n\nENQ  00:09\nOui ?\n\nP04  00:12\nNon.\n\nENQ  00:15\nAh."
    assert pairs(text)[0] == ("P04", "[silence]")


def test_overlaps_stay_inside_speech() -> None:
    text = "ENQ: //à genoux aussi//\nP03: voilà //mais\n//ENQ: oui// non\nENQ: Ah.\nP03: Bon."
    assert pairs(text)[:2] == [
        ("ENQ", "//à genoux aussi//"),
        ("P03", "voilà //mais\n//ENQ: oui// non"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Il m'a dit : « reviens ».",
        "Je me suis dit : bon.",
        "Le docteur me dit : c'est rien.",
        "Ma femme : elle dort.",
        "Alors là : rien.",
        "Premièrement : la route.",
        "Trois choses : la route, le prix, la peur.",
        "Exemple : le taxi.",
        "http://example.org/a",
        "https://example.org",
        "Bon :) merci",
        "C:\\temp",
        "[PRENOM_11] est là.",
        "10:30 et rien",
        "La question : qui paie ?",
    ],
)
def test_a_colon_in_speech_makes_no_turn(line: str) -> None:
    text = f"ENQ : Et ?\nP01 : Oui.\n{line}\nENQ : Ah.\nP01 : Bon."
    assert pairs(text)[1] == ("P01", f"Oui.\n{line}")
    assert len(pairs(text)) == 4
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("R3 (Réseau 3)", "R3 (Réseau 3)"),
        ("Conjointe de P04", "Conjointe de P04"),
        (f"Participante{NBSP}8", "Participante 8"),
        ("Enque\u0302trice", "Enquêtrice"),
        ("I", "I"),
        ("M. D.", "M. D"),
        ("[Tim  Smith]", "Tim Smith"),
        ("Interviewer (I)", "Interviewer (I)"),
        ("Aide-soignante", "Aide-soignante"),
        ("Le mari", "Le mari"),
        ("Lui", "Lui"),
    ],
)
def test_the_speaker_is_the_label_as_written_with_its_white_space_folded(
    label: str, speaker: str
) -> None:
    text = f"{label} : Et ?\nP01 : Oui.\n" * 4
    assert [said.speaker for said in read(text)] == [speaker, "P01"] * 4


def test_how_something_is_said_does_not_make_another_speaker() -> None:
    text = "P01 : Oui.\nENQ : Si ?\nP01 (en riant) : Non.\nENQ : Ah.\nP01 : Bon."
    assert [said.speaker for said in read(text)] == ["P01", "ENQ", "P01", "ENQ", "P01"]
    assert read(text)[2].label == "P01 (en riant) :"


def test_a_label_seen_once_is_a_turn_with_a_doubt() -> None:
    text = "ENQ : Et ?\nP01 : Oui.\nENQ : Ah.\nP01 : Bon.\nInfirmière : Bonjour.\nENQ : Oui."
    assert ("Infirmière", "Bonjour.") in pairs(text)
    assert doubted(text) == [(5, "Infirmière")]


def test_a_name_among_codes_is_speech_with_a_doubt() -> None:
    text = "ENQ : Et ?\nP01 : Oui.\nENQ : Ah.\nMarie : rien.\nP01 : Bon."
    assert pairs(text)[2] == ("ENQ", "Ah.\nMarie : rien.")
    assert doubted(text) == [(4, "Marie")]


def test_two_spellings_of_a_label_are_two_speakers_with_a_doubt() -> None:
    text = "Enquêteur : a\nP01 : b\nENQUÊTEUR : c\nP01 : d"
    assert [said.speaker for said in read(text)] == ["Enquêteur", "P01", "ENQUÊTEUR", "P01"]
    assert doubted(text) == [(3, "ENQUÊTEUR")]


def test_a_question_without_label_goes_on_with_a_doubt() -> None:
    text = "MOD : Et ?\n\nP1 : Oui.\n\nEt la nuit ?\n\nMOD : Ah.\n\nP1 : Mal."
    assert pairs(text)[1] == ("P1", "Oui.\n\nEt la nuit ?")
    assert doubted(text) == [(5, "P1")]


def test_a_known_speaker_in_another_convention_is_a_turn_with_a_doubt() -> None:
    text = (
        "ENQ  0:01\nEt ?\n\nP01  0:02\nOui.\n\nENQ : Vraiment ?\n\nP01  0:09\nNon.\n\n"
        "ENQ  0:10\nAh."
    )
    assert pairs(text)[2] == ("ENQ", "Vraiment ?")
    assert doubted(text) == [(7, "ENQ")]


def test_one_speaker_alone_is_doubted() -> None:
    assert doubted("P01 : Oui.\n\nP01 : Non.") == [(1, "P01")]


def test_a_text_without_labels_is_one_turn_of_nobody_with_a_doubt() -> None:
    text = "Une note de terrain.\n\nElle a deux paragraphes.\n"
    assert pairs(text) == [("", text.strip())]
    assert read(text)[0].label == ""
    assert len(doubted(text)) == 1
    assert find_turns(text).convention == ""


def test_time_marks_without_speakers_cut_turns_of_nobody_with_a_doubt() -> None:
    text = "00:00:27 bonjour à tous\n00:00:31 aujourd'hui\nencore\n00:01:40 fin"
    assert [(s.speaker, s.speech, s.start_ms) for s in read(text)] == [
        ("", "bonjour à tous", 27_000),
        ("", "aujourd'hui\nencore", 31_000),
        ("", "fin", 100_000),
    ]
    assert len(doubted(text)) == 1


def test_a_label_without_words_is_an_empty_turn() -> None:
    found = find_turns("P01 :\nENQ : Oui ?\nP01 : \n\nENQ : Non.")
    assert [turn.speech is None for turn in found.turns] == [True, False, True, False]


def test_headings_that_the_file_marks_are_not_said() -> None:
    text = "ENQ : Et ?\nP01 : Oui.\nLe parcours\nENQ : Ah.\nP01 : Bon.\nLe parcours\nsuite"
    assert pairs(text, frozenset({2, 5}))[1] == ("P01", "Oui.")
    assert pairs(text, frozenset({2, 5}))[3] == ("P01", "Bon.\nLe parcours\nsuite")


def test_lines_cut_at_a_fixed_width_are_doubted() -> None:
    line = "et puis on a continué à marcher longtemps dans le froid sans rien se dire\n"
    text = f"ENQ : Et ?\nP01 : {line * 40}ENQ : Ah.\nP01 : Bon."
    assert doubted(text) == [(1, None)]


def test_no_text_has_no_turns() -> None:
    assert find_turns("").turns == ()
    assert find_turns(" \n\n ").turns == ()


def test_last_words_that_only_look_like_a_footer_are_speech() -> None:
    text = TALK + "\n\nFin de l'histoire, quoi.\n\nTranscrire tout ça, quel courage."
    assert pairs(text)[-1] == (
        "P01",
        "Bon.\n\nFin de l'histoire, quoi.\n\nTranscrire tout ça, quel courage.",
    )
    assert pairs(TALK + "\n\nFIN") == READ
