"""Commands that open the screens: a project, the welcome screen, the demonstration."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import acting_option, tell
from qualcode.cli.declaring import command, option
from qualcode.cli.exchange import passphrase_option, project_of_package
from qualcode.i18n import N_, _
from qualcode.store.safety.ciphers import KEYS


@command("open", help=N_("Open a project in the terminal; without one, the welcome screen."))
@click.argument("project", metavar="[PROJECT]", required=False)
@passphrase_option
@acting_option
def open_command(project: str | None, passphrase_file: Path | None, acting: str | None) -> None:
    """Open the screens; a sealed package is unpacked beside itself the first time."""
    from qualcode.store.engine import is_server
    from qualcode.store.opening import open_project
    from qualcode.tui.app import run

    if project is not None and project.endswith(".qchandout"):
        made, coder = project_of_package(Path(project), passphrase_file)
        project, acting = str(made), acting or coder
    if project is not None and is_server(project):
        open_project(project, acting=acting).close()
    elif project is not None:
        KEYS.unlock(Path(project))
    KEYS.at_keyboard = False
    run(project, acting)


@command("demo", help=N_("Make the demonstration study, invented from end to end."))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@option(
    "--study",
    metavar="NAME",
    help=N_("Another one: inca, neon, pacto34, vendee, or teaching (a class)."),
)
@option("--no-ui", is_flag=True, help=N_("Make it without opening it."))
@acting_option
def demo_command(
    folder: Path | None, acting: str | None, study: str | None, *, no_ui: bool
) -> None:
    """Make a demonstration study and open it."""
    from qualcode.app.demonstrations.demo import MAIN, acting_in, make_demo

    project, made = make_demo(folder or Path("qualcode-demo"), study or MAIN)
    if made:
        tell(_("The demonstration study is in {file}. Everything in it is invented.", file=project))
    else:
        tell(_("The demonstration study is there already: {file}.", file=project))
    if no_ui:
        click.echo(project)
        return
    from qualcode.tui.app import run

    run(str(project), acting or acting_in(study or MAIN))
