"""A study in the making: what a person answers, line by line, and the definition it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.core.agreement.report import Unit
from qualcode.core.errors import UsageProblem
from qualcode.core.people import Role
from qualcode.core.study import Privacy, Stance
from qualcode.core.study_reading import SCHEMA
from qualcode.core.text import fold, normalised
from qualcode.i18n import N_, translate
from qualcode.i18n.numbers import colon

Raw = Mapping[str, Any]
"""A definition as its file gives it."""

ROLES = {
    Role.CODER: N_("coder"),
    Role.ADJUDICATOR: N_("adjudicator"),
    Role.VIEWER: N_("reader"),
    Role.TRAINEE: N_("trainee"),
}
"""Roles that can be given, with their words."""

CLASSES = {
    Privacy.PRINT: N_("beside quotations"),
    Privacy.MATRIX: N_("in tables"),
    Privacy.RESTRICTED: N_("restricted"),
}
"""Where an attribute may appear, with the words for it."""

ARCHIVE = "archive_on_separate_medium"
"""What becomes of the data after their term, unless the study says otherwise."""

LONGEST_ID = 40
_IN_BRACKETS = re.compile(r"^(?P<name>.*\S)\s*\((?P<inside>[^()]*)\)$", re.DOTALL)
_SHARES = re.compile(r"([0-9]{1,3})(?:\s*[-–]\s*([0-9]{1,3}))?\s*%?")

OWN: Raw = {
    "schema": SCHEMA,
    "id": "study",
    "stance": Stance.CODEBOOK.value,
    "languages": {"transcripts": ["fr"], "ui": ["fr", "en"], "exports": ["fr", "en"]},
    "source_types": [
        {
            "id": "interview",
            "label": {"fr": "Entretien", "en": "Interview"},
            "speakers": [
                {"role": "interviewer", "codable": False},
                {"role": "participant", "codable": True},
            ],
            "unit_of_analysis": "participant",
        },
        {
            "id": "focus_group",
            "label": {"fr": "Focus group", "en": "Focus group"},
            "speakers": [
                {"role": "moderator", "codable": False},
                {"role": "participant", "codable": True},
            ],
            "unit_of_analysis": ["group", "speaker"],
        },
        {
            "id": "field_note",
            "label": {"fr": "Note de terrain", "en": "Field note"},
            "codable": True,
            "counts_in_matrices": False,
        },
    ],
    "source_attributes": [
        {"id": "interviewer", "type": "slug", "class": "restricted"},
        {"id": "interview_date", "type": "date", "class": "restricted"},
        {
            "id": "interview_mode",
            "values": ["face_to_face", "phone", "video"],
            "labels": {
                "fr": ["face à face", "téléphone", "visioconférence"],
                "en": ["face to face", "phone", "video"],
            },
            "class": "matrix",
        },
        {"id": "duration_min", "type": "int", "min": 1, "class": "matrix"},
    ],
    "participant_attributes": [
        {"id": "participant_id", "type": "slug", "class": "print"},
        {"id": "quote_allowed", "type": "bool", "class": "restricted"},
        {
            "id": "sex",
            "label": {"fr": "sexe", "en": "sex"},
            "values": ["F", "M", "other_unknown"],
            "labels": {
                "fr": ["femme", "homme", "autre ou inconnu"],
                "en": ["female", "male", "other or unknown"],
            },
            "class": "matrix",
        },
        {
            "id": "age_band",
            "label": {"fr": "tranche d’âge", "en": "age band"},
            "values": ["<40", "40-59", "60-74", "75+"],
            "class": "matrix",
        },
    ],
    "coders": [{"id": "C1", "role": "coder"}, {"id": "C2", "role": "coder"}],
    "reliability": {"overlap_share": [0.1, 0.25], "unit": {"primary": "sentence"}},
    "data_protection": {
        "retention": {
            "active_until": "publication_date + P2Y",
            "publication_date": None,
            "then": ARCHIVE,
        }
    },
    "export_privacy": {"min_cell": 3, "quotes_not_allowed": "confirm", "minors": "confirm"},
}
"""The definition that a team's own study begins with."""


@dataclass(frozen=True)
class StudyDraft:
    """The answers, as they are typed; `raw_of` makes a definition of them."""

    base: Raw
    """The definition that is built on; what is not asked stays as it says."""
    title: str
    language: str
    """Of the title and of the names of attributes."""
    transcripts: tuple[str, ...]
    stance: Stance
    codebook: str
    """Id of a codebook for interviews and groups; empty for what `base` says."""
    attributes: tuple[str, ...]
    """A line an attribute: `sex: F, M (in tables)`."""
    sites: tuple[str, ...]
    """A line a site, its type in brackets where there is one."""
    networks: tuple[str, ...]
    coders: tuple[str, ...]
    """A line a person: `C1: coder`."""
    years: str
    """How long the data stay in use after publication."""
    then: str
    shares: str
    """Least and largest share that is coded twice, in per cent: `10-25`."""
    unit: Unit

    @property
    def compares(self) -> bool:
        """Whether coders are compared: several of them, in a study that is not reflexive."""
        return self.stance is not Stance.REFLEXIVE and len(self.coders) > 1


def draft_from(base: Raw, title: str, language: str) -> StudyDraft:
    """The answers that a definition gives by itself."""
    reliability = base.get("reliability") or {}
    retention = (base.get("data_protection") or {}).get("retention") or {}
    shares = reliability.get("overlap_share") or (0.1, 0.25)
    primary = (reliability.get("unit") or {}).get("primary", "sentence")
    years = re.search(r"P([0-9]{1,2})Y", str(retention.get("active_until", "")))
    return StudyDraft(
        base=base,
        title=title,
        language=language,
        transcripts=tuple((base.get("languages") or {}).get("transcripts") or (language,)),
        stance=Stance(base.get("stance", Stance.CODEBOOK)),
        codebook="",
        attributes=tuple(_attribute_line(one, language) for one in _asked_of(base)),
        sites=tuple(_site_line(one) for one in base.get("sites") or ()),
        networks=tuple(_name(one) for one in base.get("networks") or ()),
        coders=tuple(_coder_line(one) for one in base.get("coders") or OWN["coders"]),
        years=years.group(1) if years else "2",
        then=str(retention.get("then") or ARCHIVE),
        shares="-".join(f"{round(share * 100)}" for share in shares),
        unit=Unit.SENTENCE if str(primary).startswith("sentence") else Unit(_one(str(primary))),
    )


def raw_of(draft: StudyDraft) -> dict[str, Any]:
    """The definition that the answers make, ready to be written and read.

    Raises:
        UsageProblem: an answer that cannot be understood; the line is named.
    """
    base = draft.base
    sites = _placed(draft.sites, base.get("sites") or (), "S", _site_line, _site)
    networks = _placed(draft.networks, base.get("networks") or (), "R", _name, _network)
    raw: dict[str, Any] = {
        "schema": SCHEMA,
        "id": _id_of(draft),
        "title": _title(draft),
        "stance": draft.stance.value,
        "languages": {**OWN["languages"], **(base.get("languages") or {}),
                      "transcripts": list(draft.transcripts)},
        "sites": sites,
        "networks": networks,
        "source_types": _source_types(draft),
        "source_attributes": list(base.get("source_attributes") or ()),
        "participant_attributes": _participant_attributes(draft, sites, networks),
        "coders": _coders(draft),
        "reliability": _reliability(draft),
        "data_protection": _data_protection(draft),
        "export_privacy": base.get("export_privacy") or OWN["export_privacy"],
    }  # fmt: skip
    raw = {name: value for name, value in raw.items() if value or name not in _MAY_LACK}
    return raw | {name: value for name, value in base.items() if name not in raw | _MAY_LACK}


_MAY_LACK: dict[str, None] = dict.fromkeys(
    ("sites", "networks", "source_attributes", "reliability")
)


def slug_of(words: str, otherwise: str) -> str:
    """Words as a key: small letters, digits and underscores; `otherwise` where none are left."""
    found = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:LONGEST_ID].strip("_")
    if not found:
        return otherwise
    return found if found[0].isalpha() else f"{otherwise}_{found}"


def _name(item: Raw) -> str:
    return str(item.get("name") or item["id"])


def _one(written: str) -> str:
    """A unit in its one form: `characters` is `character`."""
    return written.removesuffix("s")


def _id_of(draft: StudyDraft) -> str:
    same = draft.base is not OWN and _clean(draft.title) == _standing(draft)
    return str(draft.base["id"]) if same else slug_of(draft.title, "study")


def _standing(draft: StudyDraft) -> str:
    """The title of the definition that is built on, in the language of the draft."""
    title = draft.base.get("title") or ""
    if isinstance(title, str):
        return title
    return str(title.get(draft.language) or next(iter(title.values()), ""))


def _title(draft: StudyDraft) -> object:
    words = _clean(draft.title)
    if not words.strip():
        raise UsageProblem(N_("A study has a title."))
    if words == _standing(draft):
        return draft.base["title"]
    return {draft.language: words}


def _clean(words: str) -> str:
    """Words on one line; no-break spaces stay, for French titles hold them."""
    return re.sub(r"[ \t\n]+", " ", normalised(words)).strip(" ")


def _lines(lines: Iterable[str]) -> list[tuple[int, str]]:
    """What is written, with the number of its line; empty lines say nothing."""
    return [(n, _clean(line)) for n, line in enumerate(lines, 1) if _clean(line)]


def _source_types(draft: StudyDraft) -> list[Raw]:
    found = []
    for one in draft.base.get("source_types") or ():
        talk = one["id"] != "field_note"
        found.append({**one, "codebook": draft.codebook} if draft.codebook and talk else one)
    return found


# Sites and networks


def _site_line(item: Raw) -> str:
    kind = item.get("type")
    return f"{_name(item)} ({kind})" if kind else _name(item)


def _site(identifier: str, line: str) -> dict[str, Any]:
    match = _IN_BRACKETS.match(line)
    if match is None or not match["inside"].strip():
        return {"id": identifier, "name": line}
    return {"id": identifier, "name": match["name"], "type": match["inside"].strip()}


def _network(identifier: str, line: str) -> dict[str, Any]:
    return {"id": identifier, "name": line, "named_publicly": False}


def _placed(
    lines: Sequence[str], base: Sequence[Raw], letter: str, told: Any, made: Any
) -> list[Raw]:
    """Lines as sites or networks: those that stand unchanged as they were, others anew."""
    standing = {_clean(told(item)): item for item in base}
    taken = {str(item["id"]) for item in base}
    found: dict[str, Raw] = {}
    number = 0
    for _n, line in _lines(lines):
        if line in standing:
            found[line] = standing[line]
            continue
        while f"{letter}{number + 1}" in taken:
            number += 1
        number += 1
        found.setdefault(line, made(f"{letter}{number}", line))
    return list(found.values())


def _of_places(kept: list[Raw], sites: Sequence[Raw], networks: Sequence[Raw]) -> list[Raw]:
    """Attributes with those that say site and network, restricted; without where there are none."""
    held = {"sites": sites, "networks": networks}
    gone = {one["id"] for one in kept if one.get("values_from") and not held[one["values_from"]]}
    found: list[Raw] = [
        {name: value for name, value in one.items() if name != "derived_from" or value not in gone}
        for one in kept
        if one["id"] not in gone
    ]
    drawn_from = {one.get("values_from") for one in found}
    if sites and "sites" not in drawn_from:
        kinds = list(dict.fromkeys(str(site["type"]) for site in sites if site.get("type")))
        as_type = {"print_as": "site_type"} if kinds else {}
        found.append({"id": "site", "values_from": "sites", "class": "restricted", **as_type})
        if kinds:
            found.append(
                {"id": "site_type", "derived_from": "site", "values": kinds, "class": "matrix"}
            )
    if networks and "networks" not in drawn_from:
        letters = "letter, one secret permutation per publication"
        found.append(
            {"id": "network", "values_from": "networks", "class": "restricted",
             "print_as": letters}
        )  # fmt: skip
    return found


# Attributes


def _asked_of(base: Raw) -> list[Raw]:
    """The attributes that a person may want otherwise: those with values of their own."""
    return [one for one in base.get("participant_attributes") or () if one.get("values")]


def _label(item: Raw, language: str) -> str:
    label = item.get("label") or ""
    words = label if isinstance(label, str) else label.get(language) or ""
    return str(words or item["id"])


def _attribute_line(item: Raw, language: str) -> str:
    values = ", ".join(str(value) for value in item["values"])
    privacy = Privacy(item.get("class", Privacy.MATRIX))
    return f"{_label(item, language)}{colon()} {values} ({translate(CLASSES[privacy])})"


def _participant_attributes(
    draft: StudyDraft, sites: Sequence[Raw], networks: Sequence[Raw]
) -> list[Raw]:
    asked = {str(one["id"]): one for one in _asked_of(draft.base)}
    known = {_label(one, draft.language): one for one in asked.values()} | asked
    found: dict[str, Raw] = {
        str(one["id"]): one
        for one in draft.base.get("participant_attributes") or ()
        if not one.get("values")
    }
    typed: dict[str, Raw] = {}
    for number, line in _lines(draft.attributes):
        made = _attribute(number, line, known, draft.language)
        if made["id"] in found or made["id"] in typed:
            raise UsageProblem(N_("Line {n}: “{name}” is there already."), n=number, name=line)
        typed[str(made["id"])] = made
    order = [str(one["id"]) for one in draft.base.get("participant_attributes") or ()]
    both = found | typed
    kept = [both.pop(name) for name in order if name in both]
    return _of_places([*kept, *both.values()], sites, networks)


def _attribute(number: int, line: str, known: Mapping[str, Raw], language: str) -> Raw:
    """An attribute from its line; one that stands as it was keeps all that is said of it."""
    body, privacy = _class_of(line)
    name, _colon, listed = (part.strip() for part in body.partition(":"))
    values = list(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))
    if not name:
        raise UsageProblem(
            N_("Line {n}: write a name, a colon, values parted by commas."), n=number
        )
    item = known.get(name)
    if item is None:
        said = {"label": {language: name}, **({"values": values} if values else {})}
        return {"id": slug_of(name, "attribute"), **said, "class": privacy.value}
    standing = [str(value) for value in item["values"]]
    made = {key: value for key, value in item.items() if key != "labels" or values == standing}
    if values != standing:
        made.pop("values")
        made |= {"values": values} if values else {}
    return made if privacy.value == item.get("class", "matrix") else made | {"class": privacy.value}


def _class_of(line: str) -> tuple[str, Privacy]:
    """A line without the class that stands in brackets at its end, and the class."""
    match = _IN_BRACKETS.match(line)
    if match is not None:
        wanted = fold(match["inside"].strip())
        for privacy, words in CLASSES.items():
            if wanted in {privacy.value, fold(words), fold(translate(words))}:
                return match["name"], privacy
    return line, Privacy.MATRIX


# Coders, comparison, retention


def _coder_line(item: Raw) -> str:
    return f"{item['id']}{colon()} {translate(ROLES[Role(item.get('role', Role.CODER))])}"


def _coders(draft: StudyDraft) -> list[Raw]:
    standing = {str(one["id"]): one for one in draft.base.get("coders") or ()}
    found: dict[str, Raw] = {}
    for number, line in _lines(draft.coders):
        name, _colon, role = (part.strip() for part in line.partition(":"))
        if not name or name in found:
            raise UsageProblem(N_("Line {n}: “{name}” is there already."), n=number, name=line)
        found[name] = {**standing.get(name, {}), "id": name, "role": _role(number, role).value}
    if not found:
        raise UsageProblem(N_("Somebody codes: name at least one person."))
    return list(found.values())


def _role(number: int, written: str) -> Role:
    wanted = fold(written)
    for role, words in ROLES.items():
        if not wanted or wanted in {role.value, fold(words), fold(translate(words))}:
            return role
    raise UsageProblem(
        N_("Line {n}: “{role}” is none of: {roles}."),
        n=number,
        role=written,
        roles=", ".join(translate(words) for words in ROLES.values()),
    )


def _reliability(draft: StudyDraft) -> dict[str, Any]:
    standing = dict(draft.base.get("reliability") or {})
    if not draft.compares:
        return {} if draft.base is OWN else standing
    match = _SHARES.fullmatch(draft.shares.strip())
    least, most = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not least <= most <= 100:
        raise UsageProblem(N_("Write two shares in per cent, such as 10-25."))
    units = dict(standing.get("unit") or {})
    if Unit(_one(str(units.get("primary", "sentence")).partition("_")[0])) is not draft.unit:
        units["primary"] = draft.unit.value
    if units:
        standing["unit"] = units
    return {**standing, "overlap_share": [least / 100, most / 100]}


def _data_protection(draft: StudyDraft) -> dict[str, Any]:
    standing = dict(draft.base.get("data_protection") or {})
    if not re.fullmatch(r"[0-9]{1,2}", draft.years.strip()):
        raise UsageProblem(N_("Write a number of years, such as 2."))
    term = {
        "active_until": f"publication_date + P{int(draft.years)}Y",
        "publication_date": None,
    }
    retention = {**term, **(standing.get("retention") or {}), "then": draft.then}
    return {**standing, "retention": {**retention, "active_until": term["active_until"]}}
