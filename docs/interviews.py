"""The two invented interviews of the tutorial, as Word files beside its pages.

    python -m docs.interviews

They are written by the house's own Word writer, so that the same words give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "tutorial_files"

FRENCH = (
    ("", "Entretien inventé pour le tutoriel de qualcode : aucune personne réelle n’y parle."),
    ("ENQ", "Comment avez-vous entendu parler de la pompe ?"),
    (
        "P01",
        "C’est ma fille qui a posé la question. Personne ici ne m’en avait parlé. Le médecin "
        "m’a dit qu’il connaissait mal la technique.",
    ),
    ("ENQ", "Qu’est-ce qui a été le plus difficile ?"),
    (
        "P01",
        "La route. Deux heures aller, deux heures retour, allongé dans l’ambulance. À la fin, "
        "je ne voulais plus y aller.",
    ),
    ("ENQ", "Et qu’est-ce qui a aidé ?"),
    (
        "P01",
        "Madame Vasseur, l’infirmière. Elle répondait toujours au téléphone. Sans elle, "
        "j’aurais arrêté. Et puis les remplissages se font maintenant à vingt minutes de chez "
        "moi, ça change tout.",
    ),
    ("ENQ", "Aviez-vous des craintes ?"),
    (
        "P01",
        "J’avais peur de dépendre d’une machine. Et de l’infection, on m’en avait parlé. "
        "Aujourd’hui je n’y pense presque plus.",
    ),
)
ENGLISH = (
    ("", "Interview invented for the tutorial of qualcode: no real person speaks in it."),
    ("INT", "How did you hear of the pump?"),
    (
        "P01",
        "My daughter asked about it. Nobody here had told me. The doctor said that he hardly "
        "knew the technique.",
    ),
    ("INT", "What was the hardest part?"),
    (
        "P01",
        "The road. Two hours there, two hours back, lying in the ambulance. In the end I did "
        "not want to go any more.",
    ),
    ("INT", "And what helped?"),
    (
        "P01",
        "Mrs Vasseur, the nurse. She always answered the telephone. Without her I would have "
        "stopped. And now the refills are done twenty minutes from home, that changes "
        "everything.",
    ),
    ("INT", "Were you afraid of anything?"),
    (
        "P01",
        "I was afraid of depending on a machine. And of infection, they had told me about it. "
        "Today I hardly think of it.",
    ),
)
FILES = {"fr": ("entretien_P01.docx", FRENCH), "en": ("interview_P01.docx", ENGLISH)}
"""Each language's file name and turns; a turn without a speaker is a heading."""


def main() -> None:
    """Write both files anew."""
    import docx

    for language, (name, turns) in FILES.items():
        document = docx.Document()
        colon = "\u00a0: " if language == "fr" else ": "
        for speaker, words in turns:
            document.add_paragraph(f"{speaker}{colon}{words}" if speaker else words)
        document.core_properties.author = ""
        document.save(str(FOLDER / name))


if __name__ == "__main__":
    main()
