"""qualcode: qualitative coding of interviews and focus groups for health research teams.

The public names live in `qualcode.api` and are loaded when first asked for, so that importing a
submodule brings in neither SQLAlchemy nor Textual.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from qualcode.core.version import __version__ as __version__


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    # Not `from qualcode import api`, which would ask this function for `api` first.
    api = import_module("qualcode.api")
    if name in api.__all__:
        return getattr(api, name)
    raise AttributeError(f"module 'qualcode' has no attribute {name!r}")
