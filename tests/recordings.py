"""One invented interview as each program writes it down, made from the documented shape of files.

Every sample holds the same turns, or those that are given; what a format needs beside them is made
up.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from html import escape

Said = Sequence[tuple[str, str]]
"""Who says what, turn by turn."""

SAID: Said = (
    ("ENQ", "Comment s’est passée la nuit ?"),
    ("P01", "Mal… J’ai dormi deux heures. L’infirmière est venue, « ça va » elle a dit."),
    ("ENQ", "Et le matin ?"),
    ("P01", "Le matin c’était déjà mieux, ma sœur était là. Œdème parti 😀"),
)
"""What is said; each turn of P01 has two sentences, which some formats part."""

MOMENTS = (0, 2_500, 9_000, 10_250, 16_000)
"""Where each turn begins and the last one ends, in milliseconds."""


def moments(said: Said) -> tuple[int, ...]:
    """Where each turn begins and the last one ends; turns beyond `SAID` take two seconds each."""
    later = range(MOMENTS[-1] + 2_000, MOMENTS[-1] + 2_000 * len(said), 2_000)
    return (*MOMENTS, *later)[: len(said) + 1]


def speakers(said: Said) -> list[str]:
    """Who speaks, in the order in which they first do."""
    return list(dict.fromkeys(speaker for speaker, _ in said))


def clock(moment: int, comma: str = ".") -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{comma}{rest:03}"


def _cues(said: Said, comma: str = ".") -> list[tuple[str, str, str]]:
    """Times, speaker and words; a turn of two sentences is two cues that meet in its middle."""
    made, ends_of = [], moments(said)
    for at, (speaker, words) in enumerate(said):
        parts = [part + "." for part in words.split(". ")[:-1]] + [words.split(". ")[-1]]
        width = (ends_of[at + 1] - ends_of[at]) // len(parts)
        ends = [ends_of[at] + width * n for n in range(len(parts))] + [ends_of[at + 1]]
        for start, end, part in zip(ends, ends[1:], parts, strict=False):
            made.append((f"{clock(start, comma)} --> {clock(end, comma)}", speaker, part))
    return made


def teams(said: Said = SAID) -> bytes:
    """Captions with voices, cue identifiers and notes of how sure the recognition was."""
    lines = ["WEBVTT", "", 'NOTE duration:"00:00:16"', ""]
    for n, (times, speaker, words) in enumerate(_cues(said)):
        lines += ["NOTE Confidence: 0.86", "", f"a1b2c3d4-0000-4000-8000-{n:012}/{n}-0", times]
        lines += [f"<v {speaker}>{escape(words, quote=False)}</v>", ""]
    return "\n".join(lines).encode("utf-8-sig")


def zoom(said: Said = SAID) -> bytes:
    """Captions with a label inside each cue, numbered."""
    lines = ["WEBVTT", ""]
    for n, (times, speaker, words) in enumerate(_cues(said), 1):
        lines += [str(n), times, f"{speaker}: {words}", ""]
    return "\r\n".join(lines).encode()


def otter(said: Said = SAID) -> bytes:
    """SubRip with a label only where the speaker changes."""
    lines, before = [], ""
    for n, (times, speaker, words) in enumerate(_cues(said, ","), 1):
        label = "" if speaker == before else f"{speaker}: "
        lines += [str(n), times, f"{label}{words}", ""]
        before = speaker
    return "\n".join(lines).encode()


def no_scribe(said: Said = SAID) -> bytes:
    """Captions with voices, the media in a note, no blank line before a number."""
    lines = ["WEBVTT", "", "NOTE", "media: entretien.m4a", ""]
    for times, speaker, words in _cues(said):
        lines += [f"{times} align:start", f"<v {speaker}>{words}", ""]
    return "\n".join(lines).encode()


def whisper(said: Said = SAID, *, by_word: bool = False) -> bytes:
    segments, at = [], moments(said)
    for n, (speaker, words) in enumerate(said):
        segment: dict[str, object] = {
            "id": n,
            "start": at[n] / 1000,
            "end": at[n + 1] / 1000,
            "text": f" {words}",
            "speaker": speaker,
        }
        if by_word:
            segment["words"] = [{"word": word, "speaker": speaker} for word in words.split(" ")]
        segments.append(segment)
    return json.dumps({"language": "fr", "segments": segments}).encode()


def whisper_x(said: Said = SAID) -> bytes:
    return whisper(said, by_word=True)


def whisper_cpp(said: Said = SAID) -> bytes:
    at = moments(said)
    told = [
        {"offsets": {"from": at[n], "to": at[n + 1]}, "text": words, "speaker": speaker}
        for n, (speaker, words) in enumerate(said)
    ]
    return json.dumps({"transcription": told}, ensure_ascii=False).encode()


def o_transcribe(said: Said = SAID) -> bytes:
    page = "".join(
        f'<p><span class="timestamp" contenteditable="false" data-timestamp="{at / 1000}">'
        f"{at // 60_000}:{at // 1000 % 60:02}</span> {speaker} : {escape(words)}<br></p>"
        for at, (speaker, words) in zip(moments(said), said, strict=False)
    )
    return json.dumps({"text": page, "media": "", "media-time": 16.0}).encode()


def chat(said: Said = SAID) -> bytes:
    named = ", ".join(f"{one} Participant" for one in speakers(said))
    lines, at = ["@UTF8", "@Begin", "@Languages:\tfra", f"@Participants:\t{named}"], moments(said)
    for n, (speaker, words) in enumerate(said):
        first, _, rest = words.partition(" ")
        lines.append(f"*{speaker}:\t{first}\n\t{rest} \x15{at[n]}_{at[n + 1]}\x15")
        lines.append("%com:\tà relire")
    return "\n".join([*lines, "@End", ""]).encode()


def elan(said: Said = SAID) -> bytes:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{moment}"/>'
        for n, moment in enumerate(moments(said))
    )
    tiers = ""
    for speaker in reversed(speakers(said)):
        notes = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{at}" TIME_SLOT_REF1="ts{at}" '
            f'TIME_SLOT_REF2="ts{at + 1}"><ANNOTATION_VALUE>{escape(words)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for at, (who, words) in enumerate(said)
            if who == speaker
        )
        tiers += f'<TIER LINGUISTIC_TYPE_REF="parole" TIER_ID="{speaker}">{notes}</TIER>'
    gloss = (
        f'<TIER TIER_ID="note" PARENT_REF="{said[1][0]}"><ANNOTATION><REF_ANNOTATION '
        'ANNOTATION_ID="b" ANNOTATION_REF="a1"><ANNOTATION_VALUE>soupir</ANNOTATION_VALUE>'
        "</REF_ANNOTATION></ANNOTATION></TIER>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT FORMAT="3.0">'
        f"<TIME_ORDER>{slots}</TIME_ORDER>{tiers}{gloss}</ANNOTATION_DOCUMENT>"
    ).encode()


def praat(said: Said = SAID) -> bytes:
    at, named = moments(said), speakers(said)
    last = at[-1] / 1000
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0"]
    lines += [f"xmax = {last}", "tiers? <exists>", f"size = {len(named)}", "item []:"]
    for number, speaker in enumerate(named, 1):
        lines += [f"    item [{number}]:", '        class = "IntervalTier"']
        lines += [f'        name = "{speaker}"', "        xmin = 0", f"        xmax = {last}"]
        lines.append(f"        intervals: size = {len(said)}")
        for n, (who, words) in enumerate(said):
            told = words.replace('"', '""') if who == speaker else ""
            lines += [f"        intervals [{n + 1}]:", f"            xmin = {at[n] / 1000}"]
            lines += [f"            xmax = {at[n + 1] / 1000}", f'            text = "{told}"']
    return "\n".join(lines).encode("utf-16")


def praat_short(said: Said = SAID) -> bytes:
    at, named = moments(said), speakers(said)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", f"{at[-1] / 1000}"]
    lines += ["<exists>", str(len(named) + 1)]
    for speaker in named:
        mine = [(n, words) for n, (who, words) in enumerate(said) if who == speaker]
        lines += ['"IntervalTier"', f'"{speaker}"', "0", f"{at[-1] / 1000}", str(len(mine))]
        for n, words in mine:
            told = words.replace('"', '""')
            lines += [str(at[n] / 1000), str(at[n + 1] / 1000), f'"{told}"']
    lines += ['"TextTier"', '"rires"', "0", f"{at[-1] / 1000}", "1", "3.5", '"ah"']
    return "\n".join(lines).encode()


def transcriber(said: Said = SAID) -> bytes:
    at, named = moments(said), speakers(said)
    turns = "".join(
        f'<Turn speaker="spk{named.index(speaker) + 1}" startTime="{at[n] / 1000}" '
        f'endTime="{at[n + 1] / 1000}">\n<Sync time="{at[n] / 1000}"/>\n{escape(words)}\n</Turn>'
        for n, (speaker, words) in enumerate(said)
    )
    people = "".join(f'<Speaker id="spk{n}" name="{one}"/>' for n, one in enumerate(named, 1))
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE Trans SYSTEM "trans-14.dtd">'
        f'<Trans scribe="x" audio_filename="e"><Speakers>{people}</Speakers><Episode>'
        f'<Section type="report">{turns}</Section></Episode></Trans>'
    ).encode()


def tei(said: Said = SAID) -> bytes:
    told = "".join(
        f'<u who="#{speaker}" start="#T{at}" end="#T{at + 1}">{escape(words)}<note>n</note></u>'
        for at, (speaker, words) in enumerate(said)
    )
    clocks = "".join(
        f'<when xml:id="T{n}" interval="{moment / 1000}" since="#T0"/>'
        for n, moment in enumerate(moments(said))
    )
    return (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><titleStmt><title>Essai</title>'
        f"</titleStmt></teiHeader><text><timeline>{clocks}</timeline><body>{told}</body></text>"
        "</TEI>"
    ).encode()


def labelled(said: Said = SAID) -> list[str]:
    return [f"{speaker} : {words}" for speaker, words in said]


def text(said: Said = SAID) -> bytes:
    return "\n\n".join(labelled(said)).encode()


def marked_down(said: Said = SAID) -> bytes:
    """Markdown with bold labels, its signs escaped."""
    signs = re.compile(r"([\\*_\[\]#>~`|<&])")
    return "\n\n".join(
        f"**{speaker}** : " + signs.sub(r"\\\1", words) for speaker, words in said
    ).encode()


def web_page(said: Said = SAID) -> bytes:
    told = "".join(f"<p><b>{speaker}</b> : {escape(words)}</p>" for speaker, words in said)
    return f"<!DOCTYPE html><html><head><title>t</title></head><body>{told}</body></html>".encode()


def rich_text(lines: Sequence[str] = ()) -> bytes:
    """RTF as Word and f4 write it: letters outside ASCII by number, a code page, a font."""

    def written(line: str) -> str:
        out = ""
        for unit in memoryview(line.encode("utf-16-le")).cast("H"):
            out += "\\" * (unit < 128 and chr(unit) in "\\{}")
            out += chr(unit) if unit < 128 else f"\\u{unit - 65536 if unit > 32767 else unit}?"
        return out

    paragraphs = "\\par\n".join(written(line) for line in (lines or labelled()))
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fnil\\fcharset0 Calibri;}}"
        "{\\*\\generator Essai;}{\\info{\\author Personne}}\\pard\\f0\\fs22 "
        f"{paragraphs}\\par}}"
    ).encode("ascii")


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else None
            archive.writestr(name, data, stored)
    return stream.getvalue()


ODT_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "drawing")
)


def open_paragraphs(said: Said = SAID) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in labelled(said))


def open_document(paragraphs: str = "") -> bytes:
    held = paragraphs or open_paragraphs()
    content = (
        f"<office:document-content {ODT_SPACES}><office:body><office:text>{held}</office:text>"
        "</office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": content.encode()})


def portable(pages: Sequence[Sequence[str]] = ()) -> bytes:
    """A PDF of plain lines in Helvetica with the code page of Western Europe."""
    held = pages or [[line.replace(" 😀", "") for line in labelled()]]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(held)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(held)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, lines in enumerate(held):
        shown = b"".join(
            b"(" + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(")
            .replace(b")", b"\\)") + b") Tj T*\n"
            for line in lines
        )  # fmt: skip
        stream = b"BT /F1 11 Tf 14 TL 40 800 Td\n" + shown + b"ET"
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * n} 0 R"
        objects.append(f"{page}/Resources<</Font<</F1 3 0 R>>>>>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(made))
    )


def word(said: Said = SAID) -> bytes:
    import docx

    made, stream = docx.Document(), io.BytesIO()
    for line in labelled(said):
        made.add_paragraph(line)
    made.save(stream)
    return stream.getvalue()


RECORDINGS: dict[str, Callable[..., bytes]] = {
    "teams.vtt": teams,
    "zoom.vtt": zoom,
    "otter.srt": otter,
    "noscribe.vtt": no_scribe,
    "whisper.json": whisper,
    "whisperx.json": whisper_x,
    "whispercpp.json": whisper_cpp,
    "a.otr": o_transcribe,
    "a.cha": chat,
    "a.eaf": elan,
    "long.TextGrid": praat,
    "short.TextGrid": praat_short,
    "a.trs": transcriber,
    "a.xml": tei,
}
"""Files that tell times, by name."""

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a.txt": text,
    "a.html": web_page,
    "a.rtf": rich_text,
    "a.odt": open_document,
    "a.docx": word,
    "a.pdf": portable,
}
"""Files of words, by name."""

WRITTEN: dict[str, Callable[[Said], bytes]] = {
    **RECORDINGS,
    "a.txt": text,
    "a.md": marked_down,
    "a.html": web_page,
    "a.rtf": lambda said: rich_text(labelled(said)),
    "a.odt": lambda said: open_document(open_paragraphs(said)),
    "a.docx": word,
    "a.pdf": lambda said: portable([labelled(said)]),
}
"""Any interview as a file, by its name."""


def workbook(rows: Sequence[Sequence[str | float]] = ()) -> bytes:
    """An Excel workbook of one sheet, as xlsxwriter makes it."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("réponses")
        for number, row in enumerate(rows or ANSWERS):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


ANSWERS: tuple[tuple[str | float, ...], ...] = (
    ("id", "decision", "âge", "motif"),
    ("P01", "accepté", 64, "Être accompagnée par quelqu’un qui est passé par là"),
    ("P02", "refusé", 71.5, "Trop loin, et « ça ira »"),
    ("P03", "refusé", 58, ""),
)
"""One respondent a row, with attributes."""
