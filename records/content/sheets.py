"""The values of a workbook's cells, read under the limits of an inspection and handed on as plain JSON."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from records.content.refusals import Refused
from records.content.values import packed


def read(data: bytes, widths: dict[str, int], most_rows: int) -> dict[str, list[list[Any]]]:
    """The lines of each sheet of `widths`, the headings first and one line more than is allowed."""
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return {
            name: [
                [packed(value) for value in line]
                for line in workbook[name].iter_rows(max_row=most_rows + 2, max_col=width, values_only=True)
            ]
            for name, width in widths.items()
            if name in workbook.sheetnames
        }
    except MemoryError:
        raise
    except Exception as error:  # a broken or hostile file makes the library raise whatever it met
        raise Refused("broken") from error
