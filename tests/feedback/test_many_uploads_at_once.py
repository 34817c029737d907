"""Files that are slow to look at hold one thread of the web server, whoever sends them."""

import itertools
import re
import subprocess
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from feedback.models import Item
from records.content import budget, inspector
from records.content import waiting as files_that_wait
from reformportal import middleware
from tests.agencies.make import PASSWORD, make_home_affairs, make_officer
from tests.feedback.make import make_regulation
from tests.feedback.test_keeping import kept_on, names
from tests.feedback.test_public_pages import SEND, filled, open_page
from tests.records.files import make_picture

AT_ONCE, PATIENCE = 9, 20


@pytest.fixture
def slow(monkeypatch):
    """Inspections that do not end before they are let; gives what lets them, and how many began."""
    let, begun = threading.Event(), []

    def run(command, **_kwargs):
        begun.append(command[4])
        let.wait(120)
        return subprocess.CompletedProcess(command, 0, b'{"ending": "png"}\n', b"")

    monkeypatch.setattr(subprocess, "run", run)
    yield let, begun
    let.set()


@pytest.fixture
def taken():
    """The place for inspecting, held by somebody else until released."""
    assert budget._place.acquire(blocking=False)
    yield budget._place
    if budget._place.locked():
        budget._place.release()


def pictures():
    return [SimpleUploadedFile(f"{name}.png", make_picture()) for name in ("mot", "hai", "ba")]


def complaints(answer):
    return [str(message) for message in answer.context["form"].errors["uploads"]]


def post_from_a_thread(answers, page):
    def post():
        answers.append(Client().post(SEND, filled(page, uploads=pictures())))
        connection.close()

    thread = threading.Thread(target=post)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_t2_nine_posts_of_slow_pictures_hold_one_thread_and_sign_in_goes_on(slow):
    let, begun = slow
    make_regulation(make_home_affairs())
    pages = [open_page(Client()) for _number in range(AT_ONCE)]
    answers: list = []
    threads = [post_from_a_thread(answers, page) for page in pages]
    until = threading.Event()
    for _wait in range(PATIENCE * 10):
        if len(answers) == AT_ONCE - 1:
            break
        until.wait(0.1)
    assert [answer.status_code for answer in answers] == [422] * (AT_ONCE - 1)
    assert begun == ["png"]
    form = {"login": make_officer(email="an@tinh.example").email, "password": PASSWORD}
    assert Client().post("/accounts/login/", form).headers["Location"] == "/desk/"
    let.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == AT_ONCE
    assert begun == ["png"] * 3
    assert not budget._place.locked()


@pytest.mark.django_db
def test_t2_who_is_turned_away_has_all_they_typed_and_is_told_of_each_file(taken):
    make_regulation(make_home_affairs())
    page = open_page(Client())
    answer = Client().post(SEND, filled(page, uploads=pictures()))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["uploads"]
    assert [said.partition(" chưa được xem")[0] for said in complaints(answer)] == [
        "“mot.png”",
        "“hai.png”",
        "“ba.png”",
    ]
    assert all("sau một phút" in said for said in complaints(answer))
    assert "Thủ tục đăng ký khai sinh phải đi lại ba lần." in answer.text
    taken.release()
    waiting = re.findall(r'name="uploads-waiting"\s+value="([^"]+)"', answer.text)
    assert len(list(files_that_wait._waiting())) == 3
    again = filled(page, **{"uploads-waiting": waiting * 200})
    assert Client().post(SEND, again).status_code == 200
    assert names(Item.objects.get()) == ["mot.png", "hai.png", "ba.png"]
    assert list(files_that_wait._waiting()) == []  # what was sent waits no more


@pytest.mark.django_db
def test_t2_files_of_many_who_are_turned_away_do_not_fill_the_disk(taken, monkeypatch):
    monkeypatch.setattr(middleware, "STRANGERS_WAITING", middleware.STRANGERS_WAITING._replace(most=2))
    make_regulation(make_home_affairs())
    page = open_page(Client())
    answer = Client().post(SEND, filled(page, uploads=pictures()))
    kept = re.findall(r"“(\w+\.png)” đã được giữ", answer.text)
    assert kept == ["mot.png", "hai.png"]
    assert ["và tệp vẫn còn" in said for said in complaints(answer)] == [True, True, False]


@pytest.mark.django_db
def test_one_network_does_not_keep_the_files_of_others_out(monkeypatch):
    monkeypatch.setattr(middleware, "STRANGERS_FILES", middleware.STRANGERS_FILES._replace(most=1))
    make_regulation(make_home_affairs())

    def send(address):
        page = filled(open_page(Client()), uploads=pictures()[:1])
        return Client().post(SEND, page, REMOTE_ADDR=address)

    assert [send("203.0.113.9").status_code for _time in range(3)] == [200, 422, 422]
    assert "sau mười phút" in complaints(send("203.0.113.9"))[0]
    assert not budget._place.locked()
    assert send("192.0.2.7").status_code == 200


@pytest.mark.django_db
def test_t2_files_that_passed_before_the_time_was_over_are_kept(monkeypatch):
    ticks = itertools.count(0, 15)
    monkeypatch.setattr(inspector.time, "monotonic", lambda: float(next(ticks)))
    make_regulation(make_home_affairs())
    page = open_page(Client())
    answer = Client().post(SEND, filled(page, uploads=pictures()))
    assert [said.partition(" chưa được xem")[0] for said in complaints(answer)] == ["“ba.png”"]
    monkeypatch.undo()
    Client().post(SEND, filled(page, kept=kept_on(answer), uploads=pictures()[2:]))
    assert names(Item.objects.get()) == ["mot.png", "hai.png", "ba.png"]
