"""A guided tour: one line of advice at a time over the foot of the screen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from qualcode.i18n import N_, _

STEPS = (
    N_("Welcome. This study is invented. F2 goes on with the tour; go at your own pace."),
    N_("The library lists the transcripts. Put the cursor on P02 with the arrows, then Enter."),
    N_("j and k walk by sentence, w and b by word. Walk until a participant speaks."),
    N_("n goes to the next coding. In the margin: the letters of its code, − barrier, + lever."),
    N_("Stand on a sentence and press c, type a few letters of a code, then Enter: it is coded."),
    N_("f says that it is a barrier, l a lever, a both. The status line shows it."),
    N_("v begins a selection, w and j extend it; + and - grow and shrink it. Then c again."),
    N_(". gives the same code to another passage; u takes back anything, even next week."),
    N_("e moves the ends of a coding: e for the other end, w and b by word, Enter keeps."),
    N_("m writes a memo, s sets a mark such as “potential”, g and a letter give a quick code."),
    N_("C opens the codebook: Enter on a code reads its quotations over all transcripts."),
    N_("A shows how far two coders agree, T the barriers and levers; e writes them to Word."),
    N_("R says that you have read to the end. ? lists every key. That is all: begin."),
)
"""What the tour says, in order."""


class Tour(Static):
    """One step of the tour; it takes no focus and no key."""

    def __init__(self, step: int) -> None:
        place = f"{step + 1}/{len(STEPS)}  "
        super().__init__(Content.assemble((place, "bold"), _(STEPS[step])), classes="ask tour")
