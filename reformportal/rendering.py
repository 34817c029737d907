"""How the portal's forms become HTML: as Django renders them, but for long lists of choices."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    """A box with a hundred agencies took half the time of a page, a template for each of them."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """What Django's own template makes of it."""
    groups = format_html_join(
        "", "{}", ((_group(name, options),) for name, options, _ in widget["optgroups"])
    )
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    rows = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(option["value"]), flatatt(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, rows) if name else rows
