"""Where the sample province leads those who work in it: a link that a page shows is no closed door."""

import re

import pytest
import time_machine

from agencies.models import Officer
from reformportal.sample import DESKS
from reformportal.sample.history import at
from tests.databases import SAMPLE_DAY
from tests.visitors import Visitors

pytestmark = pytest.mark.slow
ALIKE = 3  # addresses of a pattern
ID = re.compile(rb' id="([^"]+)"')
PLACE = re.compile(rb'href="#([^"]+)"')


@pytest.fixture
def people(province, caplog):
    """An officer of each desk at a browser, on the morning after which nothing is told any more."""
    caplog.set_level("CRITICAL", "django.request")
    with time_machine.travel(at(SAMPLE_DAY, 9), tick=False):
        yield Visitors({email: Officer.objects.get(email=email) for _desk, email in DESKS})


@pytest.mark.parametrize("who", ["nobody", *(email for _desk, email in DESKS)])
def test_every_link_that_a_page_shows_opens(people, who):
    """So does a place on the same page; what leads on to another page is followed there."""
    shut, lost, shown = [], [], 0
    for page, url, answer in people.wander(who, alike=ALIKE):
        shown += 1
        if answer.status_code not in (200, 302):
            shut.append(f"{page} leads to {url}: {answer.status_code}")
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            missing = {*PLACE.findall(answer.body)} - {*ID.findall(answer.body)}
            lost += [f"{url} has no place called {name.decode()}" for name in missing]
    assert (shut, lost, shown > 15) == ([], [], True)
