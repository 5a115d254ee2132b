"""The tables of a project, the same on SQLite and PostgreSQL.

A row that travels between replicas has a GUID, is never deleted but laid to rest (`alive` 0), and
says which journal stream touched it last and at which count. Integers never leave the store.
What a person writes (memos, reasons, summaries) stands in `writings`, once and erasable; rows
point to it, so that neither the journal nor an update ever holds a text.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from qualcode.store.schema import (
    ALIVE,
    GUID,
    anchor,
    metadata,
    number,
    refers_to,
    string,
    table,
    travelling,
    unique_alive,
)

# The project and who writes in it

project = table(
    "project",
    Column("guid", GUID, nullable=False),
    string("title"),
    string("study", default="{}"),
    Column("replica", GUID, nullable=False),
    number("schema_version"),
    string("created"),
    string("publication_date", optional=True),
)
streams = table(
    "streams",
    Column("guid", GUID, nullable=False, unique=True),
    Column("replica", GUID, nullable=False),
    Column("coder", GUID, nullable=True),
    number("head", default=0),
    string("head_digest", default=""),
)
journal = table(
    "journal",
    Column("guid", GUID, nullable=False, unique=True),
    refers_to("streams"),
    number("counter"),
    string("action"),
    string("kind"),
    Column("reverts", GUID, nullable=True),
    string("created"),
    string("payload", optional=True),
    string("salt", optional=True),
    string("payload_digest"),
    string("digest"),
    UniqueConstraint("stream_id", "counter"),
)
writings = table(
    "writings",
    Column("guid", GUID, nullable=False, unique=True),
    string("body", optional=True),
    string("created"),
)
coders = travelling("coders", string("name"), string("role", default="coder"), unique_alive("name"))

# Texts

sources = travelling(
    "sources",
    string("name"),
    string("type", default="interview"),
    string("language", default="fr"),
    string("created"),
    number("position"),
    unique_alive("name"),
)
source_texts = travelling(
    "source_texts",
    refers_to("sources", index=True),
    number("revision"),
    string("kind"),
    string("sha256"),
    string("segmenter"),
    number("characters"),
    number("words"),
    number("current", default=1),
    # What is long stands last: SQLite reads a row from its start to the last column asked for.
    Column("sentences", LargeBinary, nullable=False),
    string("text", optional=True),
    UniqueConstraint("source_id", "revision"),
)
speakers = travelling(
    "speakers",
    refers_to("sources", index=True),
    string("label"),
    number("coded", default=0),
    refers_to("cases", optional=True),
    unique_alive("source_id", "label"),
)
turns = table(
    "turns",
    refers_to("source_texts"),
    number("number"),
    refers_to("speakers"),
    number("label_start", optional=True),
    number("label_end", optional=True),
    number("speech_start", optional=True),
    number("speech_end", optional=True),
    number("start_ms", optional=True),
    number("end_ms", optional=True),
    UniqueConstraint("source_text_id", "number"),
)

# Cases and attributes

cases = travelling(
    "cases",
    string("name"),
    string("kind"),
    refers_to("cases", optional=True, name="linked_to_id"),
    number("quote_allowed", optional=True),
    # Since when the person objects to the use of their words; NULL where they do not.
    string("objected", optional=True),
    unique_alive("name"),
)
case_attributes = travelling(
    "case_attributes",
    refers_to("cases"),
    string("name"),
    string("value"),
    unique_alive("case_id", "name"),
)
source_attributes = travelling(
    "source_attributes",
    refers_to("sources"),
    string("name"),
    string("value"),
    unique_alive("source_id", "name"),
)
guide_questions = travelling(
    "guide_questions",
    string("guide"),
    string("key"),
    string("wording"),
    number("position"),
    string("codes", default="[]"),
)
question_turns = travelling(
    "question_turns",
    refers_to("guide_questions"),
    *anchor(),
    unique_alive("guide_question_id", "source_text_id", "start"),
)

# Codebooks

codebooks = travelling(
    "codebooks",
    string("key"),
    string("version"),
    string("title", default="{}"),
    string("description", default="{}"),
    string("extra", default="{}"),
    number("position"),
    unique_alive("key"),
)
codes = travelling(
    "codes",
    refers_to("codebooks"),
    string("key"),
    refers_to("codes", optional=True, name="parent_id"),
    number("position"),
    refers_to("code_revisions", name="revision_id", optional=True),
    number("codable", default=1),
    string("policy", default="optional"),
    string("fixed", optional=True),
    string("usual", default="[]"),
    string("target", default="{}"),
    string("maps_to", default="{}"),
    number("process", default=0),
    number("retired", default=0),
    number("provisional", default=0),
    unique_alive("codebook_id", "key"),
)
code_aliases = travelling(
    "code_aliases", refers_to("codes"), string("alias"), unique_alive("code_id", "alias")
)
code_revisions = table(
    "code_revisions",
    Column("guid", GUID, nullable=False, unique=True),
    number("code_id", optional=True),
    number("number"),
    string("wording"),
    string("sha256"),
    string("created"),
)
codebook_versions = travelling(
    "codebook_versions",
    refers_to("codebooks"),
    string("label"),
    string("reason"),
    string("created"),
)
codebook_version_codes = table(
    "codebook_version_codes",
    refers_to("codebook_versions", index=True),
    refers_to("codes"),
    refers_to("code_revisions"),
    refers_to("codes", optional=True, name="parent_id"),
    number("position"),
    number("retired", default=0),
    string("settings", default="{}"),
)
code_splits = travelling(
    "code_splits",
    refers_to("codes"),
    refers_to("codes", name="first_id"),
    refers_to("codes", name="second_id"),
    string("created"),
    unique_alive("code_id"),
)

# What coders say

codings = travelling(
    "codings",
    refers_to("coders"),
    refers_to("sources"),
    refers_to("codes"),
    refers_to("code_revisions"),
    *anchor(),
    string("valence", default="unset"),
    string("marks", default=""),
    number("context_start", optional=True),
    number("context_end", optional=True),
    string("created"),
    # `alive` stands in the index too, so that counts and agreement read nothing else.
    Index(
        "ix_codings_one_of_a_kind",
        "coder_id",
        "source_id",
        "source_text_id",
        "code_id",
        "start",
        "end",
        "valence",
        "alive",
        unique=True,
        sqlite_where=ALIVE,
    ),
    Index(None, "code_id", "source_id", "start"),
    Index(None, "source_text_id"),
)
memos = travelling(
    "memos",
    refers_to("coders", optional=True),
    string("kind", default="analytic"),
    string("about"),
    Column("about_guid", GUID, nullable=True, index=True),
    refers_to("source_texts", optional=True),
    number("start", optional=True),
    number("end", optional=True),
    string("quotation", optional=True),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    string("created"),
)
assignments = travelling(
    "assignments",
    refers_to("coders"),
    refers_to("sources"),
    refers_to("rounds", optional=True),
    string("progress", default="to_do"),
    number("read_to", default=0),
    unique_alive("coder_id", "source_id", "round_id"),
    Index(
        "ix_assignments_outside_rounds",
        "coder_id",
        "source_id",
        unique=True,
        sqlite_where=text("alive = 1 AND round_id IS NULL"),
    ),
)

# What the layers of one coder say on two machines

contested = travelling(
    "contested",
    refers_to("coders"),
    Column("about_guid", GUID, nullable=False, index=True),
    # What the version says that does not stand, its references as GUIDs.
    string("version"),
    string("created"),
)
unions = table(
    "unions",
    string("about"),
    Column("about_guid", GUID, nullable=False, unique=True),
    Column("keeper", GUID, nullable=False),
    # The version of the row that was united; a later one makes the union a fact.
    refers_to("streams"),
    number("counter"),
    string("apart"),
)

# Rounds, settlement, snapshots

rounds = travelling(
    "rounds",
    string("name"),
    string("state", default="draft"),
    string("kind", default="inter_coder"),
    string("unit", default="sentence"),
    number("seed"),
    string("sampling", default="{}"),
    refers_to("codebook_versions", optional=True),
    string("created"),
    unique_alive("name"),
)
round_units = travelling(
    "round_units",
    refers_to("rounds", index=True),
    refers_to("sources", index=True),
    number("start", optional=True),
    number("end", optional=True),
)
round_coders = travelling(
    "round_coders",
    refers_to("rounds"),
    refers_to("coders"),
    string("state", default="open"),
    unique_alive("round_id", "coder_id"),
)
settlements = travelling(
    "settlements",
    refers_to("rounds", optional=True),
    *anchor(),
    refers_to("codes", optional=True),
    string("decision"),
    string("reason", default=""),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    refers_to("coders"),
    string("concerns", default="[]"),
    string("created"),
)
snapshots = travelling(
    "snapshots", string("kind"), string("sha256"), string("content"), string("created")
)

# Towards publication

queries = travelling("queries", string("name"), string("definition"), unique_alive("name"))
chart_cells = travelling(
    "chart_cells",
    refers_to("codes"),
    string("by", default="case"),
    string("value"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    string("concerns", default="[]"),
    unique_alive("code_id", "by", "value"),
)
ratings = travelling(
    "ratings",
    refers_to("codes"),
    string("by", default="case"),
    string("value"),
    refers_to("coders"),
    number("strength"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    CheckConstraint("strength BETWEEN -2 AND 2", name="strength"),
    unique_alive("code_id", "by", "value", "coder_id"),
)
themes = travelling(
    "themes",
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    refers_to("themes", optional=True, name="parent_id"),
    number("position"),
)
theme_members = travelling(
    "theme_members",
    refers_to("themes"),
    string("member"),
    Column("member_guid", GUID, nullable=False),
    number("negative", default=0),
)
selected_quotations = travelling(
    "selected_quotations",
    *anchor(),
    refers_to("codes", optional=True),
    refers_to("themes", optional=True),
    Column("edits", GUID, ForeignKey("writings.guid"), nullable=True),
    Column("translation", GUID, ForeignKey("writings.guid"), nullable=True),
    string("translator", default=""),
)
joint_rows = travelling(
    "joint_rows",
    string("topic"),
    string("quantitative", default="{}"),
    refers_to("themes", optional=True),
    refers_to("codes", optional=True),
    string("fit"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    number("position"),
)
answers = travelling(
    "answers",
    string("key"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    unique_alive("key"),
)
change_objectives = travelling(
    "change_objectives",
    refers_to("codes"),
    string("actor"),
    Column("performance", GUID, ForeignKey("writings.guid"), nullable=False),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    string("concerns", default="[]"),
    number("position"),
)

# Privacy

verdicts = travelling(
    "verdicts",
    string("about"),
    string("sha256"),
    string("detector"),
    string("lists_sha256"),
    string("counts"),
    string("decided"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    string("created"),
    Index(None, "sha256"),
)
exports = travelling(
    "exports",
    string("kind"),
    string("file_name"),
    string("sha256"),
    string("settings", default="{}"),
    refers_to("snapshots", optional=True),
    refers_to("coders", optional=True),
    string("created"),
)
export_cases = table(
    "export_cases",
    refers_to("exports", index=True),
    refers_to("cases", index=True),
    number("quotations", default=0),
)
erasures = travelling(
    "erasures",
    Column("erased_guid", GUID, nullable=False),
    string("sha256", default=""),
    string("created"),
)

TRAVELLING: dict[str, Table] = {
    name: table for name, table in metadata.tables.items() if "alive" in table.c
}
"""Tables whose rows have an identity outside this file."""
