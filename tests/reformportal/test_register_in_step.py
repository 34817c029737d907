"""After a change of the register the rows of what is owed agree with what their rooms say, though only what
lies at the agencies of the change, or is about them, was asked."""

import datetime as dt

from django.utils import timezone

from agencies.actions import change_agency, close_agency, correct_version, create_agency, record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Agency, AgencyVersion, Succession
from notices.actions import tick, write_down
from notices.actions.keeping import differing, keep_obligations
from notices.models import Obligation
from notices.obligations import all_kinds
from plans.tasks import derive_assignments
from tests.databases import SAMPLE_DAY

BASIS = "Nghị quyết mẫu 12/NQ-HĐND"


def out_of_step() -> dict[str, set[int]]:
    today = timezone.localdate()
    found = {kind.code: differing(kind, today) for kind in all_kinds()}
    return {code: ids for code, ids in found.items() if ids}


def lying_at(agency: Agency) -> set[str]:
    return set(Obligation.objects.open().filter(agency=agency).values_list("kind", flat=True))


def test_after_every_sort_of_change(province, time_machine):
    time_machine.move_to(dt.datetime.combine(SAMPLE_DAY, dt.time(3), dt.UTC))
    act = {"by": None, "now": timezone.now()}
    keep_obligations(now=timezone.now())
    assert out_of_step() == {}
    owing = Obligation.objects.open().exclude(agency=None).values_list("agency", flat=True)
    here = AgencyVersion.objects.in_force(SAMPLE_DAY).filter(agency__in=owing, kind__code="xa")
    first, second, third, fourth = here.select_related("agency", "kind").order_by("pk")[:4]
    assert len(lying_at(first.agency)) >= 4

    correct_version(first, name="Tên đã sửa cho đúng", **act)
    assert out_of_step() == {}
    yesterday = SAMPLE_DAY - dt.timedelta(days=1)
    change_agency(first.agency, valid_from=yesterday, name="Tên khác", legal_basis=BASIS, **act)
    assert out_of_step() == {}
    rows = [SuccessionRow(first.agency, second.agency, Succession.Kind.MERGE)]
    record_succession(rows, on=SAMPLE_DAY, document=BASIS, close=True, **act)
    assert (out_of_step(), lying_at(first.agency)) == ({}, set())
    tomorrow = SAMPLE_DAY + dt.timedelta(days=1)
    rows = [SuccessionRow(second.agency, heir.agency, Succession.Kind.MERGE) for heir in (third, fourth)]
    record_succession(rows, on=SAMPLE_DAY, document=BASIS, close=True, **act)
    assert (out_of_step(), lying_at(second.agency)) == ({}, set())
    fields = {"kind": third.kind, "name": "Xã mới", "sign": "XM", "code": "99999", "parent": third.parent}
    new = create_agency(valid_from=SAMPLE_DAY, legal_basis=BASIS, **fields, **act)
    assert (out_of_step(), bool(lying_at(new))) == ({}, True)
    close_agency(third.agency, last_day=yesterday, document=BASIS, **act)
    assert (out_of_step(), lying_at(third.agency)) == ({}, set())
    close_agency(fourth.agency, last_day=tomorrow, document=BASIS, **act)
    assert (out_of_step(), bool(lying_at(fourth.agency))) == ({}, True)

    tick(now=timezone.now())
    write_down(keep_obligations(now=timezone.now()), now=timezone.now())
    time_machine.shift(dt.timedelta(days=2))  # what was decided ahead happens with its day, and is no mend
    kept = keep_obligations(now=timezone.now())
    derive_assignments()  # each hour too
    assert (kept.mended, kept.by_time > 0, lying_at(fourth.agency)) == (0, True, set())
    assert (keep_obligations(now=timezone.now()).mended, out_of_step()) == (0, {})
