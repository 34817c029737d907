"""A sender's words under seal: a row carries them, and nothing reads them by accident.

What a sealed field holds prints nowhere, joins nothing and is searched by nothing; it may be stored again and
compared. `feedback.words` opens it for whoever may read it. Beside it stands what others read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute
from django.utils import translation

from agencies.models import Officer
from feedback import redaction
from feedback.redaction import Names, Person
from records.fields import CleanCharField, CleanTextField

NOT_MADE = 0  # what is redacted of this row is still to be made


class SealIsClosed(TypeError):
    """Somebody tried to read words past the one door."""


class Sealed:
    """Some text under seal. Equal to the same text, true when there is any."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return self._text == (other._text if isinstance(other, Sealed) else other)

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "<sealed>"

    def _refuse(self, *args: object) -> NoReturn:
        raise SealIsClosed("A sender's words are read through feedback.words alone.")

    __str__ = __format__ = __reduce_ex__ = __iter__ = __len__ = __getitem__ = __contains__ = _refuse

    def __deepcopy__(self, memo: object) -> Sealed:
        return self


def seal(value: Any) -> Any:
    return Sealed(value) if isinstance(value, str) else value


def unseal(value: Any) -> Any:
    """For the door, and for actions that write the words anew."""
    return value._text if isinstance(value, Sealed) else value


def finder_version() -> int:
    """Of the finder by which texts are redacted now; a better one has a higher number."""
    return int(getattr(redaction, "FINDER_VERSION", 1))


def redacted(text: str, person: Person) -> str:
    """What others read of it, as it is stored: in the portal's first language, whoever writes it."""
    with translation.override(settings.LANGUAGE_CODE):
        return redaction.redact(text, person, officers_of_register())


def officers_of_register() -> Names:
    """Everybody who is or was an officer: a citizen names the one they met."""
    return _names(tuple(Officer.objects.order_by("pk").values_list("full_name", flat=True)))


@lru_cache(maxsize=2)
def _names(full_names: tuple[str, ...]) -> Names:
    return Names(full_names)


class SealedAttribute(DeferredAttribute):
    """Of a row: whatever is put in comes out under seal."""

    field: models.Field

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        found = super().__get__(instance, cls)
        return found if instance is None else seal(found)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = seal(value)


class Same(Exact):
    """Whether it is this very text: for actions that must know."""


class Empty(Exact):
    """A sealed field is asked whether it is empty, nothing else."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs != "":
            raise SealIsClosed("A sender's words are searched by what is redacted of them.")
        super().__init__(lhs, rhs)


LOOKUPS = {"exact": Empty, "isnull": IsNull, "same": Same}


class _SealedMixin:
    """Cleaned, checked and stored as any text; read from a row or a query it is sealed."""

    descriptor_class: Any = SealedAttribute

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return seal(value)

    def to_python(self, value: Any) -> Any:
        return super().to_python(unseal(value))  # type: ignore[misc]

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(unseal(value))  # type: ignore[misc]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        return LOOKUPS.get(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        return None


class SealedCharField(_SealedMixin, CleanCharField):
    """One line."""


class SealedTextField(_SealedMixin, CleanTextField):
    """Several lines."""


class SealedEmailField(_SealedMixin, models.EmailField):
    """An address for mail."""


class RedactedField(models.TextField):
    """What others read of a sealed field beside it, made at every save from the words and the row's `person`;
    None until it was made. A save with `update_fields` names both."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **({"null": True, "editable": False} | kwargs))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if is_of_a_migration(model_instance):
            return super().pre_save(model_instance, add)
        words = unseal(getattr(model_instance, self.source))
        text = redacted(words, model_instance.person) if words else ""  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, text)
        return text


def is_of_a_migration(row: models.Model) -> bool:
    """A model as it was knows no `person`: what is redacted of its rows stays as it is."""
    return not hasattr(type(row), "person")


class FinderVersionField(models.SmallIntegerField):
    """By which finder the row's redacted texts were made; NOT_MADE for rows of before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"db_default": NOT_MADE, "editable": False} | kwargs))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if is_of_a_migration(model_instance):
            return super().pre_save(model_instance, add)
        setattr(model_instance, self.attname, finder_version())
        return finder_version()
