"""Reminders a second, as ratios to plain send_mail over one connection and to empty Celery tasks.

python -m bench.reminders [how many, 1000 when not said] [rounds, 3 when not said]

Uses the database and the broker of DATABASE_URL and REDIS_URL (embedded ones when unset); the database is
one of its own that is dropped at the end. Mails go to a sink in a process of its own on this machine.
"""

import multiprocessing
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median

from bench.database import own_database, prepare, sizes

KEY = "bench-marks"


def sink(pipe):
    """A mail server that takes everything and keeps nothing."""
    from aiosmtpd.handlers import Sink

    from tests.notices.mailserver import MailServer

    with MailServer(Sink()) as server:
        pipe.send(server.port)
        pipe.recv()


@contextmanager
def mail_sink():
    from django.conf import settings

    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=sink, args=(theirs,), daemon=True)
    process.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", ours.recv(), False
    try:
        yield
    finally:
        ours.send("end")
        process.join(10)


@contextmanager
def worker():
    command = [sys.executable, "-m", "celery", "--app", "reformportal", "--quiet", "worker"]
    options = ["--concurrency", "1", "--include", "bench.empty_tasks", "--queues", "bench"]
    quiet = {"stdout": subprocess.DEVNULL}  # it says goodbye
    process = subprocess.Popen([*command, *options, "--loglevel", "ERROR"], **quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain_mails(count):
    from django.core.mail import get_connection, send_mail

    from notices.mails import mail_of
    from notices.models import Delivery

    sample = Delivery.objects.select_related("officer").filter(channel="email").first()
    message = room().messages("mail-only", [1], time_of_bench().date())[1]
    mail = mail_of(sample, [message])
    text, html = mail.body, mail.alternatives[0][0]
    with get_connection() as connection:
        for _ in range(count):
            send_mail(mail.subject, text, None, [sample.address], connection=connection, html_message=html)


def room():
    from tests.notices.make import Errands

    return Errands()


def time_of_bench():
    from tests.notices.make import at

    return at(2)


def empty_tasks(count):
    """From the moment the worker takes the first mark to the last; waits for the worker to come up."""
    from bench.empty_tasks import broker, mark, nothing

    marks = broker(socket_timeout=150)
    marks.delete(KEY, "bench")
    mark.apply_async(queue="bench")
    for _ in range(count):
        nothing.apply_async(queue="bench")
    mark.apply_async(queue="bench")
    with worker():
        first, last = (float(marks.blpop(KEY, 120)[1]) for _ in range(2))
    return last - first


def main(count=1000, rounds=3):
    from notices.actions import About, announce, deliver_due
    from tests.notices.make import KIND, make_drafters, registered, states

    with own_database(), mail_sink(), registered():
        agencies = make_drafters(count)
        rates = {"reminders": [], "send_mail": [], "empty tasks": []}
        for version in range(1, rounds + 1):
            abouts = [About(number, agency.pk, version) for number, agency in enumerate(agencies, 1)]
            announce(KIND, "mail-only", abouts, now=time_of_bench())
            before = peak_mb()
            rates["reminders"].append(count / seconds(lambda: deliver_due(now=time_of_bench(), seconds=600)))
            grown = peak_mb() - before
            if states() != {"sent": count * version}:
                sys.exit(f"Not every reminder was sent: {states()}")
            rates["send_mail"].append(count / seconds(lambda: plain_mails(count)))
            rates["empty tasks"].append(count / empty_tasks(count))
        for name, found in rates.items():
            print(
                f"{name}: {median(found):.0f} a second (rounds: {', '.join(f'{one:.0f}' for one in found)})"
            )
        for name, goal in (("send_mail", 0.3), ("empty tasks", 0.5)):
            ratio = median(one / other for one, other in zip(rates["reminders"], rates[name], strict=True))
            print(f"reminders / {name}: {ratio:.2f} (goal: at least {goal})")
        print(f"peak memory of the process: {peak_mb():.0f} MB, +{grown:.0f} MB in the last round")


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    prepare()
    main(*sizes())
