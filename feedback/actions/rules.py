"""The register of rules and procedures, kept by Home Affairs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback.actions.reminding import in_step
from feedback.models import Handling, Rule
from feedback.permissions import may_keep_rules
from records.actions import audit, changes_between

FIELDS = ("kind", "number", "title", "field", "issuing_body", "valid_from", "valid_to")


@transaction.atomic
def add_rule(*, by: Officer | None, now: dt.datetime, **fields: Any) -> Rule:
    """ValidationError when one of that number by that body is there already."""
    _require_keeper(by)
    rule = Rule(**fields)
    rule.full_clean()
    rule.save()
    audit(rule, "add_rule", by=by, now=now, changes={"number": rule.number})
    return rule


@transaction.atomic
def change_rule(
    rule: Rule, *, seen_version: int, by: Officer | None, now: dt.datetime, **fields: Any
) -> Rule:
    """Correct a rule, or say when it ends; it is never deleted, for feedback goes on speaking of it.

    ValidationError when someone changed it since `seen_version`.
    """
    _require_keeper(by)
    locked = Rule.objects.select_for_update().get(pk=rule.pk)
    if locked.version != seen_version:
        raise ValidationError(
            _(
                "Someone changed this while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    before = {name: getattr(locked, name) for name in FIELDS}
    for name in FIELDS:
        setattr(locked, name, fields.get(name, before[name]))
    locked.version += 1
    locked.full_clean()
    locked.save()
    after = {name: getattr(locked, name) for name in FIELDS}
    audit(locked, "change_rule", by=by, now=now, changes=changes_between(before, after))
    about = Handling.objects.open().filter(item__rule=locked)
    in_step(list(about.values_list("pk", flat=True)), now=now)
    return locked


def _require_keeper(by: Officer | None) -> None:
    if by is not None and not may_keep_rules(by):
        raise PermissionDenied
