"""Reporting checklists filled from the project: each sentence counts something that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qualcode.app.analysis.facts import Facts, facts_of
from qualcode.app.projects.acting import analyst
from qualcode.app.projects.studies import shipped
from qualcode.core.analysis.checklist import Checklist, Filled, Item, filled
from qualcode.core.codebook import said
from qualcode.core.errors import NotFound
from qualcode.core.memo import MemoKind
from qualcode.core.study import Stance
from qualcode.core.version import __version__
from qualcode.i18n import N_, _, plural
from qualcode.i18n.numbers import colon, decimal, integer, semicolons
from qualcode.store.rows import answers as answer_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project

CHECKLISTS = ("coreq", "srqr")
"""The checklists that come with the program."""


def checklist(name: str) -> Checklist:
    """A checklist that comes with the program.

    Raises:
        NotFound: there is none of that name.
    """
    from qualcode.interop.checklist_yaml import read_checklist

    if name not in CHECKLISTS:
        raise NotFound(
            N_("There is no checklist “{name}”. There are: {names}."),
            name=name,
            names=", ".join(CHECKLISTS),
        )
    return read_checklist(shipped("codebooks") / "checklists" / f"{name}.yaml")


def fill_checklist(
    project: Project, name: str, told: Mapping[str, Any] | None = None
) -> list[Filled]:
    """The items of a checklist with what the project and the team say to them.

    Args:
        project: the project.
        name: of the checklist.
        told: what the journal told when a file was made that is made again.

    Raises:
        NotFound: there is no checklist of that name.
    """
    asked = checklist(name)
    facts = facts_of(project, told)
    with project.read() as connection:
        answers = answer_rows.list_answers(connection)
    return [_filled(asked, item, facts, answers) for item in asked.items]


def _filled(asked: Checklist, item: Item, facts: Facts, answers: Mapping[str, str]) -> Filled:
    key = asked.key(item)
    say, evidence = _SAYS.get(key, (_nothing, ""))
    return filled(item, say(facts), answers.get(key, ""), evidence)


def answer(project: Project, key: str, words: str) -> None:
    """Answer an item, such as `coreq:2`; an empty answer takes it back.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: there is no such item.
    """
    name, _colon, number = key.partition(":")
    if number not in {item.number for item in checklist(name).items}:
        raise NotFound(N_("The checklist {name} has no item {number}."), name=name, number=number)
    with project.change("answer", item=key) as change:
        analyst(project, change)
        answer_rows.put_answer(change, key, words.strip())


def _nothing(_facts: Facts) -> str:
    return ""


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {integer(n)}" for name, n in sorted(counts.items()))


def _source_values(attribute: str) -> Callable[[Facts], str]:
    """How many sources have each value of an attribute, in its labels."""

    def say(facts: Facts) -> str:
        counts = facts.values(attribute)
        known = facts.study.source_attribute(attribute)
        labels = known.value_labels if known else {}
        named = {said(labels.get(value, {})) or _yes_no(value): n for value, n in counts.items()}
        return _counted(named)

    return say


def _yes_no(value: str) -> str:
    return {"true": _("yes"), "false": _("no")}.get(value, value)


def _interviewers(facts: Facts) -> str:
    n = len(facts.values("interviewer"))
    return (
        plural("{n} interviewer or facilitator.", "{n} interviewers or facilitators.", n)
        if n
        else ""
    )


def _reflexive(facts: Facts) -> str:
    n = facts.memos.get(MemoKind.REFLEXIVE, 0)
    return plural("{n} reflexive memo.", "{n} reflexive memos.", n) if n else ""


def _approach(facts: Facts) -> str:
    books = ", ".join(said(book.title) or book.id for book in facts.codebooks)
    return _(_STANCE[facts.study.stance], books=books) if books else ""


_STANCE = {
    Stance.CODEBOOK: N_("Codebook thematic analysis with: {books}."),
    Stance.FRAMEWORK: N_("Framework method with: {books}."),
    Stance.CODING_RELIABILITY: N_("Coding-reliability thematic analysis with: {books}."),
    Stance.REFLEXIVE: N_("Reflexive thematic analysis; codes kept in: {books}."),
}


def _sample(facts: Facts) -> str:
    if not facts.sources:
        return ""
    from qualcode.export.word.participants import kind_in_words

    kinds: dict[str, int] = {}
    by = facts.study.saturation.group_by or "group"
    for case in facts.persons:
        kind = kind_in_words(case.kind).lower()
        group = _in_words(facts, by, case.attributes.get(by, ""))
        name = f"{kind} ({group})" if group else kind
        kinds[name] = kinds.get(name, 0) + 1
    people = plural("{n} participant", "{n} participants", len(facts.persons))
    return f"{people}{colon()} {_counted(kinds)}." if kinds else f"{people}."


def _in_words(facts: Facts, attribute: str, value: str) -> str:
    """A value as tables print it."""
    known = facts.study.attribute(attribute)
    return said(known.value_labels.get(value, {})) or value if known else value


def _recruitment(facts: Facts) -> str:
    log = facts.study.extra.get("recruitment_log")
    counts = log.get("numbers") if isinstance(log, dict) else None
    return _counted({str(k): int(v) for k, v in counts.items()}) if isinstance(counts, dict) else ""


def _others(facts: Facts) -> str:
    n = sum(case.kind == "relative" for case in facts.persons)
    return plural("{n} relative spoke.", "{n} relatives spoke.", n) if facts.sources else ""


def _guide(facts: Facts) -> str:
    n = facts.questions
    return (
        plural("Interview guide with {n} question.", "Interview guides with {n} questions.", n)
        if n
        else ""
    )


def _repeated(facts: Facts) -> str:
    if not facts.sources:
        return ""
    n = facts.repeated
    return plural(
        "{n} participant was interviewed more than once.",
        "{n} participants were interviewed more than once.",
        n,
    )


def _field_notes(facts: Facts) -> str:
    n = sum(source.type == "field_note" for source in facts.sources)
    return plural("{n} field note.", "{n} field notes.", n) if facts.sources else ""


def _duration(facts: Facts) -> str:
    found = facts.durations()
    if found is None:
        return ""
    low, middle, high, n = found
    return _(
        "{low} to {high} minutes, median {middle} (known for {n}).",
        low=low,
        high=high,
        middle=decimal(middle, 0),
        n=n,
    )


def _saturation(facts: Facts) -> str:
    rule = facts.study.saturation
    if facts.study.stance is Stance.REFLEXIVE:
        return _("Not looked for: the stance is reflexive.")
    if not facts.sources:
        return ""
    return _(
        "First appearance of codes followed with a base of {base}, runs of {run} and a threshold "
        "of {threshold}.",
        base=rule.base_size,
        run=rule.run_length,
        threshold=decimal(rule.threshold),
    )


def _coders(facts: Facts) -> str:
    n = len(facts.coders)
    if not n:
        return ""
    return _(
        "{coders} coders; {double} of {n} transcripts were coded by two or more.",
        coders=n,
        double=facts.double_coded,
        n=len(facts.sources),
    )


def _tree(facts: Facts) -> str:
    return " ".join(
        _(
            "{title}, version {version}: {n} codes.",
            title=said(book.title) or book.id,
            version=book.version,
            n=sum(code.codable and not code.process and not code.retired for code in book.codes),
        )
        for book in facts.codebooks
    )


def _derivation(facts: Facts) -> str:
    if not facts.codebooks:
        return ""
    made = facts.actions.get("create_code", 0)
    changed = sum(
        facts.actions.get(name, 0) for name in ("merge_codes", "split_code", "edit_wording")
    )
    return _(
        "Codes set down beforehand; {made} created from the material; {changed} definitions "
        "changed, merged or split.",
        made=made,
        changed=changed,
    )


def _software(facts: Facts) -> str:
    return f"qualcode {__version__}.{_suggested(facts)}"


def _suggested(facts: Facts) -> str:
    """How many codings began as suggestions, where codes were ever suggested."""
    if not facts.actions.get("suggestions"):
        return ""
    accepted = facts.actions.get("accept_suggestion", 0)
    told = plural(
        "Codes of similar passages could be suggested to coders on request: {n} coding began as a "
        "suggestion that a coder accepted.",
        "Codes of similar passages could be suggested to coders on request: {n} codings began as "
        "a suggestion that a coder accepted.",
        accepted,
    )
    return f" {told}"


def _quotations(facts: Facts) -> str:
    if not facts.printed and not facts.chosen:
        return ""
    return _(
        "{chosen} quotations of {people} participants chosen for print, each with the pseudonym "
        "of its speaker; {printed} in the files exported so far.",
        chosen=facts.chosen,
        people=facts.quoted,
        printed=facts.printed,
    )


def _links(facts: Facts) -> str:
    if not facts.themes:
        return ""
    codes = len({code for theme in facts.themes for code in theme.codes})
    return _(
        "{themes} themes stand on {codes} codes and {chosen} chosen quotations.",
        themes=len(facts.themes),
        codes=codes,
        chosen=facts.chosen,
    )


def _major(facts: Facts) -> str:
    return semicolons(theme.statement for theme in facts.themes if theme.parent is None)


def _minor(facts: Facts) -> str:
    minor = sum(theme.parent is not None for theme in facts.themes)
    against = sum(len(theme.negative) for theme in facts.themes)
    if not facts.themes:
        return ""
    return _("{minor} minor themes; {n} negative cases named.", minor=minor, n=against)


def _context(facts: Facts) -> str:
    study = facts.study
    kinds: dict[str, int] = {}
    for site in study.sites:
        kinds[site.type or "?"] = kinds.get(site.type or "?", 0) + 1
    parts = [
        plural("{n} establishment", "{n} establishments", len(study.sites)) if study.sites else "",
        _counted(kinds),
        plural("{n} network", "{n} networks", len(study.networks)) if study.networks else "",
    ]
    told = semicolons(part for part in parts if part)
    return f"{told}." if told else ""


def _ethics(facts: Facts) -> str:
    protection = facts.study.extra.get("data_protection")
    if not isinstance(protection, dict):
        return ""
    basis = protection.get("legal_basis")
    words = said({str(k): str(v) for k, v in basis.items()}) if isinstance(basis, dict) else ""
    return _("Legal basis: {basis}. De-identified before coding.", basis=words) if words else ""


def _collected(facts: Facts) -> str:
    dates = sorted(facts.values("interview_date"))
    told = _counted(facts.types())
    if dates:
        told += _(", from {first} to {last}", first=dates[0][:7], last=dates[-1][:7])
    return f"{told}." if told else ""


def _units(facts: Facts) -> str:
    if not facts.sources:
        return ""
    return _(
        "{people} participants in {n} transcripts, {words} words.",
        people=len(facts.persons),
        n=len(facts.sources),
        words=integer(sum(source.words for source in facts.sources)),
    )


def _processing(facts: Facts) -> str:
    imported = facts.actions.get("import", 0)
    if not imported:
        return ""
    return _(
        "Every transcript was screened for identifiers before it was stored; {corrected} "
        "corrections and {redacted} redactions since.",
        corrected=facts.actions.get("correct", 0),
        redacted=facts.actions.get("redact", 0),
    )


def _trust(facts: Facts) -> str:
    if not facts.coders:
        return ""
    return _(
        "{double} transcripts coded by two or more; a journal of {n} actions.",
        double=facts.double_coded,
        n=integer(sum(facts.actions.values())),
    )


def _limits(facts: Facts) -> str:
    unread = sum(
        not any(state in {"read", "locked"} for state in source.progress.values())
        for source in facts.sources
    )
    if not unread:
        return ""
    return plural(
        "{n} transcript has not been read to the end by anybody.",
        "{n} transcripts have not been read to the end by anybody.",
        unread,
    )


_SAYS: dict[str, tuple[Callable[[Facts], str], str]] = {
    "coreq:1": (_interviewers, "list sources"),
    "coreq:8": (_reflexive, "list memos"),
    "coreq:9": (_approach, "list codes"),
    "coreq:11": (_source_values("contact_method"), "list sources"),
    "coreq:12": (_sample, "list cases"),
    "coreq:13": (_recruitment, "study.yaml"),
    "coreq:14": (_source_values("interview_mode"), "list sources"),
    "coreq:15": (_others, "list speakers"),
    "coreq:16": (_sample, "export participants"),
    "coreq:17": (_guide, "guide list"),
    "coreq:18": (_repeated, "list sources"),
    "coreq:19": (_source_values("recorded"), "list sources"),
    "coreq:20": (_field_notes, "list sources"),
    "coreq:21": (_duration, "list sources"),
    "coreq:22": (_saturation, "study.yaml"),
    "coreq:23": (_source_values("transcript_returned"), "list sources"),
    "coreq:24": (_coders, "list coders"),
    "coreq:25": (_tree, "export codebook-annex"),
    "coreq:26": (_derivation, "codebook history"),
    "coreq:27": (_software, "--version"),
    "coreq:29": (_quotations, "list exports"),
    "coreq:30": (_links, "theme list"),
    "coreq:31": (_major, "theme list"),
    "coreq:32": (_minor, "theme list"),
    "srqr:S5": (_approach, "list codes"),
    "srqr:S6": (_reflexive, "list memos"),
    "srqr:S7": (_context, "study.yaml"),
    "srqr:S8": (_saturation, "study.yaml"),
    "srqr:S9": (_ethics, "study.yaml"),
    "srqr:S10": (_collected, "list sources"),
    "srqr:S11": (_guide, "guide list"),
    "srqr:S12": (_units, "list sources"),
    "srqr:S13": (_processing, "list journal"),
    "srqr:S14": (_tree, "codebook history"),
    "srqr:S15": (_trust, "list journal"),
    "srqr:S16": (_major, "theme list"),
    "srqr:S17": (_quotations, "list exports"),
    "srqr:S19": (_limits, "list sources"),
}
"""What says an item, and the command that shows where it comes from."""
