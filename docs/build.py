"""Builds the site into `build/site`, in both languages; a warning is a failure.

    python -m docs.build

Needs the dependency group `docs` (`pip install --group docs`, or `uv run --group docs …`), and no
network: the pages open from the disk, by a double click on `build/site/index.html`. Searching them
asks for `python -m http.server --directory build/site --bind 127.0.0.1`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
_ASKS_AWAY = re.compile(rb"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//""")


def main() -> int:
    """Build, then look that no page asks another computer for anything; gives the exit code."""
    surroundings = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    argv = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    done = subprocess.run(
        argv, cwd=ROOT, env=surroundings, check=False, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        print(*(one for one in done.stderr.splitlines() if "INFO" not in one), sep="\n")
        return done.returncode
    pages = sorted(SITE.rglob("*.html"))
    asking = [page for page in pages if _ASKS_AWAY.search(page.read_bytes())]
    for page in asking:
        print(f"{page.relative_to(SITE)} asks another computer for something")
    print(f"{len(pages)} pages in {SITE.relative_to(ROOT)}")
    return 1 if asking else 0


if __name__ == "__main__":
    sys.exit(main())
