"""The command `list`: what a project holds, as rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_rows
from qualcode.cli.declaring import command, option
from qualcode.core.codebook import said
from qualcode.core.coding import Valence
from qualcode.core.memo import About, MemoKind
from qualcode.i18n import N_, _

if TYPE_CHECKING:
    from qualcode.store.project import Project

Rows = list[dict[str, Any]]


def _sources(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import count_codings, list_sources, turns_read

    read = turns_read(project)
    coded: dict[str, int] = {}
    for (source, _coder, _code), n in count_codings(project).items():
        coded[source] = coded.get(source, 0) + n
    rows: Rows = [
        {
            "source": source.name,
            "type": source.type,
            "language": source.language,
            "turns": source.turns,
            "words": source.words,
            "characters": source.characters,
            "codings": coded.get(source.name, 0),
            "cases": list(source.cases),
            "speakers": list(source.speakers),
            "progress": {coder: state.value for coder, state in source.progress.items()},
            "turns_read": read.get(source.name, {}),
            "sha256": source.sha256,
            "attributes": dict(source.attributes),
            "created": source.created,
        }
        for source in list_sources(project)
    ]
    return rows, {
        "source": _("Source"),
        "type": _("Type"),
        "language": _("Language"),
        "turns": _("Turns"),
        "words": _("Words"),
        "codings": _("Codings"),
        "cases": _("Cases"),
        "progress": _("Progress"),
    }


def _turns(project: Project, **filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import list_sources, load_transcript

    wanted = filters.get("source")
    names = [wanted] if wanted else [source.name for source in list_sources(project)]
    rows: Rows = []
    for name in names:
        transcript = load_transcript(project, name)
        rows += [
            {
                "source": name,
                "index": turn.index,
                "speaker": turn.speaker,
                "start": turn.speech.start if turn.speech else None,
                "end": turn.speech.end if turn.speech else None,
                "time": None if turn.start_ms is None else turn.start_ms / 1000,
                "coded": transcript.speakers[turn.speaker].coded,
                "text": turn.speech.of(transcript.text) if turn.speech else "",
            }
            for turn in transcript.turns
        ]
    return rows, {
        "source": _("Source"),
        "index": _("Turn"),
        "speaker": _("Speaker"),
        "start": _("Start"),
        "end": _("End"),
        "text": _("Words"),
    }


def _speakers(project: Project, **filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import list_speakers

    rows: Rows = [
        {"source": source, "speaker": who.label, "coded": who.coded, "case": who.case}
        for source, who in list_speakers(project, filters.get("source"))
    ]
    headings = {"source": _("Source"), "speaker": _("Speaker"), "coded": _("Coded")}
    return rows, {**headings, "case": _("Case")}


def _cases(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import list_cases

    rows: Rows = [
        {
            "case": case.name,
            "kind": case.kind,
            "linked_to": case.linked_to,
            "quote_allowed": case.quote_allowed,
            "objected": case.objected,
            "attributes": dict(case.attributes),
        }
        for case in list_cases(project)
    ]
    return rows, {
        "case": _("Case"),
        "kind": _("Kind"),
        "linked_to": _("Linked to"),
        "quote_allowed": _("May be quoted"),
        "objected": _("Objects"),
    }


def _codes(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import count_codings
    from qualcode.app.projects.studies import list_codebooks

    uses: dict[str, int] = {}
    for (_source, _coder, ref), n in count_codings(project).items():
        uses[ref] = uses.get(ref, 0) + n
    rows: Rows = [
        {
            "codebook": book.id,
            "code": code.key,
            "parent": code.parent,
            "label": code.label,
            "labels": dict(code.wording.label),
            "codable": code.codable,
            "policy": code.policy.value,
            "codings": uses.get(f"{book.id}:{code.key}", 0),
        }
        for book in list_codebooks(project)
        for code in book.codes
    ]
    return rows, {
        "codebook": _("Codebook"),
        "code": _("Code"),
        "label": _("Label"),
        "policy": _("Valence policy"),
        "codings": _("Codings"),
    }


def _codebooks(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.projects.studies import list_codebooks, shipped_codebooks
    from qualcode.interop.codebook_yaml import read_codebook

    held = {book.id: book for book in list_codebooks(project)}
    others = {name: read_codebook(f) for name, f in shipped_codebooks().items() if name not in held}
    rows: Rows = [
        {
            "codebook": name,
            "title": said(book.title) or name,
            "version": book.version,
            "codes": sum(code.codable for code in book.codes),
            "held": name in held,
        }
        for name, book in {**held, **others}.items()
    ]
    headings = {"codebook": _("Codebook"), "title": _("Title"), "version": _("Version")}
    return rows, {**headings, "codes": _("Codes"), "held": _("In the project")}


def _coders(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import count_codings, list_coders, list_sources

    given: dict[str, int] = {}
    for (_source, coder, _code), n in count_codings(project).items():
        given[coder] = given.get(coder, 0) + n
    sources = list_sources(project)
    rows: Rows = [
        {
            "coder": coder.name,
            "role": coder.role.value,
            "codings": given.get(coder.name, 0),
            "read": sum(s.progress.get(coder.name) in {"read", "locked"} for s in sources),
            "reading": sum(s.progress.get(coder.name) == "reading" for s in sources),
            "sources": len(sources),
        }
        for coder in list_coders(project)
    ]
    return rows, {
        "coder": _("Coder"),
        "role": _("Role"),
        "codings": _("Codings"),
        "reading": _("Being read"),
        "read": _("Sources read"),
        "sources": _("Of"),
    }


def _codings(project: Project, **filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.reading import list_codings

    valence = filters.get("valence")
    found = list_codings(
        project,
        source=filters.get("source"),
        coder=filters.get("coder"),
        code=filters.get("code"),
        valence=Valence(valence) if valence else None,
    )
    rows: Rows = [
        {
            "guid": coding.guid,
            "source": coding.source,
            "start": coding.span.start,
            "end": coding.span.end,
            "quotation": coding.quotation,
            "codebook": coding.codebook,
            "code": coding.code,
            "coder": coding.coder,
            "valence": coding.valence.value,
            "marks": sorted(mark.value for mark in coding.marks),
            "memo": coding.memo,
            "created": coding.created.isoformat(),
        }
        for coding in found
    ]
    return rows, {
        "source": _("Source"),
        "start": _("Start"),
        "end": _("End"),
        "coder": _("Coder"),
        "code": _("Code"),
        "valence": _("Valence"),
        "quotation": _("Quotation"),
    }


def _memos(project: Project, **filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.coding.memos import list_memos
    from qualcode.cli.memos import wanted

    found = list_memos(project, **wanted(filters))
    rows: Rows = [
        {
            "guid": memo.guid,
            "kind": memo.kind.value,
            "about": memo.about.value,
            "subject": memo.subject,
            "coder": memo.coder,
            "source": memo.source,
            "start": memo.span.start if memo.span else None,
            "end": memo.span.end if memo.span else None,
            "quotation": memo.quotation,
            "memo": memo.body,
            "created": memo.created.isoformat(),
        }
        for memo in found
    ]
    headings = {"created": _("When"), "kind": _("Kind"), "about": _("About")}
    headings |= {"subject": _("Subject"), "coder": _("Coder")}
    return rows, {**headings, "memo": _("Memo")}


def _rounds(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.cli.rounds import round_rows

    return round_rows(project)


def _exports(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.gate.ledgering import list_exports

    rows: Rows = [
        {**found, "id": found["guid"][:8], "frozen": (found["snapshot"] or "")[:8]}
        for found in list_exports(project)
    ]
    headings = {"id": _("Id"), "created": _("Made"), "kind": _("Kind"), "file": _("File")}
    return rows, {
        **headings,
        "frozen": _("Snapshot"),
        "stale": _("Changed since"),
        "sha256": "SHA-256",
    }


def _journal(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.app.projects.undoing import list_journal

    rows: Rows = [
        {
            "guid": entry.guid,
            "created": entry.created,
            "coder": entry.coder,
            "action": entry.action,
            "kind": entry.kind,
            "said": dict(entry.said),
            "undone": entry.undone,
        }
        for entry in list_journal(project)
    ]
    return rows, {
        "created": _("When"),
        "coder": _("Coder"),
        "action": _("Action"),
        "said": _("About"),
        "undone": _("Undone"),
    }


def _doubtful(project: Project, **filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.cli.correcting import doubtful_rows

    return doubtful_rows(project, **filters)


def _queries(project: Project, **filters: str | None) -> tuple[Rows, dict[str, str]]:
    from qualcode.cli.querying import query_rows

    return query_rows(project, **filters)


LISTS: dict[str, Callable[..., tuple[Rows, dict[str, str]]]] = {
    "sources": _sources,
    "turns": _turns,
    "speakers": _speakers,
    "cases": _cases,
    "codes": _codes,
    "codebooks": _codebooks,
    "coders": _coders,
    "codings": _codings,
    "doubtful": _doubtful,
    "memos": _memos,
    "queries": _queries,
    "rounds": _rounds,
    "exports": _exports,
    "journal": _journal,
}


@command("list", help=N_("List what a project holds."))
@PROJECT
@click.argument("what", type=click.Choice(list(LISTS)))
@option("--source", help=N_("Only this source."))
@option("--coder", help=N_("Only this coder."))
@option("--code", help=N_("Only this code."))
@option("--valence", type=click.Choice(["barrier", "lever", "ambivalent", "neutral", "unset"]))
@option(
    "--kind",
    type=click.Choice([one.value for one in MemoKind]),
    help=N_("Only memos of this kind."),
)
@option(
    "--about", type=click.Choice([one.value for one in About]), help=N_("Only memos about this.")
)
@acting_option
@json_option
def list_command(
    project: str,
    what: str,
    source: str | None,
    coder: str | None,
    code: str | None,
    valence: str | None,
    kind: str | None,
    about: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """List what a project holds."""
    wanted = {"source": source, "coder": coder, "code": code, "valence": valence}
    with opened(project, acting, read_only=True) as held:
        rows, headings = LISTS[what](held, **wanted, kind=kind, about=about)
        if what in {"codings", "sources", "codes", "coders"}:
            from qualcode.cli.correcting import tell_doubtful

            tell_doubtful(held)
        labels = {} if as_json else _study_words(held)
    print_rows(what, rows, headings, as_json=as_json, labels=labels)


def _study_words(project: Project) -> dict[str, dict[str, str]]:
    """What the study calls its types of source and kinds of case."""
    from qualcode.app.projects.studies import study_of

    study = study_of(project)
    kinds = study.attribute("kind")
    named = {value: said(words) for value, words in kinds.value_labels.items()} if kinds else {}
    return {"type": {kind.id: kind.name for kind in study.source_types}, "kind": named}
