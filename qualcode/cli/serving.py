"""The command `serve`: the screens in a browser of this computer."""

from __future__ import annotations

import webbrowser

import click

from qualcode.cli.common import PROJECT, acting_option, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_, _, current_language


@command("serve", help=N_("Open a project in a browser of this computer; the address works once."))
@PROJECT
@acting_option
@option("--port", type=int, default=0, help=N_("A port; without it, any free one."))
@option("--browser/--no-browser", default=True, help=N_("Open the browser, or not."))
def serve_command(project: str, acting: str | None, port: int, *, browser: bool) -> None:
    """Serve the screens until Ctrl+C."""
    try:
        from qualcode.tui.browser.server import BrowserServer
    except ModuleNotFoundError as missing:
        raise NotAllowed(
            N_("This needs the extra “serve”: pip install 'qualcode[serve]'.")
        ) from missing
    named = ["--as", acting] if acting else []
    server = BrowserServer(["--ui-lang", current_language(), "open", project, *named], port=port)
    click.echo(server.address)
    tell(_("Open this address in a browser of this computer; it works once. Ctrl+C stops."))
    if browser:
        webbrowser.open(server.address)
    server.serve()
