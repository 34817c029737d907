"""Who may try a password how often, and from where. The operations page lists these figures.

A stranger's failures never keep the owner out. They are counted for the stranger's network, and for this
network and this account together. Whoever signed in before comes back in a browser that proves it
(`devices`), whose own failures alone count, or from a network known for the account. Only elsewhere does it
matter that an account is being tried from everywhere; who is held up there asks for a link by mail, which
makes the browser a known one.

An address of mail that nobody has is counted like any other: no answer tells the two apart.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from records.days import screen_moment
from records.limits import Counted, Limit, give_back, network_of, refused_until
from reformportal import devices
from reformportal.models import KnownNetwork

# In a browser that signed in as this account before: whoever holds it guesses slowly and disturbs nobody.
OF_DEVICE = Limit("sign-in.device", 10, dt.timedelta(minutes=15))
# A whole office may share one address, so this is many; it also bounds what guessing costs the processors.
OF_NETWORK = Limit("sign-in.network", 30, dt.timedelta(minutes=1))
OF_PAIR = Limit("sign-in.pair", 5, dt.timedelta(minutes=5))
# One network alone never reaches the limit of an account: it takes four.
OF_PAIR_AN_HOUR = Limit("sign-in.pair-hour", 15, dt.timedelta(hours=1))
OF_ACCOUNT = Limit("sign-in.account", 50, dt.timedelta(hours=1))

LINKS_OF_NETWORK = Limit("link.network", 20, dt.timedelta(minutes=1))
LINKS_OF_PAIR = Limit("link.pair", 3, dt.timedelta(minutes=10))
# Past this no further mail leaves; the links of the last hour are in the owner's mail and work.
LINKS_OF_ACCOUNT = Limit("link.account", 6, dt.timedelta(hours=1))


def account_of(typed: str) -> str:
    """An address of mail as it is compared: however it is typed, it is one account."""
    return unicodedata.normalize("NFKC", typed).strip().upper().lower()


@dataclass(frozen=True)
class Attempt:
    """One try to sign in, or to have a link mailed."""

    account: str
    network: str
    at: dt.datetime
    device: str = ""  # the mark of a browser that signed in as this account before

    @classmethod
    def made(cls, typed: str, *, address: str, device: str = "", now: dt.datetime) -> Attempt:
        return cls(account_of(typed), network_of(address), now, device)

    @property
    def pair(self) -> str:
        return f"{self.account} {self.network}"

    def _is_from_a_known_network(self) -> bool:
        return KnownNetwork.objects.knows(self.account, self.network, today=timezone.localdate(self.at))

    def counted(self) -> list[Counted]:
        """Under which limits a wrong password falls here."""
        if self.device:
            return [Counted(OF_DEVICE, f"{self.account} {self.device}")]
        here = [
            Counted(OF_NETWORK, self.network),
            Counted(OF_PAIR, self.pair),
            Counted(OF_PAIR_AN_HOUR, self.pair),
        ]
        return here if self._is_from_a_known_network() else [*here, Counted(OF_ACCOUNT, self.account)]

    def require_password_try(self) -> list[Counted]:
        """Counts the try before the password is looked at, so that of many at once none is free. Returns what
        was counted, for `forgive`. ValidationError says when to try again."""
        counted = self.counted()
        until = refused_until(counted, self.at)
        if until is not None:
            raise ValidationError(
                _(
                    "Too many wrong passwords. Try again after %(time)s, or have a link mailed to you under "
                    "“I do not know my password”. Where you signed in before, in the same browser, you still "
                    "get in."
                ),
                code="too_many_login_attempts",
                params={"time": said(until, self.at)},
            )
        return counted

    def forgive(self, counted: list[Counted]) -> None:
        """The password was right."""
        give_back(counted, self.at)

    def require_link(self) -> None:
        """Counts one more wish for a link. ValidationError says when to try again."""
        if self.device:
            wanted = [Counted(LINKS_OF_PAIR, f"{self.account} {self.device}")]
        else:
            wanted = [Counted(LINKS_OF_NETWORK, self.network), Counted(LINKS_OF_PAIR, self.pair)]
        until = refused_until(wanted, self.at)
        if until is not None:
            raise ValidationError(
                _("A link was asked for too often. Look into your mail, or try again after %(time)s."),
                code="too_many_links",
                params={"time": said(until, self.at)},
            )

    def may_mail_link(self) -> bool:
        """Whether one more mail leaves: strangers cannot fill the owner's mail."""
        if self.device or self._is_from_a_known_network():
            return True
        return refused_until([Counted(LINKS_OF_ACCOUNT, self.account)], self.at) is None


def attempt_of(request: HttpRequest, typed: str) -> Attempt:
    """By whom, from where and in which browser something is tried now."""
    device = devices.mark_for(request, account_of(typed))
    address = get_adapter().get_client_ip(request)
    return Attempt.made(typed, address=address, device=device, now=timezone.now())


def said(until: dt.datetime, now: dt.datetime) -> str:
    """The minute in which one may try again, and the day where it is another one."""
    until = timezone.localtime(until + dt.timedelta(seconds=59))
    same_day = until.date() == timezone.localdate(now)
    return f"{until:%H:%M}" if same_day else screen_moment(until)
