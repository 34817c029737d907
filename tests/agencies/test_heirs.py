"""Who stands in for an agency that is no more."""

import pytest

from agencies.heirs import heirs_of, successors_by_predecessor, wholly_absorbed

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


@pytest.mark.parametrize(
    ("agency", "absorbed"),
    [
        (9, {8, 7}),  # through two steps
        (2, {1}),
        (3, set()),  # 2 went into 3 and 4: whose its records are, nobody can say
        (1, set()),
        (99, set()),
    ],
)
def test_only_what_went_into_one_agency_alone_is_absorbed(agency, absorbed):
    assert wholly_absorbed(agency, SUCCESSORS) == absorbed


def test_a_split_whose_parts_meet_again_is_absorbed():
    assert wholly_absorbed(4, {1: [2, 3], 2: [4], 3: [4]}) == {1, 2, 3}
