"""Who stands in for an agency that is no more."""

import pytest

from plans.heirs import heirs_of, successors_by_predecessor

SUCCESSORS = successors_by_predecessor([(1, 2), (2, 3), (2, 4), (5, 6), (6, 5), (7, 8), (8, 9)])


@pytest.mark.parametrize(
    ("agency", "in_force", "heirs"),
    [
        (1, {1, 2}, {1}),  # it exists: nobody stands in
        (1, {2, 3}, {2}),
        (1, {3, 4}, {3, 4}),  # merged, then split
        (1, {4}, {4}),
        (1, set(), set()),
        (5, set(), set()),  # a circle in the register ends
        (5, {6}, {6}),
        (99, {1}, set()),
    ],
)
def test_heirs_are_found_through_any_number_of_steps(agency, in_force, heirs):
    assert heirs_of(agency, SUCCESSORS, in_force) == heirs
