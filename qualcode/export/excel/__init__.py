"""Excel workbooks in one house style: from values, without formulas, the same bytes each time."""

from __future__ import annotations

from qualcode.export.excel.agreement import agreement_sheets
from qualcode.export.excel.house import workbook_bytes, write_workbook
from qualcode.export.excel.values import Column, Kind, Sheet

__all__ = ["Column", "Kind", "Sheet", "agreement_sheets", "workbook_bytes", "write_workbook"]
