"""Commands for what participants may ask for: access, object, case."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.i18n import LANGUAGES, N_, _, current_language, plural

FILE = click.Path(path_type=Path)


@command("access", help=N_("Write all that is held about one person, for that person."))
@PROJECT
@click.argument("case", metavar="CASE")
@click.argument("out", metavar="OUT.docx|.html", type=FILE)
@option("--lang", "language", type=click.Choice(LANGUAGES), help=N_("Language of the file."))
@acting_option
@json_option
def access_command(
    project: str, case: str, out: Path, language: str | None, acting: str | None, *, as_json: bool
) -> None:
    """Answer a request for access."""
    from qualcode.app.privacy.rights import give_access

    with opened(project, acting) as held:
        about = give_access(held, case, out, language=language or current_language())
    turns = sum(len(source.turns) for source in about.sources)
    if as_json:
        print_json(
            {
                "schema": "qualcode.access/1",
                "file": str(out),
                "case": case,
                "sources": [source.name for source in about.sources],
                "turns": turns,
                "codings": len(about.codings),
                "exports": len(about.exports),
                "closed": about.closed,
            }
        )
        return
    tell(
        plural(
            "{n} turn of {case}; codings: {codings}, exported files: {exports}",
            "{n} turns of {case}; codings: {codings}, exported files: {exports}",
            turns,
            case=case,
            codings=len(about.codings),
            exports=len(about.exports),
        )
    )
    click.echo(out)


@command("object", help=N_("Leave a person’s words out of all analysis from now on."))
@PROJECT
@click.argument("case", metavar="CASE")
@option("--reason", default="", help=N_("Why, such as the date of the request."))
@option("--lift", is_flag=True, help=N_("The person no longer objects."))
@acting_option
def object_command(project: str, case: str, reason: str, acting: str | None, *, lift: bool) -> None:
    """Note an objection, or take it back."""
    from qualcode.app.privacy.rights import lift_objection, object_to_use

    with opened(project, acting) as held:
        if lift:
            lift_objection(held, case, reason)
            tell(_("The words of {case} may be used again.", case=case))
            return
        object_to_use(held, case, reason)
    tell(
        _(
            "The words of {case} are left out of tables, quotations, matrices and searches. "
            "Nothing was destroyed: qualcode object PROJECT {case} --lift takes it back.",
            case=case,
        )
    )
    tell(_("Files made before that hold them: qualcode list PROJECT exports"))


@command("case", help=N_("Put an attribute of a case right; the old value is not kept."))
@PROJECT
@click.argument("action", metavar="set", type=click.Choice(["set"]), expose_value=False)
@click.argument("case", metavar="CASE")
@click.argument("attribute", metavar="ATTRIBUTE")
@click.argument("value", metavar="VALUE")
@option("--reason", default="", help=N_("Why, such as the date of the request."))
@acting_option
def case_command(
    project: str,
    case: str,
    attribute: str,
    value: str,
    reason: str,
    acting: str | None,
) -> None:
    """Rectify."""
    from qualcode.app.privacy.rights import rectify

    with opened(project, acting) as held:
        rectify(held, case, attribute, value, reason)
    tell(_("{case}: {attribute} is put right.", case=case, attribute=attribute))
    tell(_("Backups made before still hold the old value: make a new one and destroy those."))
