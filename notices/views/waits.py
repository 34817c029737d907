"""How long things waited, for Home Affairs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from agencies.views.access import OfficerRequest
from notices.forms import SpanFilter
from notices.views.ledger import REMINDERS, HomeAffairsView
from notices.waits import FEWEST, TWELVE_MONTHS, Step, spans, waited


class WaitsView(HomeAffairsView, TemplateView):
    request: OfficerRequest
    template_name = "notices/waits.html"
    extra_context = {"trail": [REMINDERS]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = spans(timezone.localdate())
        form = SpanFilter(self.request.GET, spans=[(code, words) for code, (words, _span) in chosen.items()])
        code = form.chosen() or TWELVE_MONTHS
        words, span = chosen[code]
        steps = waited(span)
        return super().get_context_data(
            form=form,
            words=words,
            span=span,
            steps=steps,
            chart_rows=[row for step in steps for row in _bars(step)],
            fewest=FEWEST,
            is_filtered=code != TWELVE_MONTHS,
            **kwargs,
        )


def _bars(step: Step) -> list[tuple[str, Any, str]]:
    """One a step; where two roles had it, one for each."""
    is_shared = len(step.whole) > 1
    return [
        (f"{step.name} ({wait.whose})" if is_shared else step.name, wait.median, wait.words)
        for wait in step.whole
    ]
