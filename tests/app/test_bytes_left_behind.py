"""No byte of what a reviewed import leaves behind holds a clear form; `benchmarks.deid_bytes`."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from benchmarks.deid_bytes import clear_forms, searched, unpacked
from benchmarks.deid_score import FOLDER, passages


def test_no_clear_form_stands_in_any_byte_after_a_review_exports_and_a_failure(
    tmp_path: Path,
) -> None:
    read = passages(FOLDER / "tenth_held_out.jsonl")[::8]
    done = searched(read, tmp_path, commands=False, everything_out=False)
    assert done.found == ()
    assert done.forms >= 10
    assert done.written >= 3


def test_a_form_that_is_also_an_everyday_word_of_the_passages_is_not_looked_for() -> None:
    forms = clear_forms(passages(FOLDER / "tenth_held_out.jsonl"))
    assert "Rakotomalala" in forms
    assert "Titi" not in forms


def test_what_is_packed_or_compressed_is_searched_too() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mots.xml", "<t>Garancher</t>")
    pieces = [*unpacked("a.docx", packed.getvalue())]
    pieces += unpacked("b", b"\x00" + zlib.compress(b"Tchobanyel " * 9))
    assert any(b"Garancher" in data for _, data in pieces[:2])
    assert any(b"Tchobanyel" in data for _, data in pieces[2:])
