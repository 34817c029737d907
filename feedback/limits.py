"""How often one may send and try, and what follows. The operations page lists these figures.

Nobody is locked out: what is sent too often from one network waits to be looked at, and is not lost.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from feedback import keys
from feedback.models.limits import count_tries

SENDINGS_OF_ADDRESS = 5  # an hour, before some work is asked of the sender's machine
SENDINGS_OF_NETWORK = 40
KEEPINGS_OF_ADDRESS = 20  # an hour: pages that came back with a mistake and whose files are kept
TRIES_OF_ADDRESS = 20  # an hour, to find an item by code and secret
TRIES_OF_CODE = 60  # many, so that no stranger keeps a sender from their own: the secret has 80 bits
NETWORK_BITS = {4: 24, 6: 48}
ADDRESS_BITS = {4: 32, 6: 64}  # who has one address of version 6 has all that share its first 64 bits


def too_many_sendings(address: str, now: dt.datetime) -> bool:
    """Counts one more sending; an address that cannot be read is counted with its like."""
    wanted = [_key("send", _address(address), now), _key("send-network", _network(address), now)]
    of_address, of_network = count_tries(wanted, now)
    return of_address > SENDINGS_OF_ADDRESS or of_network > SENDINGS_OF_NETWORK


def too_many_keepings(address: str, now: dt.datetime) -> bool:
    """Counts one more page whose files are kept."""
    (of_address,) = count_tries([_key("keep", _address(address), now)], now)
    return of_address > KEEPINGS_OF_ADDRESS


def too_many_tries(address: str, code: str, now: dt.datetime) -> bool:
    """Counts one more try that found nothing, for who tries and for the code tried. Who has the right secret
    is never asked: nobody else can shut them out."""
    wanted = [_key("find", _address(address), now), _key("find-code", code, now)]
    of_address, of_code = count_tries(wanted, now)
    return of_address > TRIES_OF_ADDRESS or of_code > TRIES_OF_CODE


def _key(purpose: str, value: str, now: dt.datetime) -> str:
    """Another key each day: yesterday's counts cannot be put together with today's."""
    return keys.digest(f"{keys.NETWORK}.{purpose}.{now:%Y%m%d}", value)


def _network(address: str) -> str:
    return _widened(address, NETWORK_BITS)


def _address(address: str) -> str:
    return _widened(address, ADDRESS_BITS)


def _widened(address: str, bits: dict[int, int]) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, bits[parsed.version]), strict=False))
