"""What a sender proves: the secret that goes with a code, the page a form was sent from, and some work done.

Pure: no query. Nothing here is stored as it is, only its keyed digest; each purpose has a salt of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
import time

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base32 without letters that are taken for others (I, L, O, U)
READ_AS = str.maketrans("ILO", "110")
SYMBOLS = 16  # 5 bits each: 80 bits
SENDING = "feedback.sending"
SENT = "feedback.sent"
FINDING = "feedback.finding"
FOLLOWING = "feedback.following"
RENEWING = "feedback.renewing"
REPLACING = "feedback.replacing"
ADDRESS = "feedback.address"
PHONE = "feedback.phone"
PHONE_WRITTEN = re.compile(r"\(?(?:\+|00)?[\d][\d\s.,()\-]{7,24}", re.ASCII)
PHONE_PREFIX = re.compile(r"^(?:0084|84|0)")
CONFIRMATION_LASTS = dt.timedelta(days=7)
PASS_DIGITS = 16
PASS_LASTS = dt.timedelta(hours=1)
FORM_LASTS = dt.timedelta(hours=24)
WORK_BITS = 16  # about 65,000 hashes: a second or two on a telephone


def digest(salt: str, value: str, *, key: str | None = None) -> str:
    """The keyed digest under which `value` is stored, 64 hexadecimal digits."""
    return salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest()


def digests(salt: str, value: str) -> list[str]:
    """Under today's key and under the ones before it."""
    return [digest(salt, value, key=key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]


def matches(salt: str, value: str, stored: str) -> bool:
    """Compares all of them, in a time that tells nothing."""
    found = [constant_time_compare(one, stored) for one in digests(salt, value)]
    return any(found)


def new_sending_key() -> str:
    """Names one page that was handed out: what is sent from it twice is one item."""
    return signing.TimestampSigner(salt=SENDING).sign(secrets.token_urlsafe(16))


def age_of(sending_key: str) -> dt.timedelta | None:
    """How long ago that page was handed out; None when it was not by us."""
    try:
        stamped = signing.Signer(salt=SENDING).unsign(sending_key)
    except signing.BadSignature:
        return None
    return dt.timedelta(seconds=int(time.time()) - signing.b62_decode(stamped.rpartition(":")[2]))


def secret_for(sending_key: str) -> str:
    """The secret of what is sent from that page: the same when it is sent again, so that the receipt is."""
    raw = hmac.digest(salted_hmac(FINDING, sending_key, algorithm="sha256").digest(), b"secret", "sha256")
    number = int.from_bytes(raw[:10], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(SYMBOLS))


def new_secret() -> str:
    """For what an officer enters, or in the place of a lost one."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))


def grouped(secret: str) -> str:
    """As it is shown and written down: 4 by 4."""
    return "-".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def clean_secret(typed: str) -> str:
    """As it is compared: without gaps, I and L read as 1, O as 0."""
    return "".join(filter(str.isalnum, typed.upper().translate(READ_AS)))


CODE = re.compile(r"(PAKN)([0-9]{8})([0-9]{4,})")


def clean_code(typed: str) -> str:
    """The code that is meant: with dots, spaces, dashes or nothing between its parts, in any case. Empty
    where it is no code."""
    found = CODE.fullmatch(re.sub(r"[\W_]", "", typed.upper()))
    return ".".join(found.groups()) if found else ""


def make_pass(code: str, secret_digest: str, *, purpose: str = FOLLOWING) -> str:
    """For what a sender does within the hour after code and secret were right, for RENEWING the secret by a
    mail to the address they confirmed, or for REPLACING it on an officer's page; void once the secret is
    replaced."""
    return signing.TimestampSigner(salt=purpose).sign(f"{code}~{secret_digest[:PASS_DIGITS]}")


def read_pass(token: str, *, purpose: str = FOLLOWING) -> tuple[str, str] | None:
    """The code and the first digits of the digest that a pass was made for; None when it does not hold, or
    was made for another purpose."""
    try:
        named = signing.TimestampSigner(salt=purpose).unsign(token, max_age=PASS_LASTS)
    except signing.BadSignature:
        return None
    code, _mark, digits = named.partition("~")
    return code, digits


def make_confirmation(code: str, email: str) -> str:
    """For the mail that asks whether the address is the sender's; void once the item has another one."""
    return signing.TimestampSigner(salt=ADDRESS).sign(f"{code}~{digest(ADDRESS, email)[:PASS_DIGITS]}")


def read_confirmation(token: str) -> tuple[str, str] | None:
    """The code and the first digits of the address's digest; None when it does not hold."""
    try:
        named = signing.TimestampSigner(salt=ADDRESS).unsign(token, max_age=CONFIRMATION_LASTS)
    except signing.BadSignature:
        return None
    code, _mark, digits = named.partition("~")
    return code, digits


def is_worked(sending_key: str, nonce: str) -> bool:
    """Whether `nonce` shows the work for that page: the hash of both begins with `WORK_BITS` zeros."""
    if not (nonce.isascii() and nonce.isdigit() and len(nonce) <= 12):
        return False
    found = hashlib.sha256(f"{sending_key}:{nonce}".encode()).digest()
    return int.from_bytes(found[:4], "big") >> (32 - WORK_BITS) == 0


def phone_digests(typed: str) -> list[str]:
    """Under which a telephone number may be stored, however it is written; none for what is no whole one."""
    number = _plain_phone(typed)
    return digests(PHONE, number) if number else []


def phone_digest(phone: str) -> str:
    """Under which it is stored; nothing for what is no whole number."""
    number = _plain_phone(phone)
    return digest(PHONE, number) if number else ""


def _plain_phone(typed: str) -> str:
    """Its 9 to 10 digits after 0, 84 or 0084."""
    if not PHONE_WRITTEN.fullmatch(typed.strip()):
        return ""
    found = PHONE_PREFIX.sub("", "".join(filter(str.isdigit, typed)), count=1)
    return found if 9 <= len(found) <= 10 else ""
