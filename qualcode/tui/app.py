"""The app: opens the project after the first frame, and switches between its screens."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList, Tree

from qualcode.core.errors import QualcodeError, UsageProblem
from qualcode.i18n import N_, _, set_language, translate
from qualcode.tui.keys import KEY_NAMES, bindings, translated
from qualcode.tui.palette import commands
from qualcode.tui.screens.welcome import WelcomeScreen
from qualcode.tui.settings import Settings
from qualcode.tui.theme import Themed
from qualcode.tui.widgets.ask import Ask, ask
from qualcode.tui.widgets.commands import Commands
from qualcode.tui.widgets.help import Help
from qualcode.tui.widgets.key_line import HELP_AWAY
from qualcode.tui.widgets.toast import lines_of
from qualcode.tui.widgets.tour import STEPS, Tour

if TYPE_CHECKING:
    from qualcode.app.projects.founding import Founded
    from qualcode.store.project import Project
    from qualcode.tui.screens.base import ProjectScreen
    from qualcode.tui.screens.wizard import Begun
    from qualcode.tui.session import Session


ANEW = 75
"""Return code of an app that is to be run again, in another language."""


class QualcodeApp(Themed):
    """qualcode in the terminal."""

    TITLE = "qualcode"
    CSS_PATH = Path(__file__).with_name("qualcode.tcss")
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("app"),
        Binding("escape", HELP_AWAY, N_("Close"), show=False, priority=True, id="help.close"),
    ]

    def __init__(
        self,
        where: str | None = None,
        acting: str | None = None,
        *,
        new: bool = False,
        begun: Begun | None = None,
    ) -> None:
        super().__init__()
        self._new = new
        self.begun = begun
        """Questions for a new project that were answered in part."""
        self._bindings = translated(self._bindings)
        self._where = where
        self._acting = acting
        self.small_print = self.theme
        """The theme to go back to from large print."""
        self.settings = Settings()
        """What the person likes on the screens."""
        self.session: Session | None = None
        """The open project; None on the welcome screen."""
        self.failure: QualcodeError | None = None
        """Why the project named on the command line could not be opened."""
        self._tour_step: int | None = None

    def on_mount(self) -> None:
        """Show something at once; open the project behind it."""
        self._take_own_keys()
        self._take_own_settings()
        self.push_screen(WelcomeScreen(opening=self._where is not None))
        if self._where is not None:
            self.open(self._where)
        elif self._new or self.begun is not None:
            self.new_project()

    def _take_own_settings(self) -> None:
        from qualcode.tui.settings import own_settings

        try:
            self.settings = own_settings()
        except QualcodeError as error:
            self.notify(str(error), severity="warning", markup=False, timeout=12)
            return
        if self.settings.theme in self.available_themes and not self.no_color:
            self.theme = self.settings.theme
        if not self.settings.animation:
            self.animation_level = "none"

    def keep(self, **changed: Any) -> None:
        """Change settings of the person, now and for the times to come."""
        from qualcode.tui.settings import keep_settings

        self.settings = replace(self.settings, **changed)
        keep_settings(self.settings)
        self.animation_level = "full" if self.settings.animation else "none"
        if "theme" in changed:
            self.theme = changed["theme"]
            again = getattr(self.screen, "refresh_content", None)
            if again is not None:
                again()

    def new_project(self) -> None:
        """Ask for a new project, page by page."""
        from qualcode.tui.screens.wizard import WizardScreen

        begun, self.begun = self.begun, None
        self.push_screen(WizardScreen(begun))

    def open_new(self, made: Founded) -> None:
        """Open a project that was just made, as the first who codes in it."""
        self._acting = self._acting or made.acting or None
        self.open(str(made.project))
        self.notify(_("Made {project} and {study}.", project=made.project.name,
                      study=made.study.name), markup=False, timeout=8)  # fmt: skip

    def _take_own_keys(self) -> None:
        from qualcode.tui.keymap import own_keymap

        try:
            self.set_keymap(own_keymap())
        except QualcodeError as error:
            self.notify(str(error), severity="warning", markup=False, timeout=12)

    @work(thread=True, exclusive=True, group="open")
    def open(self, where: str, passphrase: str | None = None) -> None:
        """Open a project and show its library; of an encrypted one the passphrase is asked.

        The screen that comes next is loaded while the library is read.
        """
        from qualcode.store.opening import open_project
        from qualcode.store.safety.ciphers import KEYS, is_locked
        from qualcode.tui.screens.modes import screen_of

        try:
            if passphrase is not None:
                KEYS.unlock(Path(where), passphrase)
            elif is_locked(Path(where)):
                self.call_from_thread(self._ask_passphrase, where)
                return
            project = open_project(where, acting=self._acting)
        except QualcodeError as error:
            self.call_from_thread(self._not_opened, error)
            if passphrase is not None:
                self.call_from_thread(self._ask_passphrase, where)
            return
        self.call_from_thread(self._opened, project)
        screen_of("code")
        self._back_up(project)

    def _ask_passphrase(self, where: str) -> None:
        """Ask for the passphrase of a project, again where it was another one."""
        ask(
            self.screen,
            _("Passphrase of {file}", file=Path(where).name),
            "",
            lambda typed: self._with_passphrase(where, typed),
            hidden=True,
        )

    def _with_passphrase(self, where: str, typed: str) -> None:
        if typed:
            self.open(where, typed)

    def _back_up(self, project: Project) -> None:
        """Make the backup of the day behind the screens."""
        from qualcode.app.projects.keeping import back_up_once_a_day

        try:
            back_up_once_a_day(project)
        except QualcodeError as error:
            self.call_from_thread(
                self.notify, str(error), severity="warning", markup=False, timeout=12
            )

    def _not_opened(self, error: QualcodeError) -> None:
        if self.session is None and self._where is not None:
            self.failure = error
            self.exit()
        else:
            self.notify(str(error), severity="error", markup=False, timeout=10)

    def _opened(self, project: Project) -> None:
        from qualcode.app.projects.recent import remember
        from qualcode.store.engine import shown
        from qualcode.tui.screens.modes import MODES
        from qualcode.tui.session import Session

        session = Session(project)
        self.session = session
        remember(project.path or shown(project.where))
        for mode in MODES:
            self.add_mode(mode, partial(self._fresh, mode, session))
        self.switch_mode("library")
        if project.refusal is not None:
            self.notify(str(project.refusal), severity="warning", markup=False, timeout=12)
        for warning in project.warnings:
            self.notify(str(warning), severity="warning", markup=False, timeout=20)

    def _fresh(self, mode: str, session: Session) -> ProjectScreen:
        """A screen that takes the styles as they are; Textual would read them all again, twice."""
        from qualcode.tui.screens.modes import screen_of

        screen = screen_of(mode)(session)
        screen._css_update_count = self._css_update_count
        return screen

    async def on_event(self, event: events.Event) -> None:
        """Note into what each key is typed."""
        if isinstance(event, events.Key) and not event.is_forwarded and self.focused is not None:
            event.set_sender(self.focused)
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Hand a key that came before a line had the focus on to that line.

        Keys typed in one go after the one that asks for an answer were on their way to the text;
        taken for commands they would do harm.
        """
        line = self.focused
        waits = isinstance(line, (Ask, Input)) or isinstance(getattr(line, "parent", None), Ask)
        if line is not None and waits and event._sender is not line:
            event.stop()
            event.prevent_default()
            late = events.Key(event.key, event.character)
            late.set_sender(line)
            line.post_message(late)

    def action_mode(self, mode: str) -> None:
        """Go to another screen of the project."""
        if self.session is not None:
            self.switch_mode(mode)

    def action_line(self, way: int) -> None:
        """Go a line down or up in a table, list or tree, as j and k do in a text."""
        table = self.focused
        if isinstance(table, (DataTable, OptionList, Tree)):
            if way > 0:
                table.action_cursor_down()
            else:
                table.action_cursor_up()

    def action_tour(self) -> None:
        """Begin the guided tour, or go on with it; it follows from screen to screen."""
        self._tour_step = 0 if self._tour_step is None else self._tour_step + 1
        self.show_tour()

    def show_tour(self) -> None:
        """Show the present step of the tour on the present screen."""
        self.screen.query(Tour).remove()
        if self._tour_step is not None and self._tour_step < len(STEPS):
            self.screen.mount(Tour(self._tour_step))
        else:
            self._tour_step = None

    def action_language(self, language: str) -> None:
        """Show everything in another language: the screens are made anew, the project stays."""
        if self.session is not None and self._under_review():
            return
        from qualcode.tui.screens.wizard import WizardScreen

        asking = [one for one in self.screen_stack if isinstance(one, WizardScreen)]
        self.begun = asking[0].begun() if asking else None
        set_language(language)
        self.keep(language=language)
        self.exit(return_code=ANEW)

    def action_help(self) -> None:
        """Show every key of the present screen, page by page, then put them away."""
        shown = self.screen.query(Help)
        if not shown:
            self.screen.mount(Help())
        elif not shown.first().turn_page():
            shown.remove()

    def action_help_away(self) -> None:
        """Put help away."""
        self.screen.query(Help).remove()

    def action_command_palette(self) -> None:
        """Show every command by name."""
        if not isinstance(self.screen, Commands):
            self.push_screen(Commands())

    def get_key_display(self, binding: Binding) -> str:
        """A key as keyboards of the present language name it."""
        shown = super().get_key_display(binding)
        return translate(KEY_NAMES[shown]) if shown in KEY_NAMES else shown

    def notify(self, message: str, **options: Any) -> None:
        """Show a message in lines that a no-break space does not end."""
        super().notify(lines_of(message, self.size.width), **options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Screens of a project are out of reach before one is open."""
        if action == "mode" and self.session is None:
            return False
        if action == HELP_AWAY:
            return bool(self.screen_stack and self.screen.query(Help))
        return super().check_action(action, parameters)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action in the palette, in the language of the screens."""
        return commands(self)

    async def action_quit(self) -> None:
        """Leave; everything is saved already, but for decisions on names under review."""
        if self._under_review():
            return
        self.close()
        self.exit()

    def _under_review(self) -> bool:
        """Whether names are being decided of, so that leaving asks first."""
        from qualcode.tui.screens.review import ReviewScreen

        if isinstance(self.screen, ReviewScreen):
            self.screen.action_leave()
            return True
        return False

    def close(self) -> None:
        """Let go of the project."""
        if self.session is not None:
            self.session.project.close()
            self.session = None


def run(where: str | None, acting: str | None, *, new: bool = False) -> None:
    """Run the app until the person leaves.

    Args:
        where: the project to open; None for the welcome screen.
        acting: who is coding.
        new: begin with the questions for a new project.

    Raises:
        QualcodeError: the project could not be opened, or there is no terminal to show it in.
    """
    if not (sys.__stdout__ and sys.__stdout__.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        raise UsageProblem(
            N_(
                "The screens need a terminal, and what is shown goes into a file or another "
                "program here. Commands work everywhere: qualcode --help"
            )
        )
    begun: Begun | None = None
    while True:
        app = QualcodeApp(where, acting, new=new, begun=begun)
        try:
            app.run()
            new, begun = False, app.begun
            if app.session is not None:
                where, acting = app.session.project.where, app.session.project.acting
        finally:
            app.close()
        if app.failure is not None:
            raise app.failure
        if app.return_code != ANEW:
            return
