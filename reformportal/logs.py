"""How a line of the log is written: without what a database says of the row that failed."""

from __future__ import annotations

import logging
import re

# PostgreSQL quotes the whole row, over as many lines as a person typed.
QUOTED_ROW = re.compile(r"DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)
KEPT_BACK = "DETAIL: (kept back)"


class LineFormatter(logging.Formatter):
    """One line and its trace; no person's words, which a refused row would show."""

    def format(self, record: logging.LogRecord) -> str:
        return QUOTED_ROW.sub(KEPT_BACK, super().format(record))
