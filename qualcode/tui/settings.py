"""What a person likes on the screens: `settings.toml` in the configuration folder."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from qualcode.core.errors import FormatProblem
from qualcode.i18n import LANGUAGES, N_

LARGE_PRINT = "qualcode-large"
"""The theme with fewer columns, more room and the strongest contrast."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that outlive the program."""

    theme: str = ""
    """Name of a theme; empty for what suits the terminal."""
    animation: bool = True
    """Whether anything on the screen may glide or blink."""
    language: str = ""
    """Of the screens; empty for what the environment says."""


def settings_file() -> Path:
    """Where the settings stand."""
    from platformdirs import user_config_path

    return user_config_path("qualcode", appauthor=False) / "settings.toml"


def own_settings(file: Path | None = None) -> Settings:
    """The settings of the person; the usual ones without a file.

    Raises:
        FormatProblem: the file is not TOML, or says something else than settings.
    """
    file = file or settings_file()
    try:
        stored = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatProblem(
            N_("{file} cannot be read as TOML ({why})."), file=str(file), why=str(error)
        ) from error
    usual = asdict(Settings())
    for name, value in stored.items():
        if name not in usual or type(value) is not type(usual[name]):
            raise FormatProblem(
                N_("{file}: “{name}” is no setting, or its value is of another kind."),
                file=str(file),
                name=name,
            )
    found = Settings(**{**usual, **stored})
    if found.language and found.language not in LANGUAGES:
        raise FormatProblem(N_("{file}: the language is fr or en."), file=str(file))
    return found


def keep_settings(settings: Settings, file: Path | None = None) -> None:
    """Write the settings; where that cannot be, they hold for this time only."""
    file = file or settings_file()
    lines = [
        f"{name} = {str(value).lower() if isinstance(value, bool) else _quoted(value)}\n"
        for name, value in asdict(settings).items()
    ]
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(lines), encoding="utf-8")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
