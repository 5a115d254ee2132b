"""What terminals paste when files are dropped into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from qualcode.tui.dropped import dropped_files
from qualcode.tui.screens.preview import PreviewScreen
from tests.tui.driving import opened, settle, shown


@pytest.mark.parametrize(
    ("pasted", "files"),
    [
        ("/home/x/P01.txt", ["/home/x/P01.txt"]),
        ("'/home/x/P 01.txt' ", ["/home/x/P 01.txt"]),
        (r"'/home/x/l'\''été.docx'", ["/home/x/l'été.docx"]),
        (r"/Users/x/l\'e\ te\ \(1\).docx ", ["/Users/x/l'e te (1).docx"]),
        ("/home/x/a.txt /home/x/b.txt", ["/home/x/a.txt", "/home/x/b.txt"]),
        ("'/home/x/a b.txt' '/home/x/c.txt'", ["/home/x/a b.txt", "/home/x/c.txt"]),
        ("/home/x/a.txt\r\n/home/x/b.txt\r\n", ["/home/x/a.txt", "/home/x/b.txt"]),
        ("file:///home/x/%C3%A9t%C3%A9%20n%C2%B01.docx", ["/home/x/été n°1.docx"]),
        ("file://localhost/home/x/a.txt", ["/home/x/a.txt"]),
        ("file:///home/x/a#1.txt", ["/home/x/a#1.txt"]),
        ("file:///C:/Users/x/a%20b.docx", ["C:\\Users\\x\\a b.docx"]),
        ("file://serveur/partage/a.docx", ["\\\\serveur\\partage\\a.docx"]),
        (r"C:\Users\x\P01.docx", [r"C:\Users\x\P01.docx"]),
        (r"C:\Users\x\Mes entretiens\P01.docx", [r"C:\Users\x\Mes entretiens\P01.docx"]),
        (r'"C:\Users\x\l’été 1.docx" "D:\b.docx"', [r"C:\Users\x\l’été 1.docx", r"D:\b.docx"]),
        (r"C:\a.docx D:\b c.docx", [r"C:\a.docx", r"D:\b c.docx"]),
        (r"& 'C:\Users\x\a b.docx'", [r"C:\Users\x\a b.docx"]),
        (r"\\serveur\partage\a b.docx", [r"\\serveur\partage\a b.docx"]),
        ("~/entretiens/P01.odt", ["~/entretiens/P01.odt"]),
        ("/home/x/avant\u00a0: après.txt", []),
        ("'/home/x/avant\u00a0: après.txt'", ["/home/x/avant\u00a0: après.txt"]),
        ("Une phrase copiée d’ailleurs", []),
        ("/home/x/a.txt et le reste", []),
        ("", []),
        ("   \n ", []),
    ],
)  # fmt: skip
def test_dropped_files_are_found(pasted: str, files: list[str]) -> None:
    assert dropped_files(pasted) == files


@given(st.lists(st.text("aé ’'\"\\()&", min_size=1, max_size=8), min_size=1, max_size=3))
def test_what_a_shell_would_quote_is_found_again(names: list[str]) -> None:
    import shlex

    paths = [f"/d/{name}x" for name in names]
    assert dropped_files(" ".join(shlex.quote(path) for path in paths)) == paths


async def test_a_dropped_file_is_previewed_before_anything_is_written(
    study: str, tmp_path: Path
) -> None:
    file = tmp_path / "P 09 été.txt"
    file.write_text("Enquêtrice : Ça va ?\n\nP09 : Oui, ça va mieux.\n", encoding="utf-8")
    async with opened(study) as (app, pilot):
        assert app.focused is not None
        app.focused.post_message(events.Paste(f"'{file}'"))
        await pilot.pause()
        await settle(app, pilot)
        await settle(app, pilot)
        assert isinstance(app.screen, PreviewScreen)
        assert "1 file" in shown(app, "#heading")
