import pytest

from tests.notices.mailserver import MailServer, Recorder


@pytest.fixture
def errands(db):
    """The pretended upper room, registered with its rules."""
    from tests.notices.make import registered  # models: not before Django is set up

    with registered() as room:
        yield room


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def server(recorder, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "127.0.0.1", False, False
    settings.EMAIL_TIMEOUT = 5
    with MailServer(recorder) as server:
        settings.EMAIL_PORT = server.port
        yield server
