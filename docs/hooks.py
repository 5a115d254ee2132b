"""What mkdocs asks while it builds: pages that stand beside `docs/`, and links that leave it."""

from __future__ import annotations

import posixpath
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
BESIDE_WAY = {where: name for name, where in BESIDE.items()}
DOCS = ROOT / "docs"
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<to>[^)#\s:]+)(?P<anchor>#[^)\s]*)?\)")
_OTHER = re.compile(r"^\*\[(?:In English|En français)\]\([^)]*\)[.*]*\n", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Copy the pages that stand beside `docs/` into it, where the site looks for them."""
    for name, where in BESIDE.items():
        copy = Path(config.docs_dir) / where
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_more: Any) -> str:
    """Link the other language under the title, and lead links to where things are on the site."""
    french = getattr(config.plugins["i18n"], "current_language", "en") == "fr"
    where = page.file.src_uri.replace(".fr.md", ".md")
    led = _LINK.sub(lambda match: _led(match, where, french=french), _OTHER.sub("", markdown))
    title, _line, rest = led.partition("\n")
    return f"{title}\n\n{_other_language(where, french=french)}\n\n{rest}"


def _led(match: re.Match[str], where: str, *, french: bool) -> str:
    """One link: to a page of the site, to the French page, or its words alone where it leaves."""
    folder = posixpath.dirname(where)
    written = posixpath.dirname(BESIDE_WAY.get(where, f"docs/{where}"))
    to = posixpath.normpath(posixpath.join(written, match["to"]))
    if to in BESIDE:
        return f"[{match['text']}]({posixpath.relpath(BESIDE[to], folder)}{match['anchor'] or ''})"
    if not to.startswith("docs/") or not (ROOT / to).is_file():
        return match["text"] if "/" in match["to"] or (ROOT / to).exists() else match[0]
    inside = to.removeprefix("docs/")
    if inside.endswith(".fr.md") and not french:
        address = posixpath.relpath(f"fr/{inside.removesuffix('.fr.md')}.html", folder)
        return f'<a href="{address}">{match["text"]}</a>'
    inside = inside.replace(".fr.md", ".md")
    return f"[{match['text']}]({posixpath.relpath(inside, folder)}{match['anchor'] or ''})"


def _other_language(where: str, *, french: bool) -> str:
    """A link to the same page in the other language, relative, so that it works from a disk."""
    stem = where.removesuffix(".md")
    if not (DOCS / f"{stem}.fr.md").exists():
        return ""
    up = "../" * where.count("/")
    address = f"{up}../{stem}.html" if french else f"{up}fr/{stem}.html"
    return f'<a href="{address}">{"In English" if french else "En français"}</a>'
