"""The codebook screen: the tree with counts, and what each code means."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from qualcode.app.coding.reading import count_codings
from qualcode.core.codebook import Code, Codebook, said
from qualcode.core.text import fold
from qualcode.i18n import _
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.codebook_edit import CodebookEditing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.meaning import Meaning


class CodebookScreen(CodebookEditing):
    """All codebooks of the project."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("codebook")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._node_of: dict[str, TreeNode[str]] = {}

    def compose(self) -> ComposeResult:
        """Heading, tree beside meaning, keys."""
        yield Heading(id="heading")
        with Horizontal(id="reading"):
            tree = Tree[str]("", id="codes")
            tree.auto_expand = False
            yield tree
            yield Meaning(id="side", classes="wide")
        yield KeyLine()

    def refresh_content(self) -> None:
        """Build the tree once; bring the counts up to date."""
        tree = self.query_one("#codes", Tree)
        counts: dict[str, int] = {}
        for (_source, _coder, ref), n in count_codings(self.session.project).items():
            counts[ref] = counts.get(ref, 0) + n
        tree.show_root = False
        at = self.session.code_here or (tree.cursor_node.data if tree.cursor_node else None)
        tree.clear()
        self._node_of.clear()
        for book in self.session.codebooks:
            self._add_book(tree, book, counts)
        stand_on = self._node_of.get(at or "") or next(iter(self._node_of.values()), None)
        self.call_after_refresh(self._stand_on, stand_on)
        self.query_one(Heading).tell(
            _("Codebook"),
            *(f"{said(book.title)} {book.version}" for book in self.session.codebooks),
        )
        tree.focus()

    def _stand_on(self, node: TreeNode[str] | None) -> None:
        tree = self.query_one("#codes", Tree)
        lines_are_built = tree.last_line >= 0
        if node is not None and lines_are_built:
            tree.move_cursor(node)
        self.session.code_here = None

    def _add_book(self, tree: Tree[str], book: Codebook, counts: dict[str, int]) -> None:
        root = tree.root.add(Text(said(book.title), "bold"), expand=True)
        above: dict[str | None, TreeNode[str]] = {None: root}
        for code in book.codes:
            ref = f"{book.id}:{code.key}"
            n = counts.get(ref, 0)
            letters = self.session.letters.get(ref, "") if code.codable else ""
            count = f"{n or '·':>4}  " if code.codable else ""
            label = Text.assemble((f"{letters:<3}" if letters else "", "bold"), count, code.label)
            if code.retired:
                label.append(f"  ({_('retired')})", "italic")
                label.stylize("dim")
            parent = above[code.parent]
            has_children = any(True for _child in book.children(code.key))
            node = parent.add(label, data=ref, expand=True, allow_expand=has_children)
            above[code.key] = node
            self._node_of[ref] = node

    @on(Tree.NodeHighlighted)
    def _explain(self, event: Tree.NodeHighlighted[str]) -> None:
        side = self.query_one(Meaning)
        if event.node.data in self.session.codes:
            side.tell(*self.session.codes[event.node.data])
        else:
            side.show(Content(_("Stand on a code; Enter reads its quotations.")))

    @property
    def here(self) -> tuple[str, Codebook, Code] | None:
        """Reference, codebook and code at the cursor."""
        node = self.query_one("#codes", Tree).cursor_node
        if node is None or node.data not in self.session.codes:
            return None
        return (node.data, *self.session.codes[node.data])

    def action_search(self) -> None:
        """Go to a code by some of its letters."""
        ask(self, _("Find a code by its name or key"), "", self._find)

    def _find(self, wanted: str) -> None:
        for ref, (_book, code) in self.session.codes.items():
            if fold(wanted) in fold(code.label) or fold(wanted) in code.key:
                self.query_one("#codes", Tree).move_cursor(self._node_of[ref])
                return
        self.notify(_("No code like this."), markup=False)

    @on(Tree.NodeSelected)
    def _selected(self, event: Tree.NodeSelected[str]) -> None:
        if event.node.data in self.session.codes:
            self.session.code = event.node.data
            self.app.switch_mode("quotations")

    def action_quotations(self) -> None:
        """Read the quotations of the code at the cursor, or of all codes under it."""
        self.query_one("#codes", Tree).action_select_cursor()

    def action_neighbour(self) -> None:
        """Go to the first code that "not when" sends to."""
        node = self.query_one("#codes", Tree).cursor_node
        if node is None or node.data not in self.session.codes:
            return
        book, code = self.session.codes[node.data]
        for key in code.wording.not_when_see:
            ref = f"{book.id}:{key}"
            if ref in self._node_of:
                self.query_one("#codes", Tree).move_cursor(self._node_of[ref])
                return
        self.notify(_("This code names no neighbour."), markup=False)
