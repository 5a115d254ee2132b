"""Gives qualitative-coding the codings of a study: its unit is the line, so a turn is one.

`benchmarks.peers` runs this file by the Python of that program's own virtual environment, in the
folder of the project, after its own commands made the project and imported the transcripts.
Nothing here is timed. Prints its version.

    python peer_qc.py DATA.json
"""

from __future__ import annotations

import importlib
import json
import sys
from importlib.metadata import version
from pathlib import Path


def main(data: Path) -> None:
    """Codings by its own method, document by document and coder by coder."""
    corpus = importlib.import_module("qualitative_coding.corpus").QCCorpus("settings.yaml")
    corpus.update_codebook = lambda: None
    with corpus.session():
        for one in json.loads(data.read_text("utf-8")):
            for coder in sorted({coding["coder"] for coding in one["codings"]}):
                lines = [
                    {"line": coding["line"], "code_id": coding["code"]}
                    for coding in one["codings"]
                    if coding["coder"] == coder
                ]
                corpus.update_coded_lines(f"{one['name']}.txt", coder, lines)
        type(corpus).update_codebook(corpus)
    print(version("qualitative-coding"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
