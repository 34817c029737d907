"""The sample province: Quảng Ngãi with invented people and figures, for trying the portal out.

Agencies, their codes, their history are facts; who works there and what they report is made up. It is the
same for the same reference day. Every address ends in `.example`, so that no letter can reach anyone.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agencies.models import Officer

PASSWORD = "mau-quang-ngai-2025"  # noqa: S105 printed beside the addresses, on invented people only

# One officer for each desk, in the order in which a report passes through their hands.
DESKS = [
    (_("Drafter of a department"), "soan.stp@quangngai.example"),
    (_("Head of a department"), "truong.stp@quangngai.example"),
    (_("Records clerk of a department"), "vanthu.stp@quangngai.example"),
    (_("Drafter of a commune"), "soan.phuong-cam-thanh@quangngai.example"),
    (_("Head of a commune"), "truong.phuong-cam-thanh@quangngai.example"),
    (_("Home Affairs, reviewer"), "duyet1.snv@quangngai.example"),
    (_("Home Affairs, leader who issues"), "truong.snv@quangngai.example"),
    (_("Home Affairs, records clerk"), "vanthu.snv@quangngai.example"),
    (_("Home Affairs, register administrator"), "quantri.snv@quangngai.example"),
    (_("Finance"), "ngansach.stc@quangngai.example"),
    (_("Party commission"), "soan.btgdvtu@quangngai.example"),
    (_("Press"), "soan.bqn@quangngai.example"),
    (_("Provincial leadership"), "lanhdao.ubnd@quangngai.example"),
]


def sign_ins() -> list[tuple[str, str, str]]:
    """(desk, e-mail address, password) of the invented officers who may sign in; empty without the sample."""
    here = set(
        Officer.objects.filter(is_sample=True, is_active=True, email__in=[email for _desk, email in DESKS])
        .values_list("email", flat=True)
    )  # fmt: skip
    return [(str(desk), email, PASSWORD) for desk, email in DESKS if email in here]
