"""What the journal calls each thing that is done, and what people call it."""

from __future__ import annotations

from qualcode.i18n import N_

OTHER = N_("a change")
"""What an action is called that has no name of its own."""

ACTIONS = {
    "code": N_("coding"),
    "uncode": N_("coding taken away"),
    "change_coding": N_("coding changed"),
    "context": N_("question as context"),
    "note": N_("memo on a coding"),
    "memo": N_("memo"),
    "progress": N_("reading progress"),
    "import": N_("import"),
    "import_cases": N_("cases"),
    "import_codebook": N_("codebook"),
    "map_speaker": N_("speaker"),
    "load_codings": N_("loaded codings"),
    "new_project": N_("making the project"),
    "enrol_coder": N_("a new coder"),
    "export": N_("export"),
    "create_code": N_("new code"),
    "edit_wording": N_("wording of a code"),
    "edit_settings": N_("settings of a code"),
    "move_code": N_("place of a code"),
    "rename_code": N_("name of a code"),
    "merge_codes": N_("codes merged"),
    "split_code": N_("code split"),
    "decide_split": N_("decision on a split"),
    "retire_code": N_("code retired"),
    "revive_code": N_("code revived"),
    "promote_code": N_("provisional code accepted"),
    "publish_version": N_("version of the codebook"),
    "reread": N_("codings read again"),
    "correct": N_("text corrected"),
    "settle_anchor": N_("place of a passage"),
    "redact": N_("words taken out of a text"),
    "erase": N_("participant erased"),
    "restore": N_("restoring a backup"),
    "migrate": N_("bringing an older project up to date"),
    "save_query": N_("saved query"),
    "remove_query": N_("saved query taken away"),
    "answer": N_("answer to a checklist"),
    "joint": N_("joint display"),
    "objective": N_("change objective"),
    "chart": N_("summary in the chart"),
    "rate": N_("strength rating"),
    "theme": N_("theme"),
    "quote": N_("quotation for print"),
    "code_hits": N_("codes given to search hits"),
    "handout": N_("package handed out"),
    "handed_out": N_("making of the package"),
    "merge": N_("package merged"),
    "settle_contested": N_("choice between two versions"),
    "settle": N_("disagreement settled"),
    "settle_boundaries": N_("boundaries settled by a rule"),
    "seed_consensus": N_("agreed codings taken over into the consensus"),
    "import_guide": N_("interview guide"),
    "attach_question": N_("question asked in a turn"),
    "detach_question": N_("question no longer in a turn"),
    "enrol": N_("role of a coder"),
    "draft_round": N_("draft of a round"),
    "discard_round": N_("draft of a round taken away"),
    "start_round": N_("start of a round"),
    "extend_round": N_("larger sample of a round"),
    "assign_coders": N_("coders joining a round"),
    "withdraw_coder": N_("coder leaving a round"),
    "lock_round": N_("locking a layer"),
    "unlock_round": N_("unlocking a layer"),
    "reveal_round": N_("reveal of a round"),
    "finish_round": N_("end of settling a round"),
    "close_round": N_("closing a round"),
}
"""Message ids by name of action."""


def action_label(action: str) -> str:
    """Message id of what people call an action."""
    return ACTIONS.get(action, OTHER)
