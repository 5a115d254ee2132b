"""Whether the words before a colon look like a speaker: codes, roles, names, facts, speech."""

from __future__ import annotations

import re
from enum import IntEnum

from qualcode.core.text import fold

LONGEST = 80
"""Characters in which a label must have come to its colon; a label on its own line is shorter."""


class Shape(IntEnum):
    """How much some words look like a speaker's label."""

    SPEECH = 0
    """« Je me suis dit », « Alors »: a colon in what somebody says."""
    FACT = 1
    """« Date », « Durée de l'enregistrement »: a line of a header."""
    WEAK = 2
    """« Trois choses »: a speaker only if it comes back often."""
    NAME = 3
    """« Marie Martin », « Exemple »: a speaker where speakers go by their names."""
    STRONG = 4
    """« P01 », « Conjointe de P04 », "Speaker 2": a code or a role."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_FACTS = _words(
    "abstract accord animateurs animation annee annexe attendees audio auteur author",
    "autorisation autorisations code codes conducted conduit consent consentement consigne",
    "consignes context contexte convention conventions date debut document documents duration",
    "duree enregistrement entretien etude example exemple exemples fiche fichier file fin",
    "format guide heure horodatage id identifiant interview interviewers jour keywords",
    "language langue legende length lieu location longueur media mode mots nb nom",
    "nota note notes objet outil page part partie period periode",
    "personnes place present presentes presents project projet ps recording recueil reference",
    "regle regles relecture remarque remarques resultat resultats resume rq section sexe site",
    "source sources speakers statut study subject sujet summary support temps theme time",
    "timestamp title titre topic transcribed transcriber transcript transcripteur",
    "transcription transcriptrice transcrit transcrite type types verbatim version visio",
    "volet",
)
"""First words of a header's lines."""

_ROLES = _words(
    "aidant aidante aide algologue amie anesthesiste animateur animatrice assistant",
    "assistante brother cadre caregiver carer chercheur chercheuse chirurgien chirurgienne",
    "coach compagne compagnon conjoint conjointe daughter docteur docteure doctor eleve",
    "enfant enq enquete enquetee enqueteur enqueteuse enquetrice epouse epoux etudiant",
    "etudiante everyone expert experte facilitateur facilitator facilitatrice father femme",
    "fille fils frere group groupe homme husband inconnu inconnue infirmier infirmiere int",
    "interne interprete interpreter intervenant intervenante interviewe interviewee",
    "interviewer intervieweur intervieweuse investigateur investigatrice kine maman man mari",
    "locuteur locutrice medecin mere mod moderateur moderator moderatrice mother neurochirurgien",
    "neurochirurgienne nurse observateur observatrice observer oncologue papa parent parents",
    "participant participante participantes participants partner patient",
    "patiente pere personne pharmacien pharmacienne",
    "physician plusieurs proche psychiatre psychologue referent referente repondant",
    "repondante researcher respondent secretaire sister soeur soignant soignante speaker",
    "student tous toutes traducteur traductrice unknown voice voisin voisine voix wife woman",
)
"""Words that tell who speaks."""

_TALK = _words(
    "ah ai aie ainsi alors and apres as attendez attention au aujourd'hui aussi autrement aux",
    "avant avec bah ben bon bonjour bref but c'est ca car ce cela celle celui ces cet cette",
    "ceux chaque chez comme comment conclusion d'accord dans de deja des desormais dites donc",
    "du ecoutez eh elle elles en enfin ensuite et euh faut finalement genre he hein her hier",
    "his how i'd i'll i'm i've if il ils in is it je jusque leur leurs lui ma maintenant mais",
    "me merci mes moi mon my ne ni no non nos notre nous now of oh ok okay on or ou ouais oui",
    "our parce pareil parfois pas peut-etre pis plus pour pourquoi puis quand que quel quelle",
    "qui quoi sans sauf se ses she si sinon so soit sous sur ta te tes that their then there",
    "they this to toi ton toujours tout toute tu vers voici voila vos votre vous voyez we",
    "well what when where which who why with y yes you your",
)
"""First words of what people say."""

_NOUNS = _words("answer constat probleme question reponse")
"""Words that announce what follows, and are labels only where they come back."""

_PRONOUNS = _words("elle elles eux il ils lui moi")
"""Labels too, as in « Lui : … Elle : … », where they come back."""

_SAYING = _words(
    "asked demande dire dis disait disent dit dite est faire fait que repond repondu said says"
)
"""Last words of what announces somebody's words."""

_ARTICLES = _words("a la le les the un une")
_PARTICLES = _words("and d de des du et l la le les of the van von")
_CODE = re.compile(r"[^\W\d_]{1,4}[-_.]?\d{1,4}[A-Za-z]?|[A-Z]{1,3} \d{1,3}")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*\Z")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_SENTENCE = re.compile(r"[^\W\d_]{4,}\. |^\w{4,}ement\Z")
_MOST_WORDS = 6


def without_parenthesis(speaker: str) -> str:
    """« R1 (ITARA) » as "R1"."""
    return _PARENTHESIS.sub("", speaker) or speaker


def shape(speaker: str) -> Shape:
    """How much these words, white space folded and without colon, look like a speaker."""
    if len(speaker) > LONGEST:
        return Shape.SPEECH
    name = without_parenthesis(speaker)
    written = _WORD.findall(name)
    words = [fold(word) for word in written]
    if not words or name[:1].isdigit() or not any(map(str.isalpha, name)):
        return Shape.SPEECH
    if _CODE.fullmatch(name) or (len(name) == 1 and name.isupper()):
        return Shape.STRONG
    if words[0] in _FACTS:
        return Shape.FACT
    if len(words) == 1 and words[0] in _PRONOUNS:
        return Shape.WEAK
    if len(words) > _MOST_WORDS or words[-1] in _SAYING or _SENTENCE.search(name):
        return Shape.SPEECH
    article = words[0] in _ARTICLES or words[0].startswith("l'")
    talk = words[0] in _TALK or (words[0][1:2] == "'" and not article)
    if not talk and any(word.removeprefix("l'") in _ROLES for word in words):
        return Shape.STRONG
    if talk or article or words[0] in _NOUNS:
        return Shape.SPEECH if talk else Shape.WEAK
    named = all(w[0].isupper() or w[0].isdigit() or fold(w) in _PARTICLES for w in written)
    return Shape.NAME if named and "," not in name else Shape.WEAK
