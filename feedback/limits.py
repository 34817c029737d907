"""How often one may send and try, and what follows. The operations page lists these figures.

Nobody is locked out: what is sent too often from one network waits to be looked at, and is not lost.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from records.limits import Counted, Limit, count_one_more, network_of

SENDINGS_OF_ADDRESS = 5  # an hour, before some work is asked of the sender's machine
SENDINGS_OF_NETWORK = 40
KEEPINGS_OF_ADDRESS = 20  # an hour: pages that came back with a mistake and whose files are kept
TRIES_OF_ADDRESS = 20  # an hour, to find an item by code and secret
TRIES_OF_CODE = 60  # many, so that no stranger keeps a sender from their own: the secret has 80 bits
NEIGHBOURS_BITS = {4: 24, 6: 48}
HOUR = dt.timedelta(hours=1)


def too_many_sendings(address: str, now: dt.datetime) -> bool:
    """Counts one more sending; an address that cannot be read is counted with its like."""
    wanted = [
        _counted("send", SENDINGS_OF_ADDRESS, network_of(address)),
        _counted("send-network", SENDINGS_OF_NETWORK, _neighbours(address)),
    ]
    return _is_too_much(wanted, now)


def too_many_keepings(address: str, now: dt.datetime) -> bool:
    """Counts one more page whose files are kept."""
    return _is_too_much([_counted("keep", KEEPINGS_OF_ADDRESS, network_of(address))], now)


def too_many_tries(address: str, code: str, now: dt.datetime) -> bool:
    """Counts one more try that found nothing, for who tries and for the code tried. Who has the right secret
    is never asked: nobody else can shut them out."""
    wanted = [
        _counted("find", TRIES_OF_ADDRESS, network_of(address)),
        _counted("find-code", TRIES_OF_CODE, code),
    ]
    return _is_too_much(wanted, now)


def _counted(purpose: str, most: int, thing: str) -> Counted:
    return Counted(Limit(f"feedback.{purpose}", most, HOUR), thing)


def _is_too_much(wanted: list[Counted], now: dt.datetime) -> bool:
    """One statement counts them all: it stands in the way of every sending."""
    counts = count_one_more(wanted, now)
    return any(count > counted.limit.most for count, counted in zip(counts, wanted, strict=True))


def _neighbours(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, NEIGHBOURS_BITS[parsed.version]), strict=False))
