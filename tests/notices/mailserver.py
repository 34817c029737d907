"""A mail server of the test's own on a port of this machine: records, refuses, stalls or hangs up."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller


@dataclass
class Recorder:
    """`answers` maps an address to what the server says to it; `asked` are those it was asked about;
    `on_mail` is called for every mail taken."""

    mails: list[email.message.EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    silent: bool = False
    hangs_on: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    on_mail: Callable[[int], None] = lambda count: None

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.asked.append(address)
        if self.silent or address in self.hangs_on:
            await asyncio.sleep(30)
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.data_answer.startswith("2"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.on_mail(len(self.mails))
        return self.data_answer

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    @property
    def addresses(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.mails)


class MailServer(Controller):
    """On a free port; `with MailServer(recorder) as server` tells it in `server.port`."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder, hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def __enter__(self) -> MailServer:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop(no_assert=True)
