"""Speaker labels: a role, a code, or somebody's name."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.core.text import normalised
from qualcode.deid.reading import plain
from qualcode.deid.vocabulary import FUNCTION_WORDS, PROGRAMMES, TITLES, TOWNS, words_of

_ROLES = words_of(
    "enqueteur enqueteurs enquetrice enqueteuse interviewer interviewers intervieweur",
    "intervieweuse interviewee interviewe chercheur chercheuse chercheure chercheurs",
    "investigateur investigatrice moderateur moderatrice moderator animateur animatrice animation",
    "facilitateur facilitatrice facilitator observateur observatrice observer participant",
    "participante participants participantes patient patiente patients aidant aidante proche",
    "parent parents conjoint conjointe epoux epouse mari femme compagnon compagne fils fille mere",
    "pere frere soeur sœur ami amie voisin voisine accompagnant accompagnante famille enfant",
    "petit petite grand medecin infirmier infirmiere ide ibode iade aide soignant soignante",
    "pharmacien pharmacienne psychologue kine kinesitherapeute interne externe chirurgien",
    "chirurgienne anesthesiste oncologue neurochirurgien neurochirurgienne algologue",
    "radiotherapeute secretaire cadre coordinateur coordinatrice assistant assistante sociale",
    "social interprete traducteur traductrice dieteticien dieteticienne benevole referent",
    "referente reseau equipe professionnel professionnelle docteur professeur monsieur madame",
    "etudiant etudiante stagiaire directeur directrice personne locuteur locutrice speaker voice",
    "voix homme man woman male female unknown inconnu inconnue inaudible tous toutes all everyone",
    "ensemble plusieurs groupe group autre autres other question reponse answer researcher",
    "respondent repondant repondante nurse doctor physician surgeon husband wife daughter son",
    "mother father brother sister carer relative partner translator interpreter student chair",
    "president narrateur transcripteur transcriptrice note notes commentaire hors micro off",
    "invite invitee intervenant intervenante enq int mod anim obs part pat inf med pers loc spk",
    "spkr interv rep quest prof inv soignants medecins expert experte temoin lecteur lectrice",
    "examinateur examinatrice evaluateur evaluatrice recruteur",
)
_GLUE = words_of(
    "de du des d la le les l un une et ou and or of the a au aux en pour n no numero number s e",
    "es trice rice euse se ne te ve ere nne male feminin gauche droite zoom tel telephone visio",
    "premier premiere deuxieme second seconde troisieme suite bis formation principal principale",
    "liberal liberale douleur soins palliatifs social medical",
    "cuisine salon chambre piece couloir fond loin porte jardin bureau atelier dehors",
    "identifie identifiee reconnu reconnue unidentified presumed",
)
_HEADINGS = words_of(
    "etude document type date duree conventions convention lieu code codes mode remarque",
    "remarques regles transcription entretien titre title study place length conduit par",
    "autorisations enregistrement presente participe age sexe contexte objet annexe source",
    "fichier file version recording summary keywords speakers langue language site centre",
    "profession fonction role entretiens volet patients minutage recueil heure debut fin",
    "relecture consigne theme partie section guide questions relance introduction conclusion",
)
_SAFE = frozenset({""}) | TITLES | _ROLES | _GLUE | _HEADINGS | PROGRAMMES
_CODE = re.compile(
    r"(?:[A-Z]{1,2}|[a-z]|ENQ|INT|MOD|OBS|ANI|ANIM|PAT|PART|INF|IDE|MED|SPK|SPEAKER|LOC|PERS|INV|INTERV|"
    r"EXP|REP|AID|CHE|GRP|FGD|VOL)[-_. ]?\d{1,4}[A-Za-z]?"
)
_PART = re.compile(r"[^\W_]+")
_PSEUDONYM = re.compile(r"\[?[A-ZÀ-Þ]{2,}_[A-Z0-9]{1,4}[a-z]?\]?")
_TIME = re.compile(r"[#\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,-]\d{1,3})?[#\])]?")


def found(
    text: str, labels: Sequence[tuple[str, Span]], codes: Container[str]
) -> Iterator[Finding]:
    """The labels that are neither a role nor a code, as names.

    Args:
        text: the text that the spans point into.
        labels: each label with its place.
        codes: the study's own codes and terms, folded by `reading.plain`.
    """
    judged: dict[str, tuple[Kind, Tier] | None] = {}
    for label, span in labels:
        if label not in judged:
            judged[label] = _judge(label, codes)
        verdict = judged[label]
        if verdict is not None:
            kind, tier = verdict
            yield Finding(kind, tier, _place(text, label, span), "label")


def _judge(label: str, codes: Container[str]) -> tuple[Kind, Tier] | None:
    """What a label is found to be, or None for a role or a code."""
    bare = _TIME.sub(" ", normalised(label)).strip(" *_:()[]#\u00a0\u202f")
    if not bare or plain(bare) in codes or _PSEUDONYM.fullmatch(bare):
        return None
    main, _, aside = bare.partition("(")
    strange = _strange_words(main, codes)
    if strange:
        titled = any(plain(word) in TITLES for word in _PART.findall(main))
        named = titled or all(word[0].isupper() for word in strange)
        return Kind.NAME, Tier.AUTO if named else Tier.SUSPECT
    strange = _strange_words(aside, codes)
    if not strange:
        return None
    if all(plain(word) in TOWNS for word in strange):
        return Kind.PLACE, Tier.SUSPECT
    return Kind.NAME, Tier.SUSPECT


def _strange_words(label: str, codes: Container[str]) -> list[str]:
    """The words of `label` that are no role, no code and no small word between."""
    rest = _CODE_IN_LABEL.sub(" ", label)
    strange = []
    for word in _PART.findall(rest):
        folded = plain(word)
        known = folded in codes or folded.rstrip("0123456789") in _SAFE
        small_word = word.islower() and folded in FUNCTION_WORDS
        if not (known or small_word or len(word) == 1):
            strange.append(word)
    return strange


_CODE_IN_LABEL = re.compile(rf"(?<![^\W_])(?:{_CODE.pattern})(?![^\W_])")


def _place(text: str, label: str, span: Span) -> Span:
    """Where the label's own words stand within the place of label and time mark."""
    start = text.find(label, span.start, span.end) if label else -1
    return Span(start, start + len(label)) if start >= 0 else span
