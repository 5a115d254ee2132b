"""The command palette: every screen, language, theme and key of the present screen by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from qualcode.core.errors import QualcodeError
from qualcode.i18n import N_, _, translate
from qualcode.tui.settings import LARGE_PRINT
from qualcode.tui.theme import PALETTES

if TYPE_CHECKING:
    from qualcode.tui.app import QualcodeApp
    from qualcode.tui.session import Session

MODES = {
    "library": N_("Library"),
    "codebook": N_("Codebook"),
    "agreement": N_("Agreement"),
    "settle": N_("Settle disagreements"),
    "themes": N_("Barriers and levers"),
    "matrix": N_("Matrix"),
    "search": N_("Find in all sources"),
    "rounds": N_("Double coding"),
    "memos": N_("Memos"),
    "corrections": N_("Corrected texts"),
    "chart": N_("Chart and strengths"),
    "theme_tree": N_("Themes"),
    "basket": N_("Quotations for print"),
    "checklist": N_("Reporting checklist"),
    "displays": N_("Figures and objectives"),
    "exchange": N_("Exchange packages"),
    "exports": N_("Write files"),
    "preview": N_("Import transcripts"),
    "queue": N_("What waits: splits, re-reading"),
    "versions": N_("Versions compared"),
    "crosswalk": N_("Read through a crosswalk"),
}
"""Screens that can be gone to from anywhere."""


BEGINNINGS = {
    "hand_out": N_("Hand a package out"),
    "merge": N_("Take a package in"),
}
"""What the exchange screen can begin with."""


def commands(app: QualcodeApp) -> Iterator[SystemCommand]:
    """What the palette offers now."""
    yield from _of_the_screen(app)
    if app.session is not None:
        for mode, title in MODES.items():
            yield SystemCommand(
                translate(title), _("Go to this screen"), partial(app.action_mode, mode)
            )
        for action, title in BEGINNINGS.items():
            begin = partial(_begin, app, app.session, action)
            yield SystemCommand(translate(title), _("Exchange without a server"), begin)
        yield _suggestions(app, app.session)
    yield SystemCommand("Français", "Tout afficher en français", partial(app.action_language, "fr"))
    yield SystemCommand("English", "Show everything in English", partial(app.action_language, "en"))
    for name in PALETTES:
        large = name == LARGE_PRINT
        title = _("Large print") if large else _("Theme: {name}", name=name)
        means = _("Fewer columns, more room") if large else _("Change the colours")
        if large and app.theme == LARGE_PRINT:
            means = _("It is on: once more turns it off")
        yield SystemCommand(title, means, partial(_use, app, name))
    moving = app.settings.animation
    title = _("Nothing moves or blinks") if moving else _("Movement on the screen again")
    yield SystemCommand(title, _("Kept in your settings"), partial(app.keep, animation=not moving))
    yield SystemCommand(_("Guided tour"), _("Five minutes, step by step"), app.action_tour)
    yield SystemCommand(_("Keys"), _("Show every key of this screen"), app.action_help)
    yield SystemCommand(_("Leave"), _("Leave qualcode"), app.action_quit)


def _of_the_screen(app: QualcodeApp) -> Iterator[SystemCommand]:
    """The actions that have a key on the present screen, each once."""
    seen: set[str] = set()
    for active in app.screen.active_bindings.values():
        binding = active.binding
        if binding.id and active.enabled and binding.id not in seen and binding.description:
            seen.add(binding.id)
            keys = app.get_key_display(binding)
            yield SystemCommand(
                binding.description,
                _("Key: {key}", key=keys),
                partial(app.run_action, binding.action, active.node),
            )


def _begin(app: QualcodeApp, session: Session, action: str) -> None:
    session.begin = action
    app.action_mode("exchange")


def _suggestions(app: QualcodeApp, session: Session) -> SystemCommand:
    """Turning suggested codes on, or off where they are on."""
    from qualcode.app.coding.suggesting import suggestions_on

    on = suggestions_on(session.project)
    title = _("Turn suggestions of codes off") if on else _("Turn suggestions of codes on")
    return SystemCommand(
        title, _("For this project; the journal says so"), partial(_turn, app, session, on=not on)
    )


def _turn(app: QualcodeApp, session: Session, *, on: bool) -> None:
    from qualcode.app.coding.suggesting import discouraged, turn_suggestions

    try:
        turn_suggestions(session.project, on=on)
    except QualcodeError as error:
        app.notify(str(error), severity="error", markup=False, timeout=8)
        return
    if not on:
        told = _("Suggestions of codes are off.")
    elif discouraged(session.project):
        told = _(
            "The stance of this study is reflexive: suggestions repeat what was coded before "
            "and are discouraged."
        )
    else:
        told = _("Suggestions of codes are on: S in the coding screen.")
    app.notify(told, markup=False, timeout=6)


def _use(app: QualcodeApp, theme: str) -> None:
    """Take a theme; large print that is on is turned off."""
    if theme != LARGE_PRINT:
        app.keep(theme=theme)
        return
    if app.theme == LARGE_PRINT:
        app.keep(theme=app.small_print)
        told = _("Large print is off.")
    else:
        app.small_print = app.theme
        app.keep(theme=LARGE_PRINT)
        told = _("Large print is on.")
    app.notify(told, markup=False, timeout=4)
