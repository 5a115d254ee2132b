"""What mkdocs asks while it builds: pages that stand beside `docs/`, and links that leave it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
BESIDE = {
    "ARCHITECTURE.md": "project/architecture.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "CHANGELOG.md": "project/changelog.md",
}
"""Files of the project's first folder that are pages of the site, and where."""
_LINK = re.compile(r"\]\((?P<to>[^)#\s:]+)(?P<anchor>#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Copy the pages that stand beside `docs/` into it, where the site looks for them."""
    for name, where in BESIDE.items():
        copy = Path(config.docs_dir) / where
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    return config


def on_page_markdown(markdown: str, page: Page, **_more: Any) -> str:
    """Lead links to files beside `docs/` to their pages; other files are named, not linked."""
    where = page.file.src_uri
    depth = where.count("/")

    def led(match: re.Match[str]) -> str:
        to, anchor = match["to"], match["anchor"] or ""
        name = to.rpartition("../")[2]
        if where in BESIDE.values():
            to = f"../{BESIDE[name]}" if name in BESIDE else f"../{name.removeprefix('docs/')}"
            return f"]({to}{anchor})"
        if to.startswith("../") and name in BESIDE:
            return f"]({'../' * depth}{BESIDE[name]}{anchor})"
        return match[0]

    return _LINK.sub(led, markdown)
