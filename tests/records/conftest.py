import pytest
from django.db import connection

from tests.records.make import Letter


@pytest.fixture
def letters(db):
    """The table of letters, gone again with the test's transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Letter)


@pytest.fixture
def committed_letters(transactional_db):
    """The table of letters, seen by other connections too."""
    with connection.schema_editor() as editor:
        editor.create_model(Letter)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Letter)
