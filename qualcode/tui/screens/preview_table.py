"""Which columns of a table of answers are which: asked before it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.i18n import _, plural
from qualcode.tui.widgets.form import Field, Form

if TYPE_CHECKING:
    from qualcode.interop.answers_columns import Columns


def table_form(path: Path, columns: Columns) -> Form:
    """The questions about a table, with what its columns look like as first answers."""
    every = tuple((column, column) for column in columns.every)

    def check(answers: Mapping[str, str]) -> str:
        unknown = [one for one in chosen_texts(answers) if one not in columns.every]
        if unknown:
            return _("There is no column “{column}”.", column=unknown[0])
        if not chosen_texts(answers):
            return _("Name at least one column of answers.")
        if answers["respondent"] in chosen_texts(answers):
            return _("The column of respondents cannot hold the answers too.")
        return ""

    return Form(
        f"{path.name} · {plural('{n} row', '{n} rows', columns.rows)}",
        (
            Field("respondent", _("Who answered"), columns.respondent, options=every),
            Field("texts", _("Answers"), "; ".join(columns.texts), hint=_("columns, parted by ;")),
        ),
        hint=_(
            "Columns: {names}. Every respondent becomes a case, each column of answers a source, "
            "and all other columns attributes of the cases.",
            names=", ".join(columns.every),
        ),
        check=check,
    )  # fmt: skip


def chosen_texts(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of answers that were named."""
    return tuple(filter(None, (one.strip() for one in answers["texts"].split(";"))))
