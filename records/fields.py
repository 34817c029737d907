"""Model fields that keep text clean however it is saved, and keys that follow the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from records import inputs
from records.text import clean_text, fold, paper_number, sort_key


class _CleanMixin:
    """Cleans at validation, at every save, bulk write and lookup; the object then holds what was stored."""

    multiline = False

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)  # type: ignore[misc]
        return clean_text(value, multiline=self.multiline) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = clean_text(value, multiline=self.multiline)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def formfield(self, **kwargs: Any) -> Any:
        if not self.choices:  # type: ignore[attr-defined]
            kwargs = {"form_class": inputs.CleanCharField, "multiline": self.multiline, **kwargs}
        return super().formfield(**kwargs)  # type: ignore[misc]


class CleanCharField(_CleanMixin, models.CharField):
    """One line of text, cleaned."""


class PaperNumberField(CleanCharField):
    """Number and sign of a paper: a number of one digit has its leading zero when it is kept, read or asked
    for, also where a row of before lacks it. To the database a `CleanCharField`."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"{CleanCharField.__module__}.{CleanCharField.__qualname__}", args, kwargs

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return paper_number(value) if value else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return paper_number(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = paper_number(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": inputs.PaperNumberField, **kwargs})


class CleanTextField(_CleanMixin, models.TextField):
    """Text of several lines, cleaned."""

    multiline = True


class _KeyField(models.TextField):
    """A key computed from other fields at every save; compared byte by byte.

    A save with `update_fields` must name the key too, and `QuerySet.update` does not reach it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)

    def key_of(self, model_instance: models.Model) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.key_of(model_instance)
        setattr(model_instance, self.attname, key)
        return key


def _texts(model_instance: models.Model, sources: Sequence[str]) -> list[str]:
    return [str(value) for source in sources if (value := getattr(model_instance, source))]


class FoldedField(_KeyField):
    """The search key of several fields: ask it with `search_key__contains=fold(what_was_typed)`."""

    def __init__(self, *args: Any, sources: Sequence[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sources": self.sources}

    def key_of(self, model_instance: models.Model) -> str:
        return " ".join(map(fold, _texts(model_instance, self.sources)))


class SortKeyField(_KeyField):
    """The key that puts one field into Vietnamese alphabetical order."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def key_of(self, model_instance: models.Model) -> str:
        return " ".join(map(sort_key, _texts(model_instance, [self.source])))
