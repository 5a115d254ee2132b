"""Every default key in one table, fit for AZERTY and QWERTY and for tmux.

No bare digit (AZERTY needs shift for them), nothing behind AltGr (brackets, braces, `#`, `|`,
`~`, `@`), no ctrl or shift with Enter (most terminals cannot send them), and whatever shift with
an arrow does can be done after `v` too. Screens build their bindings from here; an id never
changes, so that a user's own keymap goes on working.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual.binding import Binding, BindingsMap, BindingType

from qualcode.i18n import N_, translate


@dataclass(frozen=True, slots=True)
class Key:
    """An action with the keys that do it."""

    id: str
    """`where.what`: where it is bound, and its name in a keymap."""
    action: str
    """Textual's name of the action, with its parameters."""
    keys: str
    """Default keys, parted by commas."""
    description: str
    """Message id."""
    group: str
    """Message id of the heading under which help lists it."""
    show: bool = False
    """Whether the footer shows it."""


MOVE = N_("Move")
SELECT = N_("Select")
CODE = N_("Code")
PICK = N_("Choose a code")
GO = N_("Go to")
ENDS = N_("Move the ends")
BOOK = N_("Work on the codebook")
SETTLE = N_("Settle disagreements")
WORDS = N_("Correct the text")
ROUND = N_("Hold a round")
CHART = N_("Chart and judge")
THEME = N_("Work on themes")
PRINT = N_("Choose and edit for print")
REPORT = N_("Report")
EXCHANGE = N_("Exchange packages")
FILL = N_("Fill in")
REVIEW = N_("Decide of names")

KEYS: tuple[Key, ...] = (
    Key(
        "transcript.next_sentence",
        "move('sentence', 1)",
        "j,down",
        N_("Next sentence"),
        MOVE,
        show=True,
    ),
    Key(
        "transcript.previous_sentence",
        "move('sentence', -1)",
        "k,up",
        N_("Previous sentence"),
        MOVE,
    ),
    Key("transcript.next_word", "move('word', 1)", "w,right", N_("Next word"), MOVE),
    Key("transcript.previous_word", "move('word', -1)", "b,left", N_("Previous word"), MOVE),
    Key("transcript.next_turn", "move('turn', 1)", "J,ctrl+down", N_("Next turn"), MOVE),
    Key("transcript.previous_turn", "move('turn', -1)", "K,ctrl+up", N_("Previous turn"), MOVE),
    Key("transcript.next_coding", "move('coding', 1)", "n", N_("Next coding"), MOVE, show=True),
    Key("transcript.previous_coding", "move('coding', -1)", "p", N_("Previous coding"), MOVE),
    Key("transcript.next_hit", "move('hit', 1)", "N,f3", N_("Next search hit"), MOVE),
    Key(
        "transcript.previous_hit", "move('hit', -1)", "P,shift+f3", N_("Previous search hit"), MOVE
    ),
    Key("transcript.page_down", "page(1)", "pagedown,space", N_("Next page"), MOVE),
    Key("transcript.page_up", "page(-1)", "pageup,backspace", N_("Previous page"), MOVE),
    Key("transcript.first", "edge(-1)", "home,ctrl+home", N_("Beginning"), MOVE),
    Key("transcript.last", "edge(1)", "end,ctrl+end", N_("End"), MOVE),
    Key("transcript.select", "select", "v", N_("Select"), SELECT, show=True),
    Key("transcript.grow", "grow", "plus,greater_than_sign", N_("Grow"), SELECT, show=True),
    Key("transcript.shrink", "shrink", "minus,less_than_sign", N_("Shrink"), SELECT),
    Key(
        "transcript.extend_word",
        "extend('word', 1)",
        "shift+right,W",
        N_("Take the next word"),
        SELECT,
    ),
    Key(
        "transcript.extend_word_back",
        "extend('word', -1)",
        "shift+left,B",
        N_("Take the previous word"),
        SELECT,
    ),
    Key(
        "transcript.extend_sentence",
        "extend('sentence', 1)",
        "shift+down",
        N_("Take the next sentence"),
        SELECT,
    ),
    Key(
        "transcript.extend_sentence_back",
        "extend('sentence', -1)",
        "shift+up",
        N_("Take the previous sentence"),
        SELECT,
    ),
    Key("transcript.unselect", "unselect", "escape", N_("Drop the selection"), SELECT),
    Key("transcript.copy", "copy", "y,ctrl+c", N_("Copy with its address"), SELECT),
    Key("coding.pick", "pick", "c", N_("Code"), CODE, show=True),
    Key("coding.repeat", "repeat", "full_stop", N_("Same code again"), CODE, show=True),
    Key("coding.barrier", "valence('barrier')", "f", N_("Barrier"), CODE, show=True),
    Key("coding.lever", "valence('lever')", "l", N_("Lever"), CODE, show=True),
    Key("coding.ambivalent", "valence('ambivalent')", "a", N_("Ambivalent"), CODE),
    Key("coding.neutral", "valence('neutral')", "equals_sign", N_("Neutral"), CODE),
    Key("coding.unset", "valence('unset')", "x", N_("No valence"), CODE),
    Key("coding.undo", "undo", "u", N_("Undo"), CODE, show=True),
    Key("coding.redo", "redo", "U,ctrl+r", N_("Redo"), CODE),
    Key("coding.remove", "remove", "d,delete", N_("Take the coding away"), CODE),
    Key("coding.memo", "memo", "m", N_("Memo on the coding"), CODE),
    Key("coding.done", "done", "R", N_("Read to the end"), CODE),
    Key("coding.side", "side", "i", N_("Show or hide the code's definition"), CODE),
    Key("coding.search", "search", "slash", N_("Search the words"), MOVE),
    Key("coding.quick", "quick", "g", N_("Quick code"), CODE),
    Key("coding.assign", "assign", "G", N_("Give this code a letter"), CODE),
    Key("coding.mark", "mark", "s", N_("Mark: potential, inferred, reported, prompted"), CODE),
    Key("coding.boundary", "boundary", "e", N_("Move the ends of the coding"), CODE),
    Key("coding.context", "context", "o", N_("Carry the question along as context"), CODE),
    Key("coding.in_vivo", "in_vivo", "I", N_("New code in the person's own words"), CODE),
    Key("coding.recode", "recode", "X", N_("Another code instead"), CODE),
    Key("coding.question", "question", "Q", N_("Which question of the guide this is"), CODE),
    Key("coding.correct", "correct", "E", N_("Correct the words of this turn"), WORDS),
    Key("coding.redact", "redact", "Z", N_("Take words out of the text for ever"), WORDS),
    Key("boundary.longer", "by_character(1)", "right", N_("One character on"), ENDS, show=True),
    Key("boundary.shorter", "by_character(-1)", "left", N_("One character back"), ENDS),
    Key("boundary.word_on", "by_word(1)", "w,down", N_("One word on"), ENDS, show=True),
    Key("boundary.word_back", "by_word(-1)", "b,up", N_("One word back"), ENDS, show=True),
    Key("boundary.other", "other", "e,tab", N_("The other end"), ENDS, show=True),
    Key("boundary.keep", "keep", "enter", N_("Keep"), ENDS, show=True),
    Key("boundary.drop", "drop", "escape", N_("Leave as it was"), ENDS, show=True),
    Key("reading.memo", "memo", "m", N_("Note in the margin"), CODE, show=True),
    Key("reading.done", "done", "R", N_("Read to the end"), CODE, show=True),
    Key("reading.code", "code", "c", N_("Code this source"), GO, show=True),
    Key("reading.search", "search", "slash", N_("Search the words"), MOVE, show=True),
    Key("reading.side", "side", "i", N_("Show or hide the notes"), CODE),
    Key("reading.sheet", "sheet", "S", N_("Synthesis sheet"), CODE, show=True),
    Key("reading.question", "question", "Q", N_("Which question of the guide this is"), CODE),
    Key("reading.correct", "correct", "E", N_("Correct the words of this turn"), WORDS),
    Key("reading.redact", "redact", "Z", N_("Take words out of the text for ever"), WORDS),
    Key("reading.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("quotations.open", "open", "enter", N_("Show in the transcript"), GO, show=True),
    Key("quotations.barrier", "valence('barrier')", "f", N_("Barrier"), CODE, show=True),
    Key("quotations.lever", "valence('lever')", "l", N_("Lever"), CODE, show=True),
    Key("quotations.ambivalent", "valence('ambivalent')", "a", N_("Ambivalent"), CODE),
    Key("quotations.neutral", "valence('neutral')", "equals_sign", N_("Neutral"), CODE),
    Key("quotations.unset", "valence('unset')", "x", N_("No valence"), CODE),
    Key("quotations.recode", "recode", "c,X", N_("Another code instead"), CODE, show=True),
    Key("quotations.memo", "memo", "m", N_("Memo on the coding"), CODE),
    Key("quotations.negative", "negative", "z", N_("Negative case"), CODE, show=True),
    Key("quotations.remove", "remove", "d,delete", N_("Take the coding away"), CODE),
    Key("quotations.undo", "undo", "u", N_("Undo"), CODE, show=True),
    Key("quotations.choose", "choose", "b", N_("Choose for print"), PRINT, show=True),
    Key("quotations.for_theme", "for_theme", "h", N_("Choose for a theme"), PRINT),
    Key("quotations.coder", "coder", "s", N_("Whose codings"), GO, show=True),
    Key("quotations.side", "side", "t", N_("Which valence"), GO, show=True),
    Key("quotations.filter", "filter", "slash", N_("Filter by an attribute"), GO),
    Key("quotations.leave", "leave", "escape", N_("Back to the codebook"), GO),
    Key("search.open", "open", "enter", N_("Show in the transcript"), GO, show=True),
    Key("search.mark", "mark", "space", N_("Mark"), CODE, show=True),
    Key("search.all", "mark_all", "a", N_("Mark all places, or none"), CODE),
    Key("search.code", "code", "c", N_("Code them"), CODE, show=True),
    Key("search.whole", "whole", "s", N_("Sentences or words"), CODE, show=True),
    Key("search.filter", "filter", "t", N_("Only some persons, sources or answers"), MOVE),
    Key("search.undo", "undo", "u", N_("Undo"), CODE),
    Key("search.words", "words", "slash", N_("Search for other words"), MOVE, show=True),
    Key("search.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("memos.open", "open", "enter", N_("Go to the place"), GO, show=True),
    Key("memos.edit", "edit", "e", N_("Edit"), CODE, show=True),
    Key("memos.new", "new", "a", N_("New memo"), CODE, show=True),
    Key("memos.search", "search", "slash", N_("Filter by words"), GO, show=True),
    Key("memos.kind", "kind", "k", N_("Which kind"), GO, show=True),
    Key("memos.coder", "coder", "s", N_("Whose memos"), GO, show=True),
    Key("memos.about", "about", "o", N_("About what"), GO, show=True),
    Key("memos.remove", "remove", "d,delete", N_("Take the memo away"), CODE),
    Key("memos.undo", "undo", "u", N_("Undo"), CODE, show=True),
    Key("memos.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("corrections.accept", "accept", "a", N_("It stands here now"), WORDS, show=True),
    Key("corrections.mark", "mark", "enter", N_("Mark its place"), WORDS, show=True),
    Key("corrections.let_go", "let_go", "x", N_("Give it up"), WORDS, show=True),
    Key("corrections.undo", "undo", "u", N_("Undo"), WORDS, show=True),
    Key("corrections.leave", "leave", "escape", N_("Back to the list, to the library"), GO),
    Key("rewrite.check", "check", "f5,ctrl+s", N_("Look, then keep"), WORDS, show=True),
    Key("rewrite.back", "back", "escape", N_("Leave as it was"), WORDS, show=True),
    Key("review.accept", "accept", "a", N_("As proposed"), REVIEW, show=True),
    Key("review.replace", "replace", "r", N_("Replace by…"), REVIEW, show=True),
    Key("review.keep", "keep", "k", N_("Keep"), REVIEW, show=True),
    Key("review.finish", "finish", "f5,ctrl+s", N_("Import"), REVIEW, show=True),
    Key("review.merge", "merge", "m", N_("Same as…"), REVIEW, show=True),
    Key("review.undo", "undo", "u", N_("Undo"), REVIEW, show=True),
    Key("review.everywhere", "everywhere", "g", N_("For the whole study"), REVIEW),
    Key("review.add", "add", "e", N_("A name was missed"), REVIEW),
    Key("review.second", "second", "w", N_("Second reader, or end"), REVIEW),
    Key("review.next", "next", "n,enter", N_("Next that waits"), GO),
    Key("review.tier", "tier", "t", N_("Only one tier"), GO),
    Key("review.mask", "mask", "v", N_("Mask the names, or show them"), GO),
    Key("review.leave", "leave", "escape", N_("Leave without importing"), GO),
    Key("versions.before", "before", "b", N_("From which version"), BOOK, show=True),
    Key("versions.after", "after", "t", N_("To which version"), BOOK, show=True),
    Key("versions.book", "book", "s", N_("Another codebook"), GO, show=True),
    Key("versions.leave", "leave", "escape", N_("Back to the codebook"), GO, show=True),
    Key("crosswalk.onto", "onto", "s", N_("Another codebook"), GO, show=True),
    Key("crosswalk.coder", "coder", "w", N_("Whose codings"), GO, show=True),
    Key("crosswalk.leave", "leave", "escape", N_("Back to the codebook"), GO, show=True),
    Key("coding.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("library.open", "open", "enter", N_("Read and code"), GO, show=True),
    Key("rounds.new", "new", "n", N_("New round"), ROUND, show=True),
    Key("rounds.start", "start", "s", N_("Start the round"), ROUND, show=True),
    Key("rounds.lock", "lock", "l", N_("Lock my layer, or unlock it"), ROUND, show=True),
    Key("rounds.reveal", "reveal", "x", N_("Reveal"), ROUND, show=True),
    Key("rounds.settled", "settled", "z", N_("All is settled"), ROUND),
    Key("rounds.close", "close", "c", N_("Close the round"), ROUND),
    Key("rounds.extend", "extend", "e", N_("Draw more"), ROUND),
    Key("rounds.withdraw", "withdraw", "w", N_("A coder leaves"), ROUND),
    Key("rounds.undo", "undo", "u", N_("Undo"), ROUND),
    Key("rounds.leave", "leave", "escape", N_("Back to the library"), GO, show=True),
    Key("library.rounds", "app.mode('rounds')", "b", N_("Double coding"), GO, show=True),
    Key("library.only_read", "only_read", "v", N_("Read without coding"), GO, show=True),
    Key("library.read", "toggle_read", "r", N_("Read, or not"), GO, show=True),
    Key("library.undo", "undo", "u", N_("Undo"), GO),
    Key("library.who", "who", "w", N_("Who codes"), GO, show=True),
    Key("library.import", "app.mode('preview')", "o", N_("Import transcripts"), GO, show=True),
    Key("preview.files", "files", "o", N_("Which files"), GO, show=True),
    Key("preview.write", "write", "f5,ctrl+s", N_("Import"), GO, show=True),
    Key("preview.rename", "rename", "enter", N_("Rename or merge"), WORDS, show=True),
    Key("preview.coded", "coded", "x", N_("Coded, or not"), WORDS, show=True),
    Key("preview.case", "case", "p", N_("For which case"), WORDS, show=True),
    Key("preview.correct", "correct", "c", N_("As the new text of its source"), WORDS),
    Key("preview.put_off", "put_off", "d,delete", N_("Leave this file out"), WORDS),
    Key("preview.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("library.settle", "app.mode('settle')", "x", N_("Settle"), GO),
    Key("codebook.quotations", "quotations", "enter", N_("Quotations"), GO, show=True),
    Key("codebook.search", "search", "slash", N_("Find a code"), GO, show=True),
    Key("codebook.neighbour", "neighbour", "n", N_("Neighbour code"), GO, show=True),
    Key("codebook.new", "new", "a", N_("New code"), BOOK, show=True),
    Key("codebook.rename", "rename", "r", N_("Rename"), BOOK),
    Key("codebook.edit", "edit", "e", N_("Edit the wording"), BOOK, show=True),
    Key("codebook.place", "place", "P", N_("Move in the tree"), BOOK),
    Key("codebook.merge", "merge", "g", N_("Merge into another code"), BOOK),
    Key("codebook.split", "split", "S", N_("Split into two codes"), BOOK),
    Key("codebook.retire", "retire", "O", N_("Retire"), BOOK),
    Key("codebook.promote", "promote", "p", N_("Accept a provisional code"), BOOK),
    Key("codebook.publish", "publish", "V", N_("Publish a version"), BOOK),
    Key("codebook.decide", "app.mode('queue')", "Q", N_("What waits: splits, re-reading"), BOOK),
    Key("codebook.undo", "undo", "u", N_("Undo"), BOOK),
    Key("codebook.versions", "app.mode('versions')", "H", N_("Versions compared"), BOOK),
    Key("codebook.crosswalk", "app.mode('crosswalk')", "W", N_("Read through a crosswalk"), BOOK),
    Key("queue.first", "decide('a')", "a", N_("First code"), BOOK, show=True),
    Key("queue.second", "decide('b')", "b", N_("Second code"), BOOK, show=True),
    Key("queue.both", "decide('both')", "o", N_("Both"), BOOK, show=True),
    Key("queue.neither", "decide('neither')", "x", N_("Neither"), BOOK, show=True),
    Key("queue.reread", "reread", "r", N_("Read again: it stays"), BOOK, show=True),
    Key("queue.open", "open", "enter", N_("Show in the transcript"), GO, show=True),
    Key("queue.leave", "leave", "escape", N_("Back to the codebook"), GO),
    Key("agreement.open", "open", "enter", N_("Disagreements"), GO, show=True),
    Key("agreement.view", "view", "v", N_("Another table"), GO, show=True),
    Key("agreement.unit", "unit", "s", N_("Another unit"), GO, show=True),
    Key("agreement.round", "round", "r", N_("Another round"), GO, show=True),
    Key("agreement.write", "write", "e", N_("Word or Excel file"), GO, show=True),
    Key("agreement.settle", "app.mode('settle')", "x", N_("Settle"), GO, show=True),
    Key("settle.first", "decide('A')", "a", N_("As A"), SETTLE, show=True),
    Key("settle.second", "decide('B')", "b", N_("As B"), SETTLE, show=True),
    Key("settle.both", "decide('both')", "o", N_("Both"), SETTLE, show=True),
    Key("settle.span", "span", "s", N_("New passage"), SETTLE, show=True),
    Key("settle.neither", "decide('neither')", "x", N_("Neither"), SETTLE, show=True),
    Key("settle.problem", "decide('problem')", "z", N_("Codebook"), SETTLE, show=True),
    Key("settle.next", "step(1)", "n", N_("Next"), SETTLE, show=True),
    Key("settle.previous", "step(-1)", "N", N_("Previous"), SETTLE),
    Key("settle.because", "because", "i", N_("Where the disagreement comes from"), SETTLE),
    Key("settle.reason", "reason", "m", N_("Why it was decided so"), SETTLE),
    Key("settle.boundaries", "boundaries", "G", N_("All boundaries by one rule"), SETTLE),
    Key("settle.agreed", "agreed", "S", N_("Take over what is agreed"), SETTLE),
    Key("settle.book", "book", "e", N_("Change the code in the codebook"), SETTLE),
    Key("settle.undo", "undo", "u", N_("Undo"), SETTLE, show=True),
    Key("settle.write", "write", "W", N_("Decisions to a file"), SETTLE),
    Key("settle.kind", "kind", "t", N_("Only one type"), GO),
    Key("settle.coders", "coders", "w", N_("Which coders, or which round"), GO),
    Key("settle.open", "open", "enter", N_("Take the passage; show the transcript"), GO),
    Key("settle.leave", "leave", "escape", N_("Back"), GO),
    Key("matrix.open", "open", "enter", N_("Quotations"), GO, show=True),
    Key("matrix.rows", "rows", "r", N_("Other rows"), GO, show=True),
    Key("matrix.by", "by", "b", N_("Other columns"), GO, show=True),
    Key("matrix.columns", "name_columns", "slash", N_("Columns by name"), GO),
    Key("matrix.count", "count", "n", N_("What is counted"), GO, show=True),
    Key("matrix.side", "side", "t", N_("Which side"), GO, show=True),
    Key("matrix.table", "table", "o", N_("Next codebook"), GO, show=True),
    Key("matrix.heat", "heat", "h", N_("Shade the cells"), GO),
    Key("matrix.layer", "layer", "s", N_("Another layer"), GO),
    Key("matrix.mode", "mode_of", "p", N_("For the team, or for publication"), GO),
    Key("matrix.write", "write", "e", N_("Word, Excel or CSV file"), GO, show=True),
    Key(
        "matrix.view",
        "app.mode('patterns')",
        "v",
        N_("Codes together, groups, curves"),
        GO,
        show=True,
    ),
    Key("patterns.open", "open", "enter", N_("Quotations"), GO, show=True),
    Key("patterns.view", "view", "v", N_("Another table"), GO, show=True),
    Key("patterns.other", "other", "o", N_("Next group, other nearness"), GO, show=True),
    Key("patterns.layer", "layer", "s", N_("Another layer"), GO),
    Key("patterns.write", "write", "e", N_("To a file"), REPORT, show=True),
    Key("patterns.leave", "leave", "escape", N_("Back to the matrix"), GO, show=True),
    Key("themes.layer", "layer", "s", N_("Another layer"), GO, show=True),
    Key("themes.write", "write", "e", N_("Word file"), GO, show=True),
    Key("chart.open", "open", "enter", N_("Write a summary"), CHART, show=True),
    Key("chart.view", "view", "v", N_("Strengths or summaries"), CHART, show=True),
    Key("chart.by", "by", "b", N_("Other columns"), CHART, show=True),
    Key("chart.next", "next", "n", N_("Next that waits"), CHART, show=True),
    Key("chart.lowest", "rate(-2)", "underscore", N_("Strength −2"), CHART),
    Key("chart.low", "rate(-1)", "minus", N_("Strength −1"), CHART),
    Key("chart.none", "rate(0)", "equals_sign", N_("Strength 0"), CHART),
    Key("chart.high", "rate(1)", "plus", N_("Strength +1"), CHART),
    Key("chart.highest", "rate(2)", "asterisk", N_("Strength +2"), CHART),
    Key("chart.take_back", "take_back", "x", N_("Take the judgement back"), CHART),
    Key("chart.why", "why", "m", N_("Why this strength"), CHART),
    Key("chart.write", "write", "e", N_("To a file"), CHART, show=True),
    Key("chart.undo", "undo", "u", N_("Undo"), CHART, show=True),
    Key("chart.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("summary.keep", "keep", "escape,f5", N_("Keep and go back"), CHART, show=True),
    Key("theme_tree.open", "open", "enter", N_("Chosen quotations"), THEME, show=True),
    Key("theme_tree.new", "new", "a", N_("New theme"), THEME, show=True),
    Key("theme_tree.under", "under", "n", N_("New theme under it"), THEME),
    Key("theme_tree.build", "build", "c", N_("Build on codes"), THEME, show=True),
    Key("theme_tree.against", "against", "z", N_("What speaks against it"), THEME, show=True),
    Key("theme_tree.reword", "reword", "r", N_("Say it otherwise"), THEME),
    Key("theme_tree.place", "place", "P", N_("Move in the tree"), THEME),
    Key("theme_tree.take_out", "take_out", "o", N_("Take out of its grounds"), THEME),
    Key("theme_tree.remove", "remove", "d,delete", N_("Take the theme away"), THEME),
    Key("theme_tree.write", "write", "e", N_("To a file"), THEME),
    Key("theme_tree.undo", "undo", "u", N_("Undo"), THEME, show=True),
    Key("theme_tree.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("basket.edit", "edit", "enter", N_("Edit for print"), PRINT, show=True),
    Key("basket.translate", "translate", "t", N_("Translate"), PRINT, show=True),
    Key("basket.which", "which", "s", N_("Which code or theme"), PRINT, show=True),
    Key("basket.drop", "drop", "d,delete", N_("Take out of the choice"), PRINT),
    Key("basket.show", "show", "o", N_("Show in the transcript"), GO),
    Key("basket.write", "write", "e", N_("To a file"), PRINT, show=True),
    Key("basket.undo", "undo", "u", N_("Undo"), PRINT, show=True),
    Key("basket.leave", "leave", "escape", N_("Back to all, to the library"), GO),
    Key("printed.next", "move(1)", "w,right", N_("Next word"), MOVE),
    Key("printed.previous", "move(-1)", "b,left", N_("Previous word"), MOVE),
    Key("printed.down", "line(1)", "j,down", N_("Some words on"), MOVE),
    Key("printed.up", "line(-1)", "k,up", N_("Some words back"), MOVE),
    Key("printed.mark", "mark", "v", N_("Mark words"), PRINT, show=True),
    Key("printed.cut", "cut", "c", N_("Cut […]"), PRINT, show=True),
    Key("printed.bold", "bold", "g", N_("Bold"), PRINT, show=True),
    Key("printed.insert", "insert", "i", N_("Insert in brackets"), PRINT, show=True),
    Key("printed.clear", "clear", "x", N_("As it was said"), PRINT),
    Key("printed.undo", "undo", "u", N_("Undo"), PRINT, show=True),
    Key("printed.leave", "leave", "escape", N_("Back to the choice"), GO),
    Key("checklist.answer", "answer", "enter", N_("Answer"), REPORT, show=True),
    Key("checklist.open", "open_only", "o", N_("Only what is open"), REPORT, show=True),
    Key("checklist.other", "other", "s", N_("Another checklist"), REPORT, show=True),
    Key("checklist.write", "write", "e", N_("To a file"), REPORT, show=True),
    Key("checklist.undo", "undo", "u", N_("Undo"), REPORT, show=True),
    Key("checklist.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("displays.new", "new", "a", N_("Add a line"), REPORT, show=True),
    Key("displays.edit", "edit", "enter", N_("Change the line"), REPORT, show=True),
    Key("displays.read", "read", "f", N_("Figures from a file"), REPORT, show=True),
    Key("displays.remove", "remove", "d,delete", N_("Take the line away"), REPORT, show=True),
    Key("displays.write", "write", "e", N_("To a file"), REPORT, show=True),
    Key("displays.undo", "undo", "u", N_("Undo"), REPORT),
    Key("displays.other", "app.focus_next", "tab", N_("The other table"), MOVE, show=True),
    Key("displays.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("exchange.hand_out", "hand_out", "h", N_("Hand a package out"), EXCHANGE, show=True),
    Key("exchange.merge", "merge", "g", N_("Take a package in"), EXCHANGE, show=True),
    Key("exchange.take", "settle('waits')", "a", N_("What waits stands"), EXCHANGE, show=True),
    Key("exchange.keep", "settle('stands')", "k", N_("Keep what stands"), EXCHANGE),
    Key("exchange.undo", "undo", "u", N_("Undo"), EXCHANGE),
    Key("exchange.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("exports.write", "write", "enter,e", N_("Write"), REPORT, show=True),
    Key("exports.language", "language", "s", N_("Language of the files"), REPORT, show=True),
    Key("exports.list", "list", "l", N_("What was written"), REPORT, show=True),
    Key("exports.leave", "leave", "escape", N_("Back to the library"), GO),
    Key("form.keep", "keep", "f5,ctrl+s", N_("Keep"), FILL, show=True),
    Key("form.cancel", "cancel", "escape", N_("Leave as it was"), FILL, show=True),
    Key("choose.next", "step(1)", "down", N_("Next"), PICK),
    Key("choose.previous", "step(-1)", "up", N_("Previous"), PICK),
    Key("choose.cancel", "cancel", "escape", N_("Close"), PICK, show=True),
    Key("welcome.open", "open", "enter", N_("Open"), GO, show=True),
    Key("app.library", "mode('library')", "L", N_("Library"), GO, show=True),
    Key("app.codebook", "mode('codebook')", "C", N_("Codebook"), GO, show=True),
    Key("app.agreement", "mode('agreement')", "A", N_("Agreement"), GO, show=True),
    Key("app.themes", "mode('themes')", "T", N_("Barriers and levers"), GO, show=True),
    Key("app.matrix", "mode('matrix')", "X", N_("Matrix"), GO),
    Key("app.search", "mode('search')", "F", N_("Find in all sources"), GO, show=True),
    Key("app.memos", "mode('memos')", "M", N_("Memos"), GO, show=True),
    Key("app.corrections", "mode('corrections')", "D", N_("Corrected texts"), GO),
    Key("app.chart", "mode('chart')", "Y", N_("Chart and strengths"), GO),
    Key("app.theme_tree", "mode('theme_tree')", "H", N_("Themes"), GO),
    Key("app.basket", "mode('basket')", "B", N_("Quotations for print"), GO),
    Key("app.checklist", "mode('checklist')", "O", N_("Reporting checklist"), GO),
    Key("app.displays", "mode('displays')", "J", N_("Figures and objectives"), GO),
    Key("written.anew", "anew", "enter,e", N_("Write anew"), REPORT, show=True),
    Key("written.rebuild", "rebuild", "r", N_("As it was then"), REPORT, show=True),
    Key("written.compare", "compare", "c", N_("Compare in Word"), REPORT, show=True),
    Key("written.leave", "leave", "escape", N_("Back"), GO),
    Key("app.exports", "mode('exports')", "E", N_("Write files"), GO),
    Key("app.help", "help", "question_mark,f1", N_("Help"), GO, show=True),
    Key("app.tour", "tour", "f2", N_("Guided tour"), GO),
    Key("app.quit", "quit", "q,ctrl+q", N_("Leave"), GO),
    Key("picker.apply", "apply", "enter", N_("Apply"), PICK, show=True),
    Key("picker.take", "take", "tab", N_("One more code"), PICK, show=True),
    Key("picker.close", "close", "escape", N_("Close"), PICK, show=True),
    Key("picker.next", "highlight(1)", "down", N_("Next code"), PICK),
    Key("picker.previous", "highlight(-1)", "up", N_("Previous code"), PICK),
    Key("picker.page_down", "highlight_page(1)", "pagedown", N_("Next page of codes"), PICK),
    Key("picker.page_up", "highlight_page(-1)", "pageup", N_("Previous page of codes"), PICK),
    Key("picker.read_on", "scroll_meaning(1)", "ctrl+down", N_("Read on"), PICK),
    Key("picker.read_back", "scroll_meaning(-1)", "ctrl+up", N_("Read back"), PICK),
)
"""Everything that has a key of its own."""


KEY_NAMES = {
    "esc": N_("esc"),
    "tab": N_("tab"),
    "space": N_("space"),
    "home": N_("home"),
    "end": N_("end"),
    "pgdn": N_("pgdn"),
    "pgup": N_("pgup"),
    "del": N_("del"),
}
"""Message ids of what Textual calls keys that have a name and no sign."""


def bindings(where: str, keys: Iterable[Key] = KEYS) -> list[BindingType]:
    """The bindings of one place (`transcript`, `picker`), each with its id.

    Descriptions are message ids still, for bindings are made when a class is; `translated` turns
    them into words when the language is known.
    """
    return [
        Binding(key.keys, key.action, key.description, show=key.show, id=key.id)
        for key in keys
        if key.id.partition(".")[0] == where
    ]


def translated(bindings: BindingsMap) -> BindingsMap:
    """The same bindings described in the current language."""
    return BindingsMap.from_keys(
        {
            key: [replace(one, description=translate(one.description)) for one in found]
            for key, found in bindings.key_to_bindings.items()
        }
    )
