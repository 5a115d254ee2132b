"""The first schema: every table of a project, and the full-text index over turns.

What stands here is history: it is written out and does not follow `qualcode.store.tables`.
"""

from __future__ import annotations


import sqlalchemy as sa
from alembic import op

from qualcode.store.migrations.declaring import (
    guid,
    index,
    number,
    one_of_a_kind,
    table,
    text,
    travelling,
    unique_alive,
)
from qualcode.store.rows.search import create_index

revision = "0001"
down_revision = None

def upgrade() -> None:
    """Make everything."""
    _make_project()
    _make_texts_and_cases()
    _make_codebooks()
    _make_layers()
    _make_publication()
    create_index(op.get_bind())


def _make_project() -> None:
    table(
        "project",
        guid("guid"),
        text("title"),
        text("study", default="{}"),
        guid("replica"),
        number("schema_version"),
        text("created"),
        text("publication_date", optional=True),
    )
    table(
        "streams",
        guid("guid"),
        guid("replica"),
        guid("coder", optional=True),
        number("head", default=0),
        text("head_digest", default=""),
        one_of_a_kind("streams", "guid"),
    )
    table(
        "journal",
        guid("guid"),
        number("stream_id", to="streams.id"),
        number("counter"),
        text("action"),
        text("kind"),
        guid("reverts", optional=True),
        text("created"),
        text("payload", optional=True),
        text("salt", optional=True),
        text("payload_digest"),
        text("digest"),
        one_of_a_kind("journal", "stream_id", "counter"),
        one_of_a_kind("journal", "guid"),
    )
    table(
        "writings",
        guid("guid"),
        text("body", optional=True),
        text("created"),
        one_of_a_kind("writings", "guid"),
    )
    travelling("coders", text("name"), text("role", default="coder"))
    unique_alive("coders", "name")


def _make_texts_and_cases() -> None:
    travelling(
        "sources",
        text("name"),
        text("type", default="interview"),
        text("language", default="fr"),
        text("created"),
        number("position"),
    )
    unique_alive("sources", "name")
    travelling(
        "source_texts",
        number("source_id", to="sources.id"),
        number("revision"),
        text("kind"),
        text("sha256"),
        text("segmenter"),
        number("characters"),
        number("words"),
        number("current", default=1),
        sa.Column("sentences", sa.LargeBinary, nullable=False),
        text("text", optional=True),
        one_of_a_kind("source_texts", "source_id", "revision"),
    )
    index("source_texts", "source_id")
    travelling(
        "cases",
        text("name"),
        text("kind"),
        number("linked_to_id", to="cases.id", optional=True),
        number("quote_allowed", optional=True),
        text("objected", optional=True),
    )
    unique_alive("cases", "name")
    travelling(
        "speakers",
        number("source_id", to="sources.id"),
        text("label"),
        number("coded", default=0),
        number("case_id", to="cases.id", optional=True),
    )
    index("speakers", "source_id")
    unique_alive("speakers", "source_id", "label")
    table(
        "turns",
        number("source_text_id", to="source_texts.id"),
        number("number"),
        number("speaker_id", to="speakers.id"),
        number("label_start", optional=True),
        number("label_end", optional=True),
        number("speech_start", optional=True),
        number("speech_end", optional=True),
        number("start_ms", optional=True),
        number("end_ms", optional=True),
        one_of_a_kind("turns", "source_text_id", "number"),
    )
    travelling("case_attributes", number("case_id", to="cases.id"), text("name"), text("value"))
    unique_alive("case_attributes", "case_id", "name")
    travelling(
        "source_attributes", number("source_id", to="sources.id"), text("name"), text("value")
    )
    unique_alive("source_attributes", "source_id", "name")
    travelling(
        "guide_questions",
        text("guide"),
        text("key"),
        text("wording"),
        number("position"),
        text("codes", default="[]"),
    )
    travelling(
        "question_turns",
        number("guide_question_id", to="guide_questions.id"),
        number("source_text_id", to="source_texts.id"),
        number("start"),
        number("end"),
        text("quotation"),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_question_turns_span")),
    )
    unique_alive("question_turns", "guide_question_id", "source_text_id", "start")


def _make_codebooks() -> None:
    travelling(
        "codebooks",
        text("key"),
        text("version"),
        text("title", default="{}"),
        text("description", default="{}"),
        text("extra", default="{}"),
        number("position"),
    )
    unique_alive("codebooks", "key")
    table(
        "code_revisions",
        guid("guid"),
        number("code_id", optional=True),
        number("number"),
        text("wording"),
        text("sha256"),
        text("created"),
        one_of_a_kind("code_revisions", "guid"),
    )
    travelling(
        "codes",
        number("codebook_id", to="codebooks.id"),
        text("key"),
        number("parent_id", to="codes.id", optional=True),
        number("position"),
        number("revision_id", to="code_revisions.id", optional=True),
        number("codable", default=1),
        text("policy", default="optional"),
        text("fixed", optional=True),
        text("usual", default="[]"),
        text("target", default="{}"),
        text("maps_to", default="{}"),
        number("process", default=0),
        number("retired", default=0),
        number("provisional", default=0),
    )
    unique_alive("codes", "codebook_id", "key")
    travelling("code_aliases", number("code_id", to="codes.id"), text("alias"))
    unique_alive("code_aliases", "code_id", "alias")
    travelling(
        "codebook_versions",
        number("codebook_id", to="codebooks.id"),
        text("label"),
        text("reason"),
        text("created"),
    )
    table(
        "codebook_version_codes",
        number("codebook_version_id", to="codebook_versions.id"),
        number("code_id", to="codes.id"),
        number("code_revision_id", to="code_revisions.id"),
        number("parent_id", to="codes.id", optional=True),
        number("position"),
        number("retired", default=0),
        text("settings", default="{}"),
    )
    index("codebook_version_codes", "codebook_version_id")
    travelling(
        "code_splits",
        number("code_id", to="codes.id"),
        number("first_id", to="codes.id"),
        number("second_id", to="codes.id"),
        text("created"),
    )
    unique_alive("code_splits", "code_id")


def _make_layers() -> None:
    travelling(
        "rounds",
        text("name"),
        text("state", default="draft"),
        text("kind", default="inter_coder"),
        text("unit", default="sentence"),
        number("seed"),
        text("sampling", default="{}"),
        number("codebook_version_id", to="codebook_versions.id", optional=True),
        text("created"),
    )
    unique_alive("rounds", "name")
    travelling(
        "round_units",
        number("round_id", to="rounds.id"),
        number("source_id", to="sources.id"),
        number("start", optional=True),
        number("end", optional=True),
    )
    index("round_units", "round_id")
    index("round_units", "source_id")
    travelling(
        "round_coders",
        number("round_id", to="rounds.id"),
        number("coder_id", to="coders.id"),
        text("state", default="open"),
    )
    unique_alive("round_coders", "round_id", "coder_id")
    travelling(
        "codings",
        number("coder_id", to="coders.id"),
        number("source_id", to="sources.id"),
        number("code_id", to="codes.id"),
        number("code_revision_id", to="code_revisions.id"),
        number("source_text_id", to="source_texts.id"),
        number("start"),
        number("end"),
        text("quotation"),
        text("valence", default="unset"),
        text("marks", default=""),
        number("context_start", optional=True),
        number("context_end", optional=True),
        text("created"),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_codings_span")),
    )
    index("codings", "code_id", "source_id", "start")
    unique_alive(
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
    index("codings", "source_text_id")
    travelling(
        "memos",
        number("coder_id", to="coders.id", optional=True),
        text("kind", default="analytic"),
        text("about"),
        guid("about_guid", optional=True),
        number("source_text_id", to="source_texts.id", optional=True),
        number("start", optional=True),
        number("end", optional=True),
        text("quotation", optional=True),
        guid("writing", to="writings.guid"),
        text("created"),
    )
    index("memos", "about_guid")
    travelling(
        "assignments",
        number("coder_id", to="coders.id"),
        number("source_id", to="sources.id"),
        number("round_id", to="rounds.id", optional=True),
        text("progress", default="to_do"),
        number("read_to", default=0),
    )
    unique_alive(
        "assignments",
        "coder_id",
        "source_id",
        name="ix_assignments_outside_rounds",
        where=sa.text("alive = 1 AND round_id IS NULL"),
    )
    unique_alive("assignments", "coder_id", "source_id", "round_id")
    travelling(
        "contested",
        number("coder_id", to="coders.id"),
        guid("about_guid"),
        text("version"),
        text("created"),
    )
    index("contested", "about_guid")
    table(
        "unions",
        text("about"),
        guid("about_guid"),
        guid("keeper"),
        number("stream_id", to="streams.id"),
        number("counter"),
        text("apart"),
        one_of_a_kind("unions", "about_guid"),
    )
    travelling(
        "settlements",
        number("round_id", to="rounds.id", optional=True),
        number("source_text_id", to="source_texts.id"),
        number("start"),
        number("end"),
        text("quotation"),
        number("code_id", to="codes.id", optional=True),
        text("decision"),
        text("reason", default=""),
        guid("writing", to="writings.guid", optional=True),
        number("coder_id", to="coders.id"),
        text("concerns", default="[]"),
        text("created"),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_settlements_span")),
    )


def _make_publication() -> None:
    travelling("erasures", guid("erased_guid"), text("sha256", default=""), text("created"))
    travelling("queries", text("name"), text("definition"))
    unique_alive("queries", "name")
    travelling("snapshots", text("kind"), text("sha256"), text("content"), text("created"))
    travelling(
        "themes",
        guid("writing", to="writings.guid"),
        number("parent_id", to="themes.id", optional=True),
        number("position"),
    )
    travelling(
        "verdicts",
        text("about"),
        text("sha256"),
        text("detector"),
        text("lists_sha256"),
        text("counts"),
        text("decided"),
        guid("writing", to="writings.guid", optional=True),
        text("created"),
    )
    index("verdicts", "sha256")
    travelling(
        "exports",
        text("kind"),
        text("file_name"),
        text("sha256"),
        text("settings", default="{}"),
        number("snapshot_id", to="snapshots.id", optional=True),
        number("coder_id", to="coders.id", optional=True),
        text("created"),
    )
    travelling(
        "theme_members",
        number("theme_id", to="themes.id"),
        text("member"),
        guid("member_guid"),
        number("negative", default=0),
    )
    travelling(
        "chart_cells",
        number("code_id", to="codes.id"),
        text("by", default="case"),
        text("value"),
        guid("writing", to="writings.guid"),
        text("concerns", default="[]"),
    )
    unique_alive("chart_cells", "code_id", "by", "value")
    table(
        "export_cases",
        number("export_id", to="exports.id"),
        number("case_id", to="cases.id"),
        number("quotations", default=0),
    )
    index("export_cases", "case_id")
    index("export_cases", "export_id")
    travelling(
        "ratings",
        number("code_id", to="codes.id"),
        text("by", default="case"),
        text("value"),
        number("coder_id", to="coders.id"),
        number("strength"),
        guid("writing", to="writings.guid", optional=True),
        sa.CheckConstraint("strength BETWEEN -2 AND 2", name=op.f("ck_ratings_strength")),
    )
    unique_alive("ratings", "code_id", "by", "value", "coder_id")
    travelling(
        "selected_quotations",
        number("source_text_id", to="source_texts.id"),
        number("start"),
        number("end"),
        text("quotation"),
        number("code_id", to="codes.id", optional=True),
        number("theme_id", to="themes.id", optional=True),
        guid("edits", to="writings.guid", optional=True),
        guid("translation", to="writings.guid", optional=True),
        text("translator", default=""),
        sa.CheckConstraint(
            '0 <= start AND start < "end"', name=op.f("ck_selected_quotations_span")
        ),
    )
    travelling(
        "joint_rows",
        text("topic"),
        text("quantitative", default="{}"),
        number("theme_id", to="themes.id", optional=True),
        number("code_id", to="codes.id", optional=True),
        text("fit"),
        guid("writing", to="writings.guid", optional=True),
        number("position"),
    )
    travelling("answers", text("key"), guid("writing", to="writings.guid"))
    unique_alive("answers", "key")
    travelling(
        "change_objectives",
        number("code_id", to="codes.id"),
        text("actor"),
        guid("performance", to="writings.guid"),
        guid("writing", to="writings.guid"),
        text("concerns", default="[]"),
        number("position"),
    )
