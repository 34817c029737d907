"""Pages of a list that may grow without end."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_COUNTED = 2_000


class CappedPaginator(Paginator):
    """Counts no further than `MOST_COUNTED` rows, and pages no further: whoever looks for older ones filters.

    So a list of a million rows costs what one of two thousand does. `is_capped` says that there are more.
    """

    object_list: Any

    @cached_property
    def counted(self) -> int:
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self.counted > MOST_COUNTED
