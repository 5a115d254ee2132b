"""Comments, notes and text boxes of Word documents: kept where they stand, nobody named."""

from __future__ import annotations

import io
import zipfile

import docx

from qualcode.core.transcript import Document
from qualcode.interop.transcripts import document_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_parts(body: str, **parts: str) -> bytes:
    """A Word file with this body and these parts beside it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{content}</w:{name}>')
    return stream.getvalue()


def said(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def note(kind: str, key: int, *paragraphs: str) -> str:
    inside = "".join(f"<w:p>{said(words)}</w:p>" for words in paragraphs)
    return f'<w:{kind} w:id="{key}" w:author="Personne Nommée">{inside}</w:{kind}>'


def remarks(document: Document) -> list[tuple[str, str]]:
    return [(one.span.of(document.text), one.words) for one in document.remarks]


def test_a_comment_stands_on_its_words_and_its_author_is_not_kept() -> None:
    body = (
        f'<w:p>{said("P01 : Oui, ")}<w:commentRangeStart w:id="4"/>{said("la rou")}{said("te")}'
        f'<w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>{said(" !")}</w:p>'
    )
    raw = with_parts(body, comments=note("comment", 4, "Frein distance", "vraiment"))
    document = document_of(raw, "a.docx")
    assert document.text == "P01 : Oui, la route !"
    assert remarks(document) == [("la route", "Frein distance\nvraiment")]
    assert "Personne" not in repr(document)


def test_notes_stand_at_the_word_before_and_separators_are_none() -> None:
    body = (
        f'<w:p>{said("P01 : La RCP")}<w:r><w:footnoteReference w:id="2"/></w:r>{said(" du lundi")}'
        '<w:r><w:endnoteReference w:id="3"/></w:r><w:r><w:footnoteReference w:id="9"/></w:r></w:p>'
    )
    separator = f'<w:footnote w:type="separator" w:id="0"><w:p>{said("–")}</w:p></w:footnote>'
    raw = with_parts(
        body,
        footnotes=separator + note("footnote", 2, "Réunion de concertation"),
        endnotes=note("endnote", 3, "À vérifier"),
    )
    document = document_of(raw, "a.docx")
    assert remarks(document) == [("RCP", "Réunion de concertation"), ("lundi", "À vérifier")]
    assert [doubt.params for doubt in document.doubts if "n" in doubt.params] == [{"n": 1}]


def test_a_comment_over_paragraphs_and_what_was_deleted_in_it() -> None:
    start, end = '<w:commentRangeStart w:id="1"/>', '<w:commentRangeEnd w:id="1"/>'
    body = (
        f"{start}<w:p>{said('P01 : Un')}</w:p><w:p>{said('deux')}</w:p>{end}<w:p>{said('x')}</w:p>"
    )
    kept = f"<w:p><w:del>{said('vieux')}</w:del><w:ins>{said('neuf')}</w:ins></w:p>"
    raw = with_parts(body, comments=f'<w:comment w:id="1">{kept}</w:comment>')
    assert remarks(document_of(raw, "a.docx")) == [("P01 : Un\ndeux", "neuf")]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{said('Date : 3 mai')}</w:p></w:txbxContent>"
    both = f"<w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent>"  # noqa: E501
    body = f"<w:p><w:r>{both}</w:r>{said('Titre')}</w:p><w:p>{said('P01 : Oui')}</w:p>"
    document = document_of(with_parts(body), "a.docx")
    assert document.text == "Titre\nDate : 3 mai\nP01 : Oui"


def test_comments_that_python_docx_writes_are_read() -> None:
    made, stream = docx.Document(), io.BytesIO()
    line = made.add_paragraph("P01 : ")
    run = line.add_run("à l’hôpital")
    made.add_comment([run], text="lieu", author="Personne", initials="P")
    made.save(stream)
    assert remarks(document_of(stream.getvalue(), "a.docx")) == [("à l’hôpital", "lieu")]
