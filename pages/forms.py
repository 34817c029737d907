"""Forms that every room may use."""

from __future__ import annotations

from django import forms


class NoForm(forms.Form):
    """Asks nothing but whether it is meant."""
