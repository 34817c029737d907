import pytest


@pytest.fixture
def errands(db):
    """The pretended upper room, registered with its rules."""
    from tests.notices.make import registered  # models: not before Django is set up

    with registered() as room:
        yield room
