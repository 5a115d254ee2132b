"""The public Python names: what a notebook or script imports from `qualcode`.

```python
from qualcode import open_project, list_codings

with open_project("study.qualcode", acting="ANNE") as project:
    rows = [coding.quotation for coding in list_codings(project, code="distance")]
```
"""

from __future__ import annotations

from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices
from qualcode.app.analysis.patterns import (
    contrasts,
    cooccurrences,
    describe_persons,
    first_appearances,
    interlocutors,
)
from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.coding.coding import (
    change_coding,
    code_passage,
    code_passages,
    mark_source,
    note_on_coding,
    uncode,
)
from qualcode.app.coding.guide import attach_question, count_asked, detach_question, import_guide
from qualcode.app.coding.queries import list_queries, remove_query, run_query, save_query
from qualcode.app.coding.reading import (
    count_codings,
    list_cases,
    list_coders,
    list_codings,
    list_sources,
    load_transcript,
)
from qualcode.app.coding.searching import code_hits, search_words
from qualcode.app.coding.suggesting import (
    Suggestion,
    accept_suggestion,
    suggest_codes,
    suggestions_on,
    turn_suggestions,
)
from qualcode.app.demonstrations.demo import make_demo
from qualcode.app.gate.ledgering import list_exports
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.comparing import agreement
from qualcode.app.pairs.exchange import hand_back, hand_out, merge_package, preview_merge, unpack
from qualcode.app.pairs.round_plans import (
    RoundPlan,
    assign_coders,
    draft_round,
    extend_round,
    start_round,
)
from qualcode.app.pairs.rounds import (
    close_round,
    finish_settling,
    list_rounds,
    lock_layer,
    reveal_round,
    round_scope,
    round_status,
    unlock_layer,
    withdraw_coder,
)
from qualcode.app.privacy.archiving import archive, purge, verify_archive
from qualcode.app.privacy.recording import write_record
from qualcode.app.privacy.retention import clock_of, publish
from qualcode.app.privacy.rights import give_access, lift_objection, object_to_use, rectify
from qualcode.app.programs.codebooks import add_codebook, import_codebook
from qualcode.app.programs.moving_in import move_in
from qualcode.app.programs.moving_out import export_qdc, export_qdpx
from qualcode.app.programs.tidy import frames, tidy_tables
from qualcode.app.projects.keeping import back_up_project, check_project, restore_project
from qualcode.app.projects.studies import (
    list_codebooks,
    new_project,
    study_of,
)
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.app.publishing.bundling import make_bundle
from qualcode.app.publishing.codebook_files import export_codebook
from qualcode.app.publishing.documents import export_annex
from qualcode.app.publishing.exporting import export_agreement, export_themes
from qualcode.app.publishing.figures import export_figure
from qualcode.app.publishing.matrix_files import figures, write_matrix_files
from qualcode.app.publishing.notebooks import (
    Plot,
    agreement_frame,
    agreement_rows,
    matrix_frame,
    plot,
    query_frame,
    query_rows,
)
from qualcode.app.publishing.rebuilding import compare_tables, rebuild
from qualcode.app.publishing.wishes import Wish
from qualcode.app.texts.importing import import_cases, import_sources, map_speaker, prepare
from qualcode.app.texts.screening import default_screen, found_entities, screen_files
from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate, Unit
from qualcode.core.codebook import Code, Codebook
from qualcode.core.coding import Coding, Mark, NewCoding, Valence
from qualcode.core.errors import QualcodeError
from qualcode.core.pairs.rounds import Round, RoundKind, RoundScope, RoundState
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Case, Coder, Progress, Role
from qualcode.core.spans import Span
from qualcode.core.tables.crosstab import Crosstab, Measure, Mode, Side, State
from qualcode.core.tables.matrix import ThemeTable
from qualcode.core.transcript import Speaker, Transcript, Turn
from qualcode.interop.programs import read_project
from qualcode.store.opening import open_project
from qualcode.store.project import Project

__all__ = [
    "AgreementReport",
    "Case",
    "Code",
    "CodeAgreement",
    "Codebook",
    "Coder",
    "Coding",
    "Crosstab",
    "Estimate",
    "Mark",
    "MatrixRequest",
    "Measure",
    "Mode",
    "NewCoding",
    "Plot",
    "Progress",
    "Project",
    "QualcodeError",
    "Role",
    "Round",
    "RoundKind",
    "RoundPlan",
    "RoundScope",
    "RoundState",
    "Sampling",
    "Side",
    "Span",
    "Speaker",
    "State",
    "Suggestion",
    "ThemeTable",
    "Transcript",
    "Turn",
    "Unit",
    "Valence",
    "Wish",
    "accept_suggestion",
    "add_codebook",
    "agreement",
    "agreement_frame",
    "agreement_rows",
    "archive",
    "assign_coders",
    "attach_question",
    "back_up_project",
    "change_coding",
    "check_project",
    "clock_of",
    "close_round",
    "code_hits",
    "code_passage",
    "code_passages",
    "codings_behind",
    "compare_tables",
    "contrasts",
    "cooccurrences",
    "count_asked",
    "count_codings",
    "default_screen",
    "describe_persons",
    "detach_question",
    "draft_round",
    "enrol_coder",
    "export_agreement",
    "export_annex",
    "export_codebook",
    "export_figure",
    "export_qdc",
    "export_qdpx",
    "export_themes",
    "extend_round",
    "figures",
    "finish_settling",
    "first_appearances",
    "found_entities",
    "frames",
    "give_access",
    "hand_back",
    "hand_out",
    "import_cases",
    "import_codebook",
    "import_guide",
    "import_sources",
    "interlocutors",
    "lift_objection",
    "list_cases",
    "list_codebooks",
    "list_coders",
    "list_codings",
    "list_exports",
    "list_journal",
    "list_queries",
    "list_rounds",
    "list_sources",
    "load_transcript",
    "lock_layer",
    "make_bundle",
    "make_demo",
    "map_speaker",
    "mark_source",
    "matrices",
    "matrix_frame",
    "merge_package",
    "move_in",
    "new_project",
    "note_on_coding",
    "object_to_use",
    "open_project",
    "plot",
    "prepare",
    "preview_merge",
    "publish",
    "purge",
    "query_frame",
    "query_rows",
    "read_project",
    "rebuild",
    "rectify",
    "redo",
    "remove_query",
    "restore_project",
    "reveal_round",
    "round_scope",
    "round_status",
    "run_query",
    "save_query",
    "screen_files",
    "search_words",
    "start_round",
    "study_of",
    "suggest_codes",
    "suggestions_on",
    "theme_tables",
    "tidy_tables",
    "turn_suggestions",
    "uncode",
    "undo",
    "unlock_layer",
    "unpack",
    "verify_archive",
    "withdraw_coder",
    "write_matrix_files",
    "write_record",
]
