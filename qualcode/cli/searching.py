"""The command `search`: words in all transcripts, and a code for where they stand."""

from __future__ import annotations

import re

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_rows, tell
from qualcode.cli.declaring import command, option
from qualcode.core.asking.text_query import Filters
from qualcode.core.coding import Valence
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

SHOWN = 200
"""How many places are listed where nothing else is asked for."""


def attribute_pairs(written: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`group=implanted` as attribute and value.

    Raises:
        UsageProblem: no equals sign.
    """
    pairs = []
    for condition in written:
        name, equals, value = condition.partition("=")
        if not equals or not name.strip():
            raise UsageProblem(
                N_("“{condition}” is no condition: write ATTRIBUTE=VALUE, as in group=implanted."),
                condition=condition,
            )
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


def numbers(written: str, n: int) -> list[int]:
    """Places of a list of `n` as indices: `1,3-5` gives 0, 2, 3, 4.

    Raises:
        UsageProblem: it is not so written, or the list is shorter.
    """
    found: dict[int, None] = {}
    for part in written.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,9})(?:\s*-\s*([0-9]{1,9}))?\s*", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= n:
            raise UsageProblem(
                N_("“{part}” names no place of the {n} found: write numbers such as 1,3-5."),
                part=part.strip(),
                n=n,
            )
        found.update(dict.fromkeys(range(first - 1, last)))
    return list(found)


@command(
    "search",
    help=N_(
        "Find words in all transcripts; accents and case are folded. QUERY may be words, "
        "“a | b”, “infirm*”, “lemma:porter”, or a regular expression “/…/”."
    ),
)
@PROJECT
@click.argument("query", metavar="QUERY")
@option("--lemma", is_flag=True, help=N_("Find every form of the words."))
@option("--source", "sources", multiple=True, help=N_("Only this source."))
@option("--speaker", "speakers", multiple=True, help=N_("Only words of this speaker."))
@option("--coded-only", is_flag=True, help=N_("No words of interviewers."))
@option(
    "--group",
    "groups",
    multiple=True,
    metavar="ATTRIBUTE=VALUE",
    help=N_("Only words of persons, or in sources, of which this is true."),
)
@option("--question", "questions", multiple=True, help=N_("Only answers to this question."))
@option("--limit", type=click.IntRange(min=1), help=N_("At most so many places."))
@option("--code", "code", help=N_("Give this code to the sentence of each place."))
@option(
    "--hits", "chosen", metavar="1,3-5", help=N_("Code only these places of the list, by number.")
)
@option("--exactly", is_flag=True, help=N_("Give the code to the words found alone."))
@option("--valence", type=click.Choice([v.value for v in Valence]), default="unset")
@option("--coder", metavar="NAME", help=N_("Who gives the code."))
@acting_option
@json_option
def search_command(
    project: str,
    query: str,
    sources: tuple[str, ...],
    speakers: tuple[str, ...],
    groups: tuple[str, ...],
    questions: tuple[str, ...],
    limit: int | None,
    code: str | None,
    chosen: str | None,
    valence: str,
    coder: str | None,
    acting: str | None,
    *,
    lemma: bool,
    coded_only: bool,
    exactly: bool,
    as_json: bool,
) -> None:
    """Find words, and code where they stand."""
    from qualcode.app.coding.searching import code_hits, search_words

    filters = Filters(coded_only, sources, speakers, attribute_pairs(groups), questions)
    most = limit if limit or code else SHOWN
    with opened(project, coder or acting, read_only=code is None) as held:
        hits = search_words(held, query, lemma=lemma, filters=filters, limit=most)
        if code is not None:
            wanted = hits if chosen is None else [hits[i] for i in numbers(chosen, len(hits))]
            done = code_hits(held, wanted, code, valence=Valence(valence), exactly=exactly)
            _tell_coded(len(done.codings), done.left_out)
    rows = [
        {
            "hit": number,
            "source": hit.source,
            "speaker": hit.speaker,
            "start": hit.start,
            "end": hit.end,
            "before": hit.before,
            "words": hit.words,
            "after": hit.after,
        }
        for number, hit in enumerate(hits, 1)
    ]
    headings = {
        "hit": _("No."),
        "source": _("Source"),
        "speaker": _("Speaker"),
        "before": _("Before"),
    }
    print_rows(
        "search", rows, {**headings, "words": _("Words"), "after": _("After")}, as_json=as_json
    )
    if most is not None and len(hits) == most:
        tell(_("There may be more: the first {n} are shown (--limit).", n=most))


def _tell_coded(passages: int, left_out: int) -> None:
    tell(plural("{n} passage coded.", "{n} passages coded.", passages))
    if left_out:
        tell(
            plural(
                "{n} place left out: its words may not be coded.",
                "{n} places left out: their words may not be coded.",
                left_out,
            )
        )
