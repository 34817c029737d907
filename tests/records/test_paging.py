"""A list that grows without end is counted and paged to a limit."""

import pytest

from agencies.models import Officer
from records import paging
from tests.agencies.make import make_officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("limit", "count", "is_capped", "pages"), [(2, 2, True, 1), (3, 3, False, 2)])
def test_a_list_is_counted_to_the_limit(monkeypatch, limit, count, is_capped, pages):
    monkeypatch.setattr(paging, "MOST_COUNTED", limit)
    for _ in range(3):
        make_officer()
    found = paging.CappedPaginator(Officer.objects.order_by("pk"), 2)
    assert (found.count, found.is_capped, found.num_pages) == (count, is_capped, pages)
    assert len(found.page(1)) == 2
