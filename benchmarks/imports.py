"""Seconds of work to read 120 transcripts of 8,000 words in each format, beside the budget.

python -m benchmarks.imports [TRANSCRIPTS] [WORDS]
"""

from __future__ import annotations

import io
import json
import sys
import time

import docx

from qualcode.interop.transcripts import document_of
from tests.recordings import open_document, portable, rich_text

BUDGET = {"txt": 0.25, "docx": 6.0}
WORDS_A_TURN = 40
SENTENCE = "Le plus dur, c’était la route jusqu’au centre, deux heures aller et deux retour. "


def lines(words: int) -> list[str]:
    speech = (SENTENCE * 3).strip()
    said = " ".join(speech.split(" ")[:WORDS_A_TURN])
    turns = range(words // WORDS_A_TURN)
    return [f"{'P01' if n % 2 else 'ENQ'} : {said} {n}." for n in turns]


def word(said: list[str]) -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    for line in said:
        made.add_paragraph(line)
    made.save(stream)
    return stream.getvalue()


def captions(said: list[str]) -> bytes:
    cues = (
        f"{n // 360:02}:{n // 6 % 60:02}:{n * 10 % 60:02}.000 --> "
        f"{n // 360:02}:{n // 6 % 60:02}:{n * 10 % 60 + 9:02}.000\n"
        f"<v {line[:3]}>{line[6:]}\n"
        for n, line in enumerate(said)
    )
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def segments(said: list[str]) -> bytes:
    told = [
        {"start": n, "end": n + 1, "speaker": line[:3], "text": line[6:]}
        for n, line in enumerate(said)
    ]
    return json.dumps({"segments": told}).encode()


def made(words: int) -> dict[str, bytes]:
    said = lines(words)
    return {
        "txt": "\n\n".join(said).encode(),
        "docx": word(said),
        "odt": open_document("".join(f"<text:p>{line}</text:p>" for line in said)),
        "rtf": rich_text(said),
        "vtt": captions(said),
        "json": segments(said),
        "pdf": portable([said[n : n + 40] for n in range(0, len(said), 40)]),
    }


def main() -> None:
    transcripts = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    words = int(sys.argv[2]) if len(sys.argv) > 2 else 8_000
    for suffix, raw in made(words).items():
        document_of(raw, f"a.{suffix}")
        start = time.process_time()
        for _ in range(transcripts):
            turns = len(document_of(raw, f"a.{suffix}").turns)
        seconds = time.process_time() - start
        budget = f"  budget {BUDGET[suffix]} s" if suffix in BUDGET else ""
        print(f"{suffix:5} {transcripts} × {words} words, {turns} turns: {seconds:6.2f} s{budget}")


if __name__ == "__main__":
    main()
