"""A publication as one folder: every table, figure and checklist from one frozen state."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from qualcode.app.analysis.patterns import group_talks
from qualcode.app.gate.ledgering import entered, freeze
from qualcode.app.projects.studies import list_codebooks, study_of
from qualcode.app.publishing.making import write_kind
from qualcode.app.publishing.pattern_documents import NETWORK
from qualcode.app.publishing.telling import with_told
from qualcode.app.publishing.wishes import Wish
from qualcode.core.errors import FileProblem, NotAllowed, NotFound
from qualcode.core.progress import Progress, nobody_waits
from qualcode.core.study import Stance
from qualcode.core.version import __version__
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.core.study import Study
    from qualcode.store.journal import Change
    from qualcode.store.project import Project
    from qualcode.store.safety.states import Kept

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a bundle."""

    file: str
    kind: str
    wish: Wish


@dataclass(slots=True)
class Bundle:
    """What a bundle holds."""

    folder: Path
    snapshot: str
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by file."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Why, by file: there is nothing to print, or somebody has to be asked."""


def make_bundle(
    project: Project,
    folder: Path,
    wish: Wish,
    progress: Progress = nobody_waits,
) -> Bundle:
    """Write everything that a publication needs into a new folder, whole or not at all.

    All files are made from one frozen state and entered into the ledger together.

    Args:
        project: the project.
        folder: must not exist yet; its name names the publication unless the wish does.
        wish: language, layer, mode, publication, who may be quoted.
        progress: is told before each file how far it is.

    Raises:
        FileProblem: the folder exists already, or cannot be written.
        NotAllowed: there is nothing to put into it.
    """
    if folder.exists():
        raise FileProblem(N_("{file} exists already. Choose another name."), file=folder)
    wish = replace(wish, publication=wish.publication or folder.name, made_on=wish.day)
    items = list(_items(project, wish))
    draft = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.draft")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        with project.change("export", kind="note", what="bundle", folder=folder.name) as change:
            kept = freeze(project, change)
            made = Bundle(folder, kept.short)
            for number, item in enumerate(items):
                progress(number, len(items), item.file)
                _add(project, change, kept, draft, made, item)
            if not made.files:
                raise NotAllowed(N_("There is nothing to put into a bundle yet."))
            _close(project, change, kept, draft, made, wish)
            draft.replace(folder)
    except OSError as error:
        raise FileProblem(
            N_("{file} cannot be written ({reason})."),
            file=folder,
            reason=error.strerror or error,
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    progress(len(items), len(items), "")
    return made


def _items(project: Project, wish: Wish) -> Iterator[Item]:
    study = study_of(project)
    used = [book.id for book in list_codebooks(project)]
    yield Item("participants.docx", "participants", wish)
    for ending in ("docx", "xlsx"):
        yield Item(f"themes.{ending}", "themes", wish)
    for by in _columns(study):
        own = replace(wish, by=by)
        for ending in ("docx", "xlsx", "csv"):
            yield Item(f"matrix_{by}.{ending}", "matrix", own)
    for kind in ("contrast", "theme-tree", "chart", "quotes", "joint", "objectives"):
        yield Item(f"{kind}.docx", kind, wish)
    if study.stance is not Stance.REFLEXIVE:
        yield Item("agreement.docx", "agreement", wish)
    yield from _patterns(project, study, wish)
    yield Item("decisions.docx", "decisions", wish)
    for book in used:
        yield Item(f"codebook_{book}.docx", "codebook-annex", replace(wish, codebook=book))
    for ending in ("docx", "csv"):
        yield Item(f"dictionary.{ending}", "dictionary", wish)
    for name in ("coreq", "srqr"):
        yield Item(f"{name}.docx", name, wish)
    yield from _figures(study, wish, used)


def _patterns(project: Project, study: Study, wish: Wish) -> Iterator[Item]:
    """Codes that go together, who speaks in groups, first appearances, practices."""
    yield Item("cooccurrence.docx", "cooccurrence", wish)
    for source in _groups(project, wish):
        asked = {**wish.asked, "source": source}
        yield Item(
            f"interlocutors_{source.replace('/', '_')}.docx",
            "interlocutors",
            replace(wish, asked=asked),
        )
    if study.stance is not Stance.REFLEXIVE:
        yield Item("first_appearance.docx", "first-appearance", wish)
    if study.attribute(NETWORK) is not None or study.networks:
        yield Item("practices.docx", "practices", wish)


def _groups(project: Project, wish: Wish) -> list[str]:
    try:
        return group_talks(project, layer=wish.layer)
    except NotAllowed:
        return []


def _columns(study: Study) -> Iterator[str]:
    """The attributes by which matrices are made: groups, kinds of site, networks."""
    for name in dict.fromkeys((study.saturation.group_by or "", "site_type", "network")):
        if name and study.attribute(name) is not None:
            yield name


def _figures(study: Study, wish: Wish, codebooks: list[str]) -> Iterator[Item]:
    """Each figure to be edited (.svg) and to be sent to a journal (.png)."""
    drawn = [("saturation", "saturation", wish), ("cooccurrence", "cooccurrence", wish)]
    for book in codebooks:
        own = replace(wish, codebook=book)
        drawn.append((f"codes_{book}", "codes", own))
        if study.stance is not Stance.REFLEXIVE:
            drawn.append((f"agreement_{book}", "agreement", own))
    if by := study.saturation.group_by:
        drawn.append((f"heat_{by}", "heat", replace(wish, by=by)))
    for name, kind, own in drawn:
        for ending in ("svg", "png"):
            yield Item(f"figure_{name}.{ending}", f"figure-{kind}", own)


def _add(
    project: Project, change: Change, kept: Kept, draft: Path, made: Bundle, item: Item
) -> None:
    """Write one file; one that there is nothing for is left out, and why is told."""
    out = draft / item.file
    wish = with_told(project, item.kind, item.wish)

    def write(snapshot: str) -> Mapping[str, int] | None:
        return write_kind(project, item.kind, out, replace(wish, snapshot=snapshot))

    try:
        made.files[item.file] = entered(
            project,
            change,
            item.kind,
            out,
            write,
            settings={**wish.settings(), "bundle": made.folder.name},
            kept=kept,
            name=f"{made.folder.name}/{item.file}",
        )
    except (NotAllowed, NotFound) as error:
        made.left_out[item.file] = str(error)


def _close(
    project: Project, change: Change, kept: Kept, draft: Path, made: Bundle, wish: Wish
) -> None:
    """Write the list of all files, and the bundle's own entry."""
    manifest = draft / MANIFEST
    told: dict[str, Any] = {
        "schema": "qualcode.bundle/1",
        "publication": wish.publication,
        "mode": wish.mode,
        "language": wish.language,
        "layer": wish.layer,
        "made_on": wish.day.isoformat(),
        "qualcode": __version__,
        "snapshot": kept.guid,
        "codebooks": {book.id: book.version for book in list_codebooks(project)},
        "files": [{"file": name, "sha256": sha256} for name, sha256 in made.files.items()],
        "left_out": [{"file": name, "why": why} for name, why in made.left_out.items()],
    }

    def write(_snapshot: str) -> None:
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        manifest.write_text(text, encoding="utf-8")

    settings = {**wish.settings(), "files": len(made.files)}
    name = f"{made.folder.name}/{MANIFEST}"
    entered(project, change, "bundle", manifest, write, settings=settings, kept=kept, name=name)
