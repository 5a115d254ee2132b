"""What a data-protection officer asks, answered from the study file and from the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.analysis.facts import Facts, facts_of
from qualcode.app.analysis.participants import attribute_name_said
from qualcode.app.gate.ledgering import recorded
from qualcode.app.privacy.retention import clock_of
from qualcode.app.projects.studies import title_of
from qualcode.core.codebook import said
from qualcode.core.people import Role
from qualcode.core.privacy.retention import Clock
from qualcode.core.study import Privacy
from qualcode.i18n import N_, _, in_language, plural, translate
from qualcode.i18n.numbers import integer
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows.verdicts import list_decided
from qualcode.store.rows.voices import count_objecting
from qualcode.store.safety.backup import list_backups
from qualcode.store.safety.ciphers import KEYS

if TYPE_CHECKING:
    from qualcode.export.word.record import Heading
    from qualcode.store.project import Project

_KINDS = {
    "patient": N_("patient"),
    "relative": N_("relative"),
    "professional": N_("professional"),
    "participant": N_("participant"),
    "respondent": N_("respondent"),
}
_RIGHTS = ("access", "rectify", "erase", "object", "lift_objection")


def write_record(project: Project, out: Path, *, language: str) -> int:
    """Write the record; gives how many headings a person still has to fill in.

    Raises:
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.files import write_as_named
    from qualcode.export.word.record import record_document

    with in_language(language):
        headings = record_of(project)
        study = title_of(project)

    def write(_snapshot: str) -> None:
        today = date.today()  # noqa: DTZ011
        write_as_named(record_document(study, headings, language=language, made_on=today), out)

    recorded(project, "record", out, write, settings={"language": language})
    return sum(not one.told for one in headings)


def record_of(project: Project) -> list[Heading]:
    """The headings in the current language."""
    from qualcode.export.word.record import Heading

    facts = facts_of(project)
    declared = facts.study.extra.get("data_protection")
    told = declared if isinstance(declared, Mapping) else {}
    clock = clock_of(project)
    return [
        Heading(_("Controller"), _words(told.get("controller"))),
        Heading(_("Purpose"), _words(told.get("purpose")) or _titled(facts)),
        Heading(_("Legal basis"), _words(told.get("legal_basis"))),
        Heading(_("Categories of data"), (*_words(told.get("categories")), *_attributes(facts))),
        Heading(_("Persons concerned"), tuple(_persons(project, facts)), measured=True),
        Heading(_("Where the data come from"), _words(told.get("origin"))),
        Heading(_("Recipients"), _words(told.get("recipients"))),
        Heading(_("Who works in the project"), tuple(_workers(project)), measured=True),
        Heading(_("Retention"), tuple(_retention(clock)), measured=clock.days_left is not None),
        Heading(_("Rights and how they were answered"), tuple(_rights(facts, told))),
        Heading(_("Security measures in force"), tuple(_measures(project, facts)), measured=True),
        Heading(_("Screening for identifiers"), tuple(_screening(project, facts)), measured=True),
        Heading(_("What left the project"), tuple(_left(facts)), measured=True),
    ]


def _words(found: object) -> tuple[str, ...]:
    """What a study file says under a key: a text, a text in two languages, or a list."""
    if isinstance(found, Mapping):
        words = said({str(key): str(value) for key, value in found.items()})
        return (words,) if words else ()
    if isinstance(found, Sequence) and not isinstance(found, str):
        return tuple(str(one).replace("_", " ") for one in found)
    return (str(found),) if found else ()


def _titled(facts: Facts) -> tuple[str, ...]:
    title = said(facts.study.title)
    return (title,) if title else ()


def _attributes(facts: Facts) -> list[str]:
    noted = facts.study.participant_attributes
    named = {
        privacy: [
            attribute_name_said(facts.study, one.id) for one in noted if one.privacy is privacy
        ]
        for privacy in Privacy
    }
    labels = {
        Privacy.PRINT: _("Noted about a person, may stand beside a quotation"),
        Privacy.MATRIX: _("Noted about a person, counted in tables only"),
        Privacy.RESTRICTED: _("Noted about a person, restricted"),
    }
    return [
        _("{what}: {names}.", what=labels[privacy], names=", ".join(names))
        for privacy, names in named.items()
        if names
    ]


def _persons(project: Project, facts: Facts) -> list[str]:
    kinds = Counter(case.kind for case in facts.persons)
    told = [
        _(
            "{n} persons speak in {sources} transcripts ({kinds}), under pseudonyms.",
            n=len(facts.persons),
            sources=len(facts.sources),
            kinds=", ".join(
                f"{translate(_KINDS[kind]) if kind in _KINDS else kind} {n}"
                for kind, n in sorted(kinds.items())
            )
            or "—",
        )
    ]
    with project.read() as connection:
        objecting = count_objecting(connection)
    if objecting:
        told.append(
            plural(
                "{n} person objected to the use of their words.",
                "{n} persons objected to the use of their words.",
                objecting,
            )
        )
    return told


def _workers(project: Project) -> list[str]:
    with project.read() as connection:
        coders = case_rows.list_coders(connection)
    roles = {
        Role.CODER: _("codes"),
        Role.ADJUDICATOR: _("settles"),
        Role.VIEWER: _("reads"),
        Role.TRAINEE: _("learns"),
        Role.REPEAT: _("codes again"),
    }
    return [f"{coder.name} ({roles[coder.role]})." for coder in coders]


def _retention(clock: Clock) -> list[str]:
    rule = clock.retention
    if rule.due is None:
        return [
            plural(
                "In use up to {n} year after publication; not published yet.",
                "In use up to {n} years after publication; not published yet.",
                rule.years,
            )
        ]
    return [
        _(
            "Published on {published}: in use until {due}, then archived on a separate medium and "
            "destroyed here.",
            published=rule.publication_date,
            due=rule.due,
        )
    ]


def _rights(facts: Facts, told: Mapping[str, object]) -> list[str]:
    labels = {
        "access": _("access"),
        "rectification": _("rectification"),
        "erasure": _("erasure"),
        "objection": _("objection"),
    }
    rights = [labels.get(one, one) for one in _words(told.get("rights"))]
    lines = [_("Announced: {rights}.", rights=", ".join(rights))] if rights else []
    answered = Counter(str(one["kind"]) for one in facts.exports)
    counts = {name: facts.actions.get(name, 0) for name in _RIGHTS}
    lines.append(
        _(
            "Answered so far: access {access}, rectification {rectify}, erasure {erase}, "
            "objection {object}, of which taken back {lifted}.",
            access=answered["access"],
            rectify=counts["rectify"],
            erase=counts["erase"],
            object=counts["object"],
            lifted=counts["lift_objection"],
        )
    )
    return lines


def _measures(project: Project, facts: Facts) -> list[str]:
    lines = []
    if project.path is None:
        lines.append(_("The project is on a server: its administrator sees to encryption."))
    elif KEYS.of(project.path) is not None:
        lines.append(_("The project and its backups are encrypted (SQLCipher, AES-256)."))
    else:
        lines.append(
            _("The project is not encrypted by qualcode: it must stand on an encrypted disk.")
        )
    lines.append(_("Nothing is sent over a network; error messages and logs hold no text."))
    lines.append(_("Deleted content is overwritten; every action is in a journal with digests."))
    lines.append(_("Packages for other sites are sealed (AES-GCM) unless somebody refused it."))
    begun = facts.actions.get("start_round", 0)
    lines.append(
        plural(
            "{n} round of double coding was begun, in which no coder sees another’s codings.",
            "{n} rounds of double coding were begun, in which no coder sees another’s codings.",
            begun,
        )
    )
    if project.path is not None:
        kept = len(list_backups(project.path))
        lines.append(plural("{n} backup is kept.", "{n} backups are kept.", kept))
    return lines


def _screening(project: Project, facts: Facts) -> list[str]:
    with project.read() as connection:
        decided = list_decided(connection)
    accepted = sum(n for word, n in decided.items() if word == "accepted")
    return [
        _(
            "{n} texts were screened before they were stored; {accepted} were accepted by a "
            "person although something was open, each with a reason.",
            n=integer(sum(decided.values())),
            accepted=accepted,
        ),
        _(
            "{n} redactions were made since. No program finds every name: each transcript is to "
            "be read by a person before it is imported.",
            n=integer(facts.actions.get("redact", 0)),
        ),
    ]


def _left(facts: Facts) -> list[str]:
    kinds = Counter(str(one["kind"]) for one in facts.exports)
    quotations = sum(int(one.get("quotations") or 0) for one in facts.exports)
    return [
        _(
            "{n} files, with {quotations} quotations: {kinds}.",
            n=len(facts.exports),
            quotations=integer(quotations),
            kinds=", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())) or "—",
        ),
        plural(
            "{n} package was handed out.",
            "{n} packages were handed out.",
            facts.actions.get("handout", 0),
        ),
    ]
