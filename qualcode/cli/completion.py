"""The command `completion`: what a shell needs to complete commands with the tab key."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from qualcode.cli.common import tell
from qualcode.cli.declaring import command
from qualcode.i18n import N_, _

VARIABLE = "_QUALCODE_COMPLETE"
KINDS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
WHERE = {
    "bash": N_('Add this line to ~/.bashrc:  eval "$(qualcode completion bash)"'),
    "zsh": N_('Add this line to ~/.zshrc:  eval "$(qualcode completion zsh)"'),
    "fish": N_(
        "Write this once:  qualcode completion fish > ~/.config/fish/completions/qualcode.fish"
    ),
}
"""What to do with the script of each shell."""


@command("completion", help=N_("Print what a shell needs to complete commands with the tab key."))
@click.argument("shell", type=click.Choice(list(WHERE)))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell; on stderr where it goes."""
    commands = context.find_root().command
    click.echo(KINDS[shell](commands, {}, "qualcode", VARIABLE).source())
    tell(_(WHERE[shell]))
