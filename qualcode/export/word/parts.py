"""The parts of a Word file that say how everything looks: styles, settings, footer, properties."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from qualcode.export.word.typography import TAGS, printable

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WIDTH = 14570
"""Width between the margins of a landscape A4 page, in twentieths of a point."""
UPRIGHT = 9638
"""The same of a portrait page."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    "</Types>"
)
PACKAGE_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" '
    'Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/relationships/extended-properties" '
    'Target="docProps/app.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/relationships/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/relationships/footer" Target="footer1.xml"/>'
    "</Relationships>"
)
APPLICATION = (
    f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties">'
    "<Application>qualcode</Application></Properties>"
)
_LANDSCAPE = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
_PORTRAIT = '<w:pgSz w:w="11906" w:h="16838"/>'


def section(*, wide: bool) -> str:
    """The page of a document: lying where its tables are wide, else upright."""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f"{_LANDSCAPE if wide else _PORTRAIT}"
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
        'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )


def opened(element: str) -> str:
    """The head of an XML part and its opening tag with the namespaces used."""
    return f'{_HEAD}<w:{element} xmlns:w="{MAIN}" xmlns:r="{_OFFICE}/relationships">'


def core_properties(title: str, language: str, made_on: date) -> str:
    """Title, language and date of a document; no person, no clock."""
    when = f'xsi:type="dcterms:W3CDTF">{made_on.isoformat()}T00:00:00Z'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(printable(title))}</dc:title><dc:creator>qualcode</dc:creator>"
        f"<cp:lastModifiedBy>qualcode</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"<dcterms:created {when}</dcterms:created><dcterms:modified {when}</dcterms:modified>"
        f"<dc:language>{TAGS[language]}</dc:language></cp:coreProperties>"
    )


def settings(language: str) -> str:
    """Settings of the current Word, with the decimal mark of the language."""
    word = 'w:uri="http://schemas.microsoft.com/office/word"'
    decimal, separator = (",", ";") if language == "fr" else (".", ",")
    return (
        f'{opened("settings")}<w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" {word} w:val="15"/>'
        f'<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" {word} w:val="1"/>'
        f'<w:compatSetting w:name="enableOpenTypeFeatures" {word} w:val="1"/>'
        f'<w:compatSetting w:name="doNotFlipMirrorIndents" {word} w:val="1"/></w:compat>'
        f'<w:themeFontLang w:val="{TAGS[language]}"/><w:decimalSymbol w:val="{decimal}"/>'
        f'<w:listSeparator w:val="{separator}"/></w:settings>'
    )


def styles(language: str) -> str:
    """The styles of every table: Arial, 9 points in the table, one style for each kind of text."""
    return (
        f"{opened('styles')}<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
        '<w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val="{TAGS[language]}" w:eastAsia="{TAGS[language]}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        + _style("Normal", "Normal", "", default=True)
        + '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        + _style("Heading1", "heading 1", _HEADING, look='<w:b/><w:sz w:val="24"/>')
        + _style("Caption", "caption", '<w:keepNext/><w:keepLines/><w:spacing w:after="60"/>')
        + _style("Footer", "footer", _FOOTER, look=_FINE)
        + _style("TableLead", "Table Lead", '<w:keepNext/><w:spacing w:after="100"/>', _SMALL)
        + _style("TableText", "Table Text", _TIGHT, look=_SMALL)
        + _style("TableRight", "Table Right", f'{_TIGHT}<w:jc w:val="right"/>', look=_SMALL)
        + _style("TableCentre", "Table Centre", f'{_TIGHT}<w:jc w:val="center"/>', look=_SMALL)
        + _style("TableHead", "Table Head", f"<w:keepNext/>{_TIGHT}", look=f"<w:b/>{_SMALL}")
        + _style("TableUnit", "Table Unit", f"<w:keepNext/>{_TIGHT}", look=_FINE)
        + _style("TableFamily", "Table Family", _FAMILY, look=f"<w:b/>{_SMALL}")
        + _style("TableNote", "Table Note", _NOTE, look=_FINE)
        + "</w:styles>"
    )


_SMALL = '<w:sz w:val="18"/><w:szCs w:val="18"/>'
_FINE = '<w:sz w:val="16"/><w:szCs w:val="16"/>'
_TIGHT = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
_HEADING = '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/>'
_FAMILY = '<w:keepNext/><w:spacing w:before="100" w:after="20" w:line="240" w:lineRule="auto"/>'
_NOTE = '<w:keepLines/><w:spacing w:before="60" w:after="0" w:line="240" w:lineRule="auto"/>'
_FOOTER = (
    f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
)


def _style(key: str, name: str, layout: str, look: str = "", *, default: bool = False) -> str:
    marks = ' w:default="1"' if default else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    paragraph = f"<w:pPr>{layout}</w:pPr>" if layout else ""
    words = f"<w:rPr>{look}</w:rPr>" if look else ""
    return (
        f'<w:style w:type="paragraph"{marks} w:styleId="{key}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/>{paragraph}{words}</w:style>"
    )
