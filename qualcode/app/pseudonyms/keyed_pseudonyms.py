"""Pseudonyms that a key file remembers: who has one at an import has it at the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.pseudonyms.keyfile import add_identities, read_key_file
from qualcode.app.pseudonyms.pseudonyms import PLACEHOLDERS, PassingPseudonyms, passing_pseudonyms
from qualcode.core.privacy.pseudonyms import Given, bare, bracketed

if TYPE_CHECKING:
    from qualcode.store.project import Project

_BETWEEN = "; "
"""What stands between several ways to write one name in a key file."""


class KeyedPseudonyms(PassingPseudonyms):
    """Pseudonyms with a key file behind them; it is read once, and written after the import."""

    lasting = True

    def __init__(self, project: Project, path: Path, passphrase: str) -> None:
        """Pseudonyms of a key file.

        Raises:
            FileProblem: it is missing, or no key file.
            NotAllowed: the passphrase is another one, or the file belongs to another project.
        """
        held = read_key_file(project, path, passphrase)
        known = [bracketed(pseudonym) for pseudonym in held.identities]
        super().__init__([*known, *passing_pseudonyms(project).given])
        self._identities = {bare(bracketed(p)): name for p, name in held.identities.items()}
        self._file = (project, path, passphrase)

    def of(self, key: str, forms: Sequence[str]) -> str | None:
        """The pseudonym of the one identity that has all words of the name."""
        words = set(key.partition(":")[2].split())
        found = [
            pseudonym
            for pseudonym, identity in self._identities.items()
            if any(self._is_part(words, forms, name) for name in identity.split(_BETWEEN))
        ]
        return bracketed(found[0]) if len(found) == 1 else None

    @staticmethod
    def _is_part(words: set[str], forms: Sequence[str], name: str) -> bool:
        from qualcode.deid.known import entity_key

        return name in forms or (bool(words) and words <= set(entity_key(name).split()))

    def keep(self, given: Iterable[Given]) -> None:
        """Write who stands behind each pseudonym, placeholders of numbers apart."""
        found: dict[str, str] = {}
        for one in given:
            pseudonym = bare(one.pseudonym)
            if pseudonym in PLACEHOLDERS.values():
                continue
            before = found.get(pseudonym) or self._identities.get(pseudonym, "")
            names = [name for name in before.split(_BETWEEN) if name]
            names += [form for form in one.forms if form not in names]
            found[pseudonym] = _BETWEEN.join(names)
        if found:
            add_identities(*self._file, found)
            self._identities |= found
