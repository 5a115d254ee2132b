"""The first schema: every table of a project, and the full-text index over turns.

What stands here is history: it is written out and does not follow `qualcode.store.tables`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from qualcode.store.search import create_index

revision = "0001"
down_revision = None

ALIVE = sa.text("alive = 1")


def _guid(name: str, *, to: str = "", optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(36), nullable=optional, info={"to": to})


def _number(
    name: str, *, to: str = "", default: int | None = None, optional: bool = False
) -> sa.Column[Any]:
    usual = None if default is None else str(default)
    return sa.Column(name, sa.Integer, nullable=optional, server_default=usual, info={"to": to})


def _text(name: str, *, default: str | None = None, optional: bool = False) -> sa.Column[Any]:
    usual = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=optional, server_default=usual)


def _refers(table: str, column: sa.Column[Any]) -> sa.ForeignKeyConstraint:
    target = column.info["to"]
    name = f"fk_{table}_{column.name}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column.name], [target], name=op.f(name))


def _one_of_a_kind(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _table(name: str, *parts: Any) -> None:
    key = sa.Column("id", sa.Integer, nullable=False)
    pointing = [part for part in parts if isinstance(part, sa.Column) and part.info.get("to")]
    op.create_table(
        name,
        key,
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(_refers(name, column) for column in pointing),
    )


def _travelling(name: str, *parts: Any) -> None:
    _table(
        name,
        _guid("guid"),
        _number("alive", default=1),
        _number("stream_id", to="streams.id"),
        _number("counter"),
        *parts,
        _one_of_a_kind(name, "guid"),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _unique_alive(
    table: str, *columns: str, name: str | None = None, where: sa.TextClause = ALIVE
) -> None:
    op.create_index(
        op.f(name or f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def upgrade() -> None:
    """Make everything."""
    _make_project()
    _make_texts_and_cases()
    _make_codebooks()
    _make_layers()
    _make_publication()
    create_index(op.get_bind())


def _make_project() -> None:
    _table(
        "project",
        _guid("guid"),
        _text("title"),
        _text("study", default="{}"),
        _guid("replica"),
        _number("schema_version"),
        _text("created"),
        _text("publication_date", optional=True),
    )
    _table(
        "streams",
        _guid("guid"),
        _guid("replica"),
        _guid("coder", optional=True),
        _number("head", default=0),
        _text("head_digest", default=""),
        _one_of_a_kind("streams", "guid"),
    )
    _table(
        "journal",
        _guid("guid"),
        _number("stream_id", to="streams.id"),
        _number("counter"),
        _text("action"),
        _text("kind"),
        _guid("reverts", optional=True),
        _text("created"),
        _text("payload", optional=True),
        _text("salt", optional=True),
        _text("payload_digest"),
        _text("digest"),
        _one_of_a_kind("journal", "stream_id", "counter"),
        _one_of_a_kind("journal", "guid"),
    )
    _table(
        "writings",
        _guid("guid"),
        _text("body", optional=True),
        _text("created"),
        _one_of_a_kind("writings", "guid"),
    )
    _travelling("coders", _text("name"), _text("role", default="coder"))
    _unique_alive("coders", "name")


def _make_texts_and_cases() -> None:
    _travelling(
        "sources",
        _text("name"),
        _text("type", default="interview"),
        _text("language", default="fr"),
        _text("created"),
        _number("position"),
    )
    _unique_alive("sources", "name")
    _travelling(
        "source_texts",
        _number("source_id", to="sources.id"),
        _number("revision"),
        _text("kind"),
        _text("sha256"),
        _text("segmenter"),
        _number("characters"),
        _number("words"),
        _number("current", default=1),
        sa.Column("sentences", sa.LargeBinary, nullable=False),
        _text("text", optional=True),
        _one_of_a_kind("source_texts", "source_id", "revision"),
    )
    _index("source_texts", "source_id")
    _travelling(
        "cases",
        _text("name"),
        _text("kind"),
        _number("linked_to_id", to="cases.id", optional=True),
        _number("quote_allowed", optional=True),
    )
    _unique_alive("cases", "name")
    _travelling(
        "speakers",
        _number("source_id", to="sources.id"),
        _text("label"),
        _number("coded", default=0),
        _number("case_id", to="cases.id", optional=True),
    )
    _index("speakers", "source_id")
    _unique_alive("speakers", "source_id", "label")
    _table(
        "turns",
        _number("source_text_id", to="source_texts.id"),
        _number("number"),
        _number("speaker_id", to="speakers.id"),
        _number("label_start", optional=True),
        _number("label_end", optional=True),
        _number("speech_start", optional=True),
        _number("speech_end", optional=True),
        _number("start_ms", optional=True),
        _number("end_ms", optional=True),
        _one_of_a_kind("turns", "source_text_id", "number"),
    )
    _travelling("case_attributes", _number("case_id", to="cases.id"), _text("name"), _text("value"))
    _unique_alive("case_attributes", "case_id", "name")
    _travelling(
        "source_attributes", _number("source_id", to="sources.id"), _text("name"), _text("value")
    )
    _unique_alive("source_attributes", "source_id", "name")
    _travelling(
        "guide_questions", _text("guide"), _text("key"), _text("wording"), _number("position")
    )
    _travelling(
        "question_turns",
        _number("guide_question_id", to="guide_questions.id"),
        _number("source_text_id", to="source_texts.id"),
        _number("start"),
        _number("end"),
        _text("quotation"),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_question_turns_span")),
    )
    _unique_alive("question_turns", "guide_question_id", "source_text_id", "start")


def _make_codebooks() -> None:
    _travelling(
        "codebooks",
        _text("key"),
        _text("version"),
        _text("title", default="{}"),
        _text("description", default="{}"),
        _text("extra", default="{}"),
        _number("position"),
    )
    _unique_alive("codebooks", "key")
    _table(
        "code_revisions",
        _guid("guid"),
        _number("code_id", optional=True),
        _number("number"),
        _text("wording"),
        _text("sha256"),
        _text("created"),
        _one_of_a_kind("code_revisions", "guid"),
    )
    _travelling(
        "codes",
        _number("codebook_id", to="codebooks.id"),
        _text("key"),
        _number("parent_id", to="codes.id", optional=True),
        _number("position"),
        _number("revision_id", to="code_revisions.id", optional=True),
        _number("codable", default=1),
        _text("policy", default="optional"),
        _text("fixed", optional=True),
        _text("usual", default="[]"),
        _text("target", default="{}"),
        _text("maps_to", default="{}"),
        _number("process", default=0),
        _number("retired", default=0),
        _number("provisional", default=0),
    )
    _unique_alive("codes", "codebook_id", "key")
    _travelling("code_aliases", _number("code_id", to="codes.id"), _text("alias"))
    _unique_alive("code_aliases", "code_id", "alias")
    _travelling(
        "codebook_versions",
        _number("codebook_id", to="codebooks.id"),
        _text("label"),
        _text("reason"),
        _text("created"),
    )
    _table(
        "codebook_version_codes",
        _number("codebook_version_id", to="codebook_versions.id"),
        _number("code_id", to="codes.id"),
        _number("code_revision_id", to="code_revisions.id"),
        _number("parent_id", to="codes.id", optional=True),
        _number("position"),
        _number("retired", default=0),
        _text("settings", default="{}"),
    )
    _index("codebook_version_codes", "codebook_version_id")
    _travelling(
        "code_splits",
        _number("code_id", to="codes.id"),
        _number("first_id", to="codes.id"),
        _number("second_id", to="codes.id"),
        _text("created"),
    )
    _unique_alive("code_splits", "code_id")


def _make_layers() -> None:
    _travelling(
        "rounds",
        _text("name"),
        _text("state", default="draft"),
        _text("kind", default="inter_coder"),
        _text("unit", default="sentence"),
        _number("seed"),
        _text("sampling", default="{}"),
        _number("codebook_version_id", to="codebook_versions.id", optional=True),
        _text("created"),
    )
    _unique_alive("rounds", "name")
    _travelling(
        "round_units",
        _number("round_id", to="rounds.id"),
        _number("source_id", to="sources.id"),
        _number("start", optional=True),
        _number("end", optional=True),
    )
    _index("round_units", "round_id")
    _index("round_units", "source_id")
    _travelling(
        "round_coders",
        _number("round_id", to="rounds.id"),
        _number("coder_id", to="coders.id"),
        _text("state", default="open"),
    )
    _unique_alive("round_coders", "round_id", "coder_id")
    _travelling(
        "codings",
        _number("coder_id", to="coders.id"),
        _number("source_id", to="sources.id"),
        _number("code_id", to="codes.id"),
        _number("code_revision_id", to="code_revisions.id"),
        _number("source_text_id", to="source_texts.id"),
        _number("start"),
        _number("end"),
        _text("quotation"),
        _text("valence", default="unset"),
        _text("marks", default=""),
        _number("context_start", optional=True),
        _number("context_end", optional=True),
        _text("created"),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_codings_span")),
    )
    _index("codings", "code_id", "source_id", "start")
    _unique_alive(
        "codings",
        "coder_id",
        "source_id",
        "source_text_id",
        "code_id",
        "start",
        "end",
        "valence",
        "alive",
        name="ix_codings_one_of_a_kind",
    )
    _index("codings", "source_text_id")
    _travelling(
        "memos",
        _number("coder_id", to="coders.id", optional=True),
        _text("kind", default="analytic"),
        _text("about"),
        _guid("about_guid", optional=True),
        _number("source_text_id", to="source_texts.id", optional=True),
        _number("start", optional=True),
        _number("end", optional=True),
        _text("quotation", optional=True),
        _guid("writing", to="writings.guid"),
        _text("created"),
    )
    _index("memos", "about_guid")
    _travelling(
        "assignments",
        _number("coder_id", to="coders.id"),
        _number("source_id", to="sources.id"),
        _number("round_id", to="rounds.id", optional=True),
        _text("progress", default="to_do"),
        _number("read_to", default=0),
    )
    _unique_alive(
        "assignments",
        "coder_id",
        "source_id",
        name="ix_assignments_outside_rounds",
        where=sa.text("alive = 1 AND round_id IS NULL"),
    )
    _unique_alive("assignments", "coder_id", "source_id", "round_id")
    _travelling(
        "settlements",
        _number("round_id", to="rounds.id"),
        _number("source_text_id", to="source_texts.id"),
        _number("start"),
        _number("end"),
        _text("quotation"),
        _number("code_id", to="codes.id", optional=True),
        _text("decision"),
        _text("reason", default=""),
        _guid("writing", to="writings.guid", optional=True),
        _number("coder_id", to="coders.id"),
        _text("concerns", default="[]"),
        _text("created"),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_settlements_span")),
    )


def _make_publication() -> None:
    _travelling("erasures", _guid("erased_guid"), _text("sha256", default=""), _text("created"))
    _travelling("queries", _text("name"), _text("definition"))
    _unique_alive("queries", "name")
    _travelling("snapshots", _text("kind"), _text("sha256"), _text("content"), _text("created"))
    _travelling(
        "themes",
        _guid("writing", to="writings.guid"),
        _number("parent_id", to="themes.id", optional=True),
        _number("position"),
    )
    _travelling(
        "verdicts",
        _text("about"),
        _text("sha256"),
        _text("detector"),
        _text("lists_sha256"),
        _text("counts"),
        _text("decided"),
        _guid("writing", to="writings.guid", optional=True),
        _text("created"),
    )
    _index("verdicts", "sha256")
    _travelling(
        "exports",
        _text("kind"),
        _text("file_name"),
        _text("sha256"),
        _text("settings", default="{}"),
        _number("snapshot_id", to="snapshots.id", optional=True),
        _number("coder_id", to="coders.id", optional=True),
        _text("created"),
    )
    _travelling(
        "theme_members",
        _number("theme_id", to="themes.id"),
        _text("member"),
        _guid("member_guid"),
        _number("negative", default=0),
    )
    _travelling(
        "chart_cells",
        _number("code_id", to="codes.id"),
        _text("by", default="case"),
        _text("value"),
        _guid("writing", to="writings.guid"),
        _text("concerns", default="[]"),
    )
    _unique_alive("chart_cells", "code_id", "by", "value")
    _table(
        "export_cases",
        _number("export_id", to="exports.id"),
        _number("case_id", to="cases.id"),
        _number("quotations", default=0),
    )
    _index("export_cases", "case_id")
    _index("export_cases", "export_id")
    _travelling(
        "ratings",
        _number("code_id", to="codes.id"),
        _text("by", default="case"),
        _text("value"),
        _number("coder_id", to="coders.id"),
        _number("strength"),
        _guid("writing", to="writings.guid", optional=True),
        sa.CheckConstraint("strength BETWEEN -2 AND 2", name=op.f("ck_ratings_strength")),
    )
    _unique_alive("ratings", "code_id", "by", "value", "coder_id")
    _travelling(
        "selected_quotations",
        _number("source_text_id", to="source_texts.id"),
        _number("start"),
        _number("end"),
        _text("quotation"),
        _number("code_id", to="codes.id", optional=True),
        _number("theme_id", to="themes.id", optional=True),
        _guid("edits", to="writings.guid", optional=True),
        _guid("translation", to="writings.guid", optional=True),
        _text("translator", default=""),
        sa.CheckConstraint(
            '0 <= start AND start < "end"', name=op.f("ck_selected_quotations_span")
        ),
    )
    _travelling(
        "joint_rows",
        _text("topic"),
        _text("quantitative", default="{}"),
        _number("theme_id", to="themes.id", optional=True),
        _number("code_id", to="codes.id", optional=True),
        _text("fit"),
        _guid("writing", to="writings.guid", optional=True),
        _number("position"),
    )
    _travelling(
        "change_objectives",
        _number("code_id", to="codes.id"),
        _text("actor"),
        _guid("performance", to="writings.guid"),
        _guid("writing", to="writings.guid"),
        _text("concerns", default="[]"),
        _number("position"),
    )
