"""Merging and splitting of codes: the only edits that reach into other coders' layers.

A merge touches all layers in one journal entry. It is no barrier: whoever merged can undo it as
long as nobody else has touched one of the codings or codes since. From then on it stands, and
other coders cannot undo what they did before to the codings that it moved; they can still change
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from qualcode.app.codebook_work import (
    Edit,
    editing,
    editor,
    refuse_in_round,
)
from qualcode.core.address import address_of
from qualcode.core.coding import Coding
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.people import Role
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store import codebook_work as work_rows
from qualcode.store import codings as coding_rows
from qualcode.store import sources as source_rows
from qualcode.store.codebook_work import MergedCode
from qualcode.store.codebooks import CodeIndex, CodeRow

if TYPE_CHECKING:
    from qualcode.store.project import Project
