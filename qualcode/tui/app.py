"""The app: opens the project after the first frame, and switches between its screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from qualcode.core.errors import QualcodeError
from qualcode.i18n import _
from qualcode.tui.keys import bindings, translated
from qualcode.tui.screens.welcome import WelcomeScreen
from qualcode.tui.theme import Themed

if TYPE_CHECKING:
    from qualcode.store.project import Project
    from qualcode.tui.session import Session


class QualcodeApp(Themed):
    """qualcode in the terminal."""

    TITLE = "qualcode"
    CSS_PATH = "qualcode.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")

    def __init__(self, where: str | None = None, acting: str | None = None) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._where = where
        self._acting = acting
        self.session: Session | None = None
        """The open project; None on the welcome screen."""
        self.failure: QualcodeError | None = None
        """Why the project named on the command line could not be opened."""

    def on_mount(self) -> None:
        """Show something at once; open the project behind it."""
        self.push_screen(WelcomeScreen(opening=self._where is not None))
        if self._where is not None:
            self.open(self._where)

    @work(thread=True, exclusive=True, group="open")
    def open(self, where: str) -> None:
        """Open a project and show its library."""
        from qualcode.store.opening import open_project

        try:
            project = open_project(where, acting=self._acting)
        except QualcodeError as error:
            self.call_from_thread(self._not_opened, error)
            return
        self.call_from_thread(self._opened, project)
        self._back_up(project)

    def _back_up(self, project: Project) -> None:
        """Make the backup of the day behind the screens."""
        from qualcode.app.keeping import back_up_once_a_day

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
        from qualcode.app.recent import remember
        from qualcode.tui.screens.modes import MODE_SCREENS
        from qualcode.tui.session import Session

        session = Session(project)
        self.session = session
        if project.path is not None:
            remember(project.path)
        for mode, screen in MODE_SCREENS.items():
            self.add_mode(mode, lambda screen=screen: screen(session))  # type: ignore[misc]
        self.switch_mode("library")
        if project.refusal is not None:
            self.notify(str(project.refusal), severity="warning", markup=False, timeout=12)

    def action_mode(self, mode: str) -> None:
        """Go to another screen of the project."""
        if self.session is not None:
            self.switch_mode(mode)

    def action_help(self) -> None:
        """Show every key of the present screen."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Screens of a project are out of reach before one is open."""
        if action == "mode" and self.session is None:
            return False
        return super().check_action(action, parameters)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action in the palette, in the language of the screens."""
        if self.session is not None:
            for mode, title in (
                ("library", _("Library")),
                ("codebook", _("Codebook")),
                ("agreement", _("Agreement")),
                ("themes", _("Barriers and levers")),
            ):
                yield SystemCommand(
                    title, _("Go to this screen"), lambda mode=mode: self.switch_mode(mode)
                )
        for name in ("qualcode-dark", "qualcode-light", "qualcode-mono"):
            yield SystemCommand(
                _("Theme: {name}", name=name),
                _("Change the colours"),
                lambda name=name: setattr(self, "theme", name),
            )
        yield SystemCommand(_("Keys"), _("Show every key of this screen"), self.action_help)
        yield SystemCommand(_("Leave"), _("Leave qualcode"), self.action_quit)

    async def action_quit(self) -> None:
        """Leave; everything is saved already."""
        self.close()
        self.exit()

    def close(self) -> None:
        """Let go of the project."""
        if self.session is not None:
            self.session.project.close()
            self.session = None


def run(where: str | None, acting: str | None) -> None:
    """Run the app until the person leaves.

    Raises:
        QualcodeError: the project could not be opened.
    """
    app = QualcodeApp(where, acting)
    try:
        app.run()
    finally:
        app.close()
    if app.failure is not None:
        raise app.failure
