"""The tables of a project, the same on SQLite and PostgreSQL.

A row that travels between replicas has a GUID, is never deleted but laid to rest (`alive` 0), and
says which journal stream touched it last and at which count. Integers never leave the store.
What a person writes (memos, reasons, summaries) stands in `writings`, once and erasable; rows
point to it, so that neither the journal nor an update ever holds a text.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

GUID = String(36)
ALIVE = text("alive = 1")


def _to(target: str, *, optional: bool = False, **options: Any) -> Column[Any]:
    """A column that refers to `target`, named after it: `sources` gives `source_id`."""
    name = options.pop("name", f"{target.removesuffix('s')}_id")
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=optional, **options)


def _number(name: str, *, default: int | None = None, optional: bool = False) -> Column[Any]:
    return Column(
        name, Integer, nullable=optional, server_default=None if default is None else str(default)
    )


def _string(name: str, *, default: str | None = None, optional: bool = False) -> Column[Any]:
    return Column(
        name,
        Text,
        nullable=optional,
        server_default=None if default is None else text(f"'{default}'"),
    )


def _table(name: str, *parts: Any) -> Table:
    """A table with an integer key that stays inside the store."""
    return Table(name, metadata, Column("id", Integer, primary_key=True), *parts)


def _travelling(name: str, *parts: Any) -> Table:
    """A table whose rows have an identity outside this file."""
    return _table(
        name,
        Column("guid", GUID, nullable=False, unique=True),
        _number("alive", default=1),
        _to("streams"),
        _number("counter"),
        *parts,
    )


def _unique_alive(*columns: str) -> Index:
    """What must be unique among the rows that are alive."""
    return Index(None, *columns, unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE)


def _anchor() -> tuple[Any, ...]:
    """The columns of whatever points into a text; the names are the same everywhere."""
    return (
        _to("source_texts"),
        _number("start"),
        _number("end"),
        _string("quotation"),
        CheckConstraint('0 <= start AND start < "end"', name="span"),
    )


# The project and who writes in it

project = _table(
    "project",
    Column("guid", GUID, nullable=False),
    _string("title"),
    _string("study", default="{}"),
    Column("replica", GUID, nullable=False),
    _number("schema_version"),
    _string("created"),
    _string("publication_date", optional=True),
)
streams = _table(
    "streams",
    Column("guid", GUID, nullable=False, unique=True),
    Column("replica", GUID, nullable=False),
    Column("coder", GUID, nullable=True),
    _number("head", default=0),
    _string("head_digest", default=""),
)
journal = _table(
    "journal",
    Column("guid", GUID, nullable=False, unique=True),
    _to("streams"),
    _number("counter"),
    _string("action"),
    _string("kind"),
    Column("reverts", GUID, nullable=True),
    _string("created"),
    _string("payload", optional=True),
    _string("salt", optional=True),
    _string("payload_digest"),
    _string("digest"),
    UniqueConstraint("stream_id", "counter"),
)
writings = _table(
    "writings",
    Column("guid", GUID, nullable=False, unique=True),
    _string("body", optional=True),
    _string("created"),
)
coders = _travelling(
    "coders", _string("name"), _string("role", default="coder"), _unique_alive("name")
)

# Texts

sources = _travelling(
    "sources",
    _string("name"),
    _string("type", default="interview"),
    _string("language", default="fr"),
    _string("created"),
    _number("position"),
    _unique_alive("name"),
)
source_texts = _travelling(
    "source_texts",
    _to("sources", index=True),
    _number("revision"),
    _string("kind"),
    _string("sha256"),
    _string("segmenter"),
    _number("characters"),
    _number("words"),
    _number("current", default=1),
    # What is long stands last: SQLite reads a row from its start to the last column asked for.
    Column("sentences", LargeBinary, nullable=False),
    _string("text", optional=True),
    UniqueConstraint("source_id", "revision"),
)
speakers = _travelling(
    "speakers",
    _to("sources", index=True),
    _string("label"),
    _number("coded", default=0),
    _to("cases", optional=True),
    _unique_alive("source_id", "label"),
)
turns = _table(
    "turns",
    _to("source_texts"),
    _number("number"),
    _to("speakers"),
    _number("label_start", optional=True),
    _number("label_end", optional=True),
    _number("speech_start", optional=True),
    _number("speech_end", optional=True),
    _number("start_ms", optional=True),
    _number("end_ms", optional=True),
    UniqueConstraint("source_text_id", "number"),
)

# Cases and attributes

cases = _travelling(
    "cases",
    _string("name"),
    _string("kind"),
    _to("cases", optional=True, name="linked_to_id"),
    _number("quote_allowed", optional=True),
    _unique_alive("name"),
)
case_attributes = _travelling(
    "case_attributes",
    _to("cases"),
    _string("name"),
    _string("value"),
    _unique_alive("case_id", "name"),
)
source_attributes = _travelling(
    "source_attributes",
    _to("sources"),
    _string("name"),
    _string("value"),
    _unique_alive("source_id", "name"),
)
guide_questions = _travelling(
    "guide_questions", _string("guide"), _string("key"), _string("wording"), _number("position")
)
question_turns = _travelling(
    "question_turns",
    _to("guide_questions"),
    *_anchor(),
    _unique_alive("guide_question_id", "source_text_id", "start"),
)

# Codebooks

codebooks = _travelling(
    "codebooks",
    _string("key"),
    _string("version"),
    _string("title", default="{}"),
    _string("description", default="{}"),
    _string("extra", default="{}"),
    _number("position"),
    _unique_alive("key"),
)
codes = _travelling(
    "codes",
    _to("codebooks"),
    _string("key"),
    _to("codes", optional=True, name="parent_id"),
    _number("position"),
    _to("code_revisions", name="revision_id", optional=True),
    _number("codable", default=1),
    _string("policy", default="optional"),
    _string("fixed", optional=True),
    _string("usual", default="[]"),
    _string("target", default="{}"),
    _string("maps_to", default="{}"),
    _number("process", default=0),
    _number("retired", default=0),
    _number("provisional", default=0),
    _unique_alive("codebook_id", "key"),
)
code_aliases = _travelling(
    "code_aliases", _to("codes"), _string("alias"), _unique_alive("code_id", "alias")
)
code_revisions = _table(
    "code_revisions",
    Column("guid", GUID, nullable=False, unique=True),
    _number("code_id", optional=True),
    _number("number"),
    _string("wording"),
    _string("sha256"),
    _string("created"),
)
codebook_versions = _travelling(
    "codebook_versions", _to("codebooks"), _string("label"), _string("reason"), _string("created")
)
codebook_version_codes = _table(
    "codebook_version_codes",
    _to("codebook_versions", index=True),
    _to("codes"),
    _to("code_revisions"),
    _to("codes", optional=True, name="parent_id"),
    _number("position"),
    _number("retired", default=0),
    _string("settings", default="{}"),
)
code_splits = _travelling(
    "code_splits",
    _to("codes"),
    _to("codes", name="first_id"),
    _to("codes", name="second_id"),
    _string("created"),
    _unique_alive("code_id"),
)

# What coders say

codings = _travelling(
    "codings",
    _to("coders"),
    _to("sources"),
    _to("codes"),
    _to("code_revisions"),
    *_anchor(),
    _string("valence", default="unset"),
    _string("marks", default=""),
    _number("context_start", optional=True),
    _number("context_end", optional=True),
    _string("created"),
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
        postgresql_where=ALIVE,
    ),
    Index(None, "code_id", "source_id", "start"),
    Index(None, "source_text_id"),
)
memos = _travelling(
    "memos",
    _to("coders", optional=True),
    _string("kind", default="analytic"),
    _string("about"),
    Column("about_guid", GUID, nullable=True, index=True),
    _to("source_texts", optional=True),
    _number("start", optional=True),
    _number("end", optional=True),
    _string("quotation", optional=True),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    _string("created"),
)
assignments = _travelling(
    "assignments",
    _to("coders"),
    _to("sources"),
    _to("rounds", optional=True),
    _string("progress", default="to_do"),
    _number("read_to", default=0),
    _unique_alive("coder_id", "source_id", "round_id"),
    Index(
        "ix_assignments_outside_rounds",
        "coder_id",
        "source_id",
        unique=True,
        sqlite_where=text("alive = 1 AND round_id IS NULL"),
        postgresql_where=text("alive = 1 AND round_id IS NULL"),
    ),
)

# Rounds, settlement, snapshots

rounds = _travelling(
    "rounds",
    _string("name"),
    _string("state", default="draft"),
    _string("kind", default="inter_coder"),
    _string("unit", default="sentence"),
    _number("seed"),
    _string("sampling", default="{}"),
    _to("codebook_versions", optional=True),
    _string("created"),
    _unique_alive("name"),
)
round_units = _travelling(
    "round_units",
    _to("rounds", index=True),
    _to("sources", index=True),
    _number("start", optional=True),
    _number("end", optional=True),
)
round_coders = _travelling(
    "round_coders",
    _to("rounds"),
    _to("coders"),
    _string("state", default="open"),
    _unique_alive("round_id", "coder_id"),
)
settlements = _travelling(
    "settlements",
    _to("rounds"),
    *_anchor(),
    _to("codes", optional=True),
    _string("decision"),
    _string("reason", default=""),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    _to("coders"),
    _string("concerns", default="[]"),
    _string("created"),
)
snapshots = _travelling(
    "snapshots", _string("kind"), _string("sha256"), _string("content"), _string("created")
)

# Towards publication

queries = _travelling("queries", _string("name"), _string("definition"), _unique_alive("name"))
chart_cells = _travelling(
    "chart_cells",
    _to("codes"),
    _string("by", default="case"),
    _string("value"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    _string("concerns", default="[]"),
    _unique_alive("code_id", "by", "value"),
)
ratings = _travelling(
    "ratings",
    _to("codes"),
    _string("by", default="case"),
    _string("value"),
    _to("coders"),
    _number("strength"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    CheckConstraint("strength BETWEEN -2 AND 2", name="strength"),
    _unique_alive("code_id", "by", "value", "coder_id"),
)
themes = _travelling(
    "themes",
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    _to("themes", optional=True, name="parent_id"),
    _number("position"),
)
theme_members = _travelling(
    "theme_members",
    _to("themes"),
    _string("member"),
    Column("member_guid", GUID, nullable=False),
    _number("negative", default=0),
)
selected_quotations = _travelling(
    "selected_quotations",
    *_anchor(),
    _to("codes", optional=True),
    _to("themes", optional=True),
    Column("edits", GUID, ForeignKey("writings.guid"), nullable=True),
    Column("translation", GUID, ForeignKey("writings.guid"), nullable=True),
    _string("translator", default=""),
)
joint_rows = _travelling(
    "joint_rows",
    _string("topic"),
    _string("quantitative", default="{}"),
    _to("themes", optional=True),
    _to("codes", optional=True),
    _string("fit"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    _number("position"),
)
change_objectives = _travelling(
    "change_objectives",
    _to("codes"),
    _string("actor"),
    Column("performance", GUID, ForeignKey("writings.guid"), nullable=False),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=False),
    _string("concerns", default="[]"),
    _number("position"),
)

# Privacy

verdicts = _travelling(
    "verdicts",
    _string("about"),
    _string("sha256"),
    _string("detector"),
    _string("lists_sha256"),
    _string("counts"),
    _string("decided"),
    Column("writing", GUID, ForeignKey("writings.guid"), nullable=True),
    _string("created"),
    Index(None, "sha256"),
)
exports = _travelling(
    "exports",
    _string("kind"),
    _string("file_name"),
    _string("sha256"),
    _string("settings", default="{}"),
    _to("snapshots", optional=True),
    _to("coders", optional=True),
    _string("created"),
)
export_cases = _table(
    "export_cases",
    _to("exports", index=True),
    _to("cases", index=True),
    _number("quotations", default=0),
)
erasures = _travelling(
    "erasures",
    Column("erased_guid", GUID, nullable=False),
    _string("sha256", default=""),
    _string("created"),
)

TRAVELLING: dict[str, Table] = {
    name: table for name, table in metadata.tables.items() if "alive" in table.c
}
"""Tables whose rows have an identity outside this file."""
