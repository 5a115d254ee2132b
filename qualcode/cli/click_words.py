"""What click says of its own accord; here so that the catalogue holds it (`i18n.lend_words`)."""

from __future__ import annotations

from qualcode.i18n import N_, N_several

WORDS = (
    N_("Usage:"),
    N_("Options"),
    N_("Positional arguments"),
    N_("Commands"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("required"),
    N_("(dynamic)"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing {param_type}"),
    N_("Missing parameter: {param_name}"),
    N_("Choose from:\n\t{choices}"),
    N_("Choice({choices})"),
    N_("No such option {name!r}."),
    N_("No such option: {name}"),
    N_("No such command {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Argument {name!r} takes {nargs} values."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{value!r} is not a valid boolean. Recognized values: {states}"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("Could not open file {filename!r}: {message}"),
    N_("unknown error"),
    N_("Repeat for confirmation"),
    N_("Do you want to continue?"),
    N_("Confirm the action without prompting."),
    N_("Error: The two entered values do not match."),
    N_("Error: invalid input"),
    N_("Aborted!"),
    N_several("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    N_several("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    N_several(
        "Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."
    ),
    N_several(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."
    ),
    N_several("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""Each message of click that somebody who types a command may meet."""

NEVER_SHOWN = frozenset(
    {
        "file",
        "directory",
        "path",
        "deprecated",
        "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
        "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
        "Value must be an iterable.",
        "Name '{name}' defined twice",
        "Boolean option {decl!r} cannot use the same flag for true/false.",
        "Could not determine name for option with declarations {decls!r}",
        (
            "No options defined but a name was passed ({name}). Did you mean to declare an "
            "argument instead? Did you mean to pass '--{name}'?"
        ),
        "Arguments take exactly one parameter declaration, got {length}: {decls}.",
        "%(prog)s, version %(version)s",
        "Show the version and exit.",
        "Invalid start character for option ({option})",
        "Unknown color {colour!r}",
        "Press any key to continue...",
        "{value!r} does not match the format {format}.",
        "{value!r} is not a valid UUID.",
        "{name} {filename!r} is not executable.",
        "{len_type} values are required, but {len_value} was given.",
    }
)
"""What click says to programmers, of kinds of options that no command here has, or where our own
words stand instead: a kind of path takes its name when a command is declared."""
