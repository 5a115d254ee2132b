"""A text of several lines that can be taken off the screen at any moment."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea


class LongText(TextArea):
    """A text area; once it is taken off, it is painted empty.

    Textual 8 may paint a widget once more after it has lost its styles, before the places on the
    screen are shared out anew; a plain `TextArea` then ends the whole program.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the area, blank where the area is no longer on the screen."""
        if not self.is_attached:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)
