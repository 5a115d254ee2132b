"""What the transitional schema of WordprocessingML (ISO/IEC 29500-4) asks of the parts we write.

Written in our own notation from the schema's content models, for the elements that we use and
those that stand beside them: names in the order that is asked for, `?` at most once, `*` any
number, `+` one at least, `a|b` either. An element that is not listed here is not one of ours.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TypeVar

from lxml import etree

_T = TypeVar("_T")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = f"{{{_PACKAGE}/content-types}}"
_RELATION = f"{{{_PACKAGE}/relationships}}Relationship"

_BORDER = "top? left? bottom? right?"
_PARAGRAPH = (
    "pStyle? keepNext? keepLines? pageBreakBefore? framePr? widowControl? numPr? "
    "suppressLineNumbers? pBdr? shd? tabs? suppressAutoHyphens? kinsoku? wordWrap? "
    "overflowPunct? topLinePunct? autoSpaceDE? autoSpaceDN? bidi? adjustRightInd? snapToGrid? "
    "spacing? ind? contextualSpacing? mirrorIndents? suppressOverlap? jc? textDirection? "
    "textAlignment? textboxTightWrap? outlineLvl? divId? cnfStyle?"
)
_LOOK = (
    "rStyle? rFonts? b? bCs? i? iCs? caps? smallCaps? strike? dstrike? outline? shadow? emboss? "
    "imprint? noProof? snapToGrid? vanish? webHidden? color? spacing? w? kern? position? sz? szCs? "
    "highlight? u? effect? bdr? shd? fitText? vertAlign? rtl? cs? em? lang? eastAsianLayout? "
    "specVanish? oMath?"
)
_INLINE = "(r|commentRangeStart|commentRangeEnd|bookmarkStart|bookmarkEnd|hyperlink|proofErr)*"
_BLOCKS = "(p|tbl|commentRangeStart|commentRangeEnd|bookmarkStart|bookmarkEnd)*"

CONTENT = {
    "document": "background? body?",
    "body": f"{_BLOCKS} sectPr?",
    "ftr": f"{_BLOCKS}",
    "comments": "comment*",
    "comment": f"{_BLOCKS}",
    "p": f"pPr? {_INLINE}",
    "pPr": f"{_PARAGRAPH} rPr? sectPr? pPrChange?",
    "style/pPr": _PARAGRAPH,
    "pPrDefault/pPr": _PARAGRAPH,
    "r": "rPr? (t|tab|br|fldChar|instrText|noBreakHyphen|commentReference|annotationRef|cr)*",
    "rPr": _LOOK,
    "tabs": "tab+",
    "tbl": "(bookmarkStart|bookmarkEnd)* tblPr tblGrid (tr|bookmarkStart|bookmarkEnd)*",
    "tblPr": (
        "tblStyle? tblpPr? tblOverlap? bidiVisual? tblStyleRowBandSize? tblStyleColBandSize? tblW? "
        "jc? tblCellSpacing? tblInd? tblBorders? shd? tblLayout? tblCellMar? tblLook? tblCaption? "
        "tblDescription? tblPrChange?"
    ),
    "tblGrid": "gridCol*",
    "tblBorders": f"{_BORDER} insideH? insideV?",
    "tblCellMar": _BORDER,
    "tr": "tblPrEx? trPr? (tc|bookmarkStart|bookmarkEnd)*",
    "trPr": (
        "(cnfStyle|divId|gridBefore|gridAfter|wBefore|wAfter|cantSplit|trHeight|tblHeader|"
        "tblCellSpacing|jc|hidden)*"
    ),
    "tc": f"tcPr? {_BLOCKS.replace('*', '+')}",
    "tcPr": (
        "cnfStyle? tcW? gridSpan? hMerge? vMerge? tcBorders? shd? noWrap? tcMar? textDirection? "
        "tcFitText? vAlign? hideMark?"
    ),
    "tcBorders": f"{_BORDER} insideH? insideV? tl2br? tr2bl?",
    "sectPr": (
        "(headerReference|footerReference)* footnotePr? endnotePr? type? pgSz? pgMar? paperSrc? "
        "pgBorders? lnNumType? pgNumType? cols? formProt? vAlign? noEndnote? titlePg? "
        "textDirection? bidi? rtlGutter? docGrid?"
    ),
    "styles": "docDefaults? latentStyles? style*",
    "docDefaults": "rPrDefault? pPrDefault?",
    "rPrDefault": "rPr?",
    "pPrDefault": "pPr?",
    "style": (
        "name? aliases? basedOn? next? link? autoRedefine? hidden? uiPriority? semiHidden? "
        "unhideWhenUsed? qFormat? locked? pPr? rPr? tblPr? trPr? tcPr? tblStylePr*"
    ),
    "settings": (
        "writeProtection? view? zoom? removePersonalInformation? removeDateAndTime? "
        "mirrorMargins? defaultTabStop? autoHyphenation? evenAndOddHeaders? "
        "characterSpacingControl? footnotePr? endnotePr? compat? rsids? themeFontLang? "
        "clrSchemeMapping? decimalSymbol? listSeparator?"
    ),
    "compat": "compatSetting*",
}
"""What may stand in an element; what is not listed and not in `EMPTY` is not ours."""

_ON = {"val?": "0|1|true|false|on|off"}
_NUMBER = r"-?\d+"
_WIDTH = {"w": _NUMBER, "type": "dxa|auto|pct|nil"}
_RULE = {"val": "nil|none|single", "sz?": r"\d+", "space?": r"\d+", "color?": "auto|[0-9A-F]{6}"}
_TAG = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"

EMPTY: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        ("b", "i", "rtl", "cantSplit", "tblHeader", "keepNext", "keepLines", "pageBreakBefore",
         "widowControl", "qFormat", "semiHidden", "suppressLineNumbers"),
        _ON,
    ),
    "br": {"type?": "page|column|textWrapping"},
    "r/tab": {},
    "tabs/tab": {"val": "clear|left|right|center|decimal", "pos": _NUMBER},
    "annotationRef": {},
    "commentReference": {"id": r"\d+"},
    "commentRangeStart": {"id": r"\d+"},
    "commentRangeEnd": {"id": r"\d+"},
    "fldChar": {"fldCharType": "begin|separate|end"},
    "t": {"space?": "preserve"},
    "instrText": {"space?": "preserve"},
    "pStyle": {"val": "[A-Za-z0-9]+"},
    "rStyle": {"val": "[A-Za-z0-9]+"},
    "name": {"val": ".+"},
    "basedOn": {"val": "[A-Za-z0-9]+"},
    "uiPriority": {"val": r"\d+"},
    "outlineLvl": {"val": "[0-9]"},
    "jc": {"val": "left|right|center|both"},
    "sz": {"val": r"\d+"},
    "szCs": {"val": r"\d+"},
    "spacing": {
        "before?": r"\d+", "after?": r"\d+", "line?": _NUMBER, "lineRule?": "auto|exact|atLeast",
        "val?": _NUMBER,
    },
    "ind": {"left?": _NUMBER, "right?": _NUMBER, "hanging?": r"\d+", "firstLine?": r"\d+"},
    "shd": {"val": "clear|nil", "color?": "auto|[0-9A-F]{6}", "fill?": "auto|[0-9A-F]{6}"},
    "u": {"val": "single|none|words|dotted"},
    "color": {"val": "auto|[0-9A-F]{6}"},
    "highlight": {"val": "[a-zA-Z]+"},
    "vertAlign": {"val": "superscript|subscript|baseline"},
    "lang": {"val?": _TAG, "eastAsia?": _TAG, "bidi?": _TAG},
    "themeFontLang": {"val?": _TAG},
    "rFonts": {"ascii?": ".+", "hAnsi?": ".+", "eastAsia?": ".+", "cs?": ".+"},
    "gridCol": {"w": r"\d+"},
    "gridSpan": {"val": r"[1-9]\d*"},
    "vMerge": {"val?": "restart|continue"},
    "tblW": _WIDTH,
    "tcW": _WIDTH,
    "tblInd": _WIDTH,
    "tblLayout": {"type": "fixed|autofit"},
    "tblLook": {"val?": "[0-9A-F]{4}", **dict.fromkeys(
        ("firstRow?", "lastRow?", "firstColumn?", "lastColumn?", "noHBand?", "noVBand?"), "0|1"
    )},
    "tblCaption": {"val": ".*"},
    "tblDescription": {"val": ".*"},
    "vAlign": {"val": "top|center|bottom|both"},
    **{f"{box}/{side}": _RULE for box in ("tblBorders", "tcBorders", "pBdr")
       for side in ("top", "left", "bottom", "right", "insideH", "insideV")},
    **{f"tblCellMar/{side}": _WIDTH for side in ("top", "left", "bottom", "right")},
    "footerReference": {"type": "default|first|even", "id": "rId[0-9]+"},
    "pgSz": {"w": r"\d+", "h": r"\d+", "orient?": "portrait|landscape"},
    "pgMar": dict.fromkeys(
        ("top", "right", "bottom", "left", "header", "footer", "gutter"), _NUMBER),
    "lnNumType": {"countBy?": r"\d+", "distance?": r"\d+", "restart?": "continuous|newPage",
                  "start?": r"\d+"},
    "zoom": {"percent": r"\d+", "val?": "[a-zA-Z]+"},
    "defaultTabStop": {"val": r"\d+"},
    "characterSpacingControl": {"val": "doNotCompress|compressPunctuation"},
    "decimalSymbol": {"val": "[.,]"},
    "listSeparator": {"val": "[,;]"},
    "compatSetting": {"name": ".+", "uri": ".+", "val": ".+"},
}  # fmt: skip
"""Elements that hold no others: their attributes, `?` where one may be left out, with patterns."""

_HOLDING = {
    "style": {"type": "paragraph|character|table|numbering", "styleId": "[A-Za-z0-9]+",
              "default?": "0|1", "customStyle?": "0|1"},
    "comment": {"id": r"\d+", "author": ".*", "date?": ".+", "initials?": ".*"},
}  # fmt: skip


@cache
def _pattern(model: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"(\w+)", r"(?:\1\\s)", model).replace(" ", ""))


def _by_parent(table: dict[str, _T], parent: str, name: str) -> _T | None:
    return table.get(f"{parent}/{name}", table.get(name))


def faults_in_part(data: bytes) -> Iterator[str]:
    """What in a part of WordprocessingML the schema does not allow."""
    for element in etree.fromstring(data).iter():
        tag = etree.QName(element)
        above = element.getparent()
        parent = "" if above is None else etree.QName(above).localname
        if tag.namespace != W:
            yield f"<{tag.localname}> is not of WordprocessingML"
            continue
        model = _by_parent(CONTENT, parent, tag.localname)
        rules = _by_parent(EMPTY, parent, tag.localname)
        if model is None and rules is None:
            yield f"<{parent}/{tag.localname}> is not one of ours"
            continue
        children = "".join(f"{etree.QName(child).localname} " for child in element)
        if not _pattern(model or "").fullmatch(children):
            yield f"<{tag.localname}> may not hold: {children}"
        yield from _attributes(element, tag.localname, rules or _HOLDING.get(tag.localname, {}))
    yield from _last_paragraphs(etree.fromstring(data))


def _attributes(element: etree._Element, name: str, rules: dict[str, str]) -> Iterator[str]:
    given = {etree.QName(key).localname: str(value) for key, value in element.attrib.items()}
    known = {key.rstrip("?"): pattern for key, pattern in rules.items()}
    for key, value in given.items():
        if key not in known:
            yield f"<{name}> has no attribute {key}"
        elif not re.fullmatch(known[key], value, re.DOTALL):
            yield f"<{name} {key}={value!r}>"
    for key in rules:
        if not key.endswith("?") and key not in given:
            yield f"<{name}> lacks {key}"


def _last_paragraphs(root: etree._Element) -> Iterator[str]:
    """Word does not open a cell that does not end in a paragraph, nor rows of uneven width."""
    for cell in root.iter(f"{{{W}}}tc"):
        if not len(cell) or etree.QName(cell[-1]).localname != "p":
            yield "a cell does not end in a paragraph"
    for table in root.iter(f"{{{W}}}tbl"):
        columns = len(table.findall(f"{{{W}}}tblGrid/{{{W}}}gridCol"))
        for row in table.findall(f"{{{W}}}tr"):
            spans = row.findall(f"{{{W}}}tc/{{{W}}}tcPr/{{{W}}}gridSpan")
            wide = sum(int(span.get(f"{{{W}}}val", "1")) - 1 for span in spans)
            if len(row.findall(f"{{{W}}}tc")) + wide != columns:
                yield "a row is not as wide as its table"


def faults(path: Path) -> list[str]:
    """What in a .docx file is not as Word wants it: parts, their types, relations and content."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    found = list(_package(parts))
    for name, data in parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            found += [f"{name}: {fault}" for fault in faults_in_part(data)]
    found += _styles_that_are_missing(parts)
    return found


def _package(parts: dict[str, bytes]) -> Iterator[str]:
    yield from _types(parts)
    reached = {"[Content_Types].xml"}
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        relations = etree.fromstring(data).findall(_RELATION)
        ids = [one.get("Id") for one in relations]
        if len(set(ids)) < len(ids):
            yield f"{name}: an id stands twice"
        for one in relations:
            if one.get("TargetMode") == "External":
                yield f"{name}: {one.get('Target')} is outside of the file"
            folder = dirname(dirname(name))
            reached.add(normpath(join(folder, one.get("Target", ""))).lstrip("/"))
        yield from _unknown_ids(name, parts, set(ids))
    for name in sorted(set(parts) ^ reached):
        yield f"{name} is not reached, or not there"


def _types(parts: dict[str, bytes]) -> Iterator[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {one.get("PartName", "") for one in types.findall(f"{_TYPES}Override")}
    endings = {one.get("Extension", "") for one in types.findall(f"{_TYPES}Default")}
    for name in parts:
        if name == "[Content_Types].xml":
            continue
        if name.endswith(".xml") and f"/{name}" not in named:
            yield f"{name} has no content type of its own"
        elif name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
    for name in sorted(named):
        if name.lstrip("/") not in parts:
            yield f"the content type of {name} is that of no part"


def _unknown_ids(name: str, parts: dict[str, bytes], ids: set[str | None]) -> Iterator[str]:
    if name == "_rels/.rels":
        return
    source = name.replace("_rels/", "").removesuffix(".rels")
    for element in etree.fromstring(parts[source]).iter():
        wanted = element.get(f"{{{_R}}}id")
        if wanted is not None and wanted not in ids:
            yield f"{source}: {wanted} is no relation"


def _styles_that_are_missing(parts: dict[str, bytes]) -> list[str]:
    declared = {
        style.get(f"{{{W}}}styleId")
        for style in etree.fromstring(parts["word/styles.xml"]).iter(f"{{{W}}}style")
    }
    used = {
        style.get(f"{{{W}}}val")
        for name, data in parts.items()
        if name.startswith("word/") and name.endswith(".xml")
        for tag in ("pStyle", "rStyle", "basedOn")
        for style in etree.fromstring(data).iter(f"{{{W}}}{tag}")
    }
    return [f"the style {name} is not there" for name in sorted(map(str, used - declared))]
