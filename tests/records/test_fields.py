"""Text is clean and its keys are right however a row is saved."""

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models

from records.fields import CleanCharField, CleanTextField, FoldedField, SortKeyField
from records.text import fold, sort_key

DECOMPOSED = unicodedata.normalize("NFD", " Đặng  Thùy\u200b Trâm ")


class Place(models.Model):
    name = CleanCharField("tên", max_length=20, unique=True)
    sign = CleanCharField(max_length=20, blank=True)
    story = CleanTextField(blank=True)
    note = CleanCharField(max_length=20, null=True)
    search_key = FoldedField(sources=("name", "sign"))
    order_key = SortKeyField(source="name")

    objects: models.Manager["Place"] = models.Manager()

    class Meta:
        app_label = "letters"

    def __str__(self):
        return self.name


@pytest.fixture(autouse=True)
def places(db):
    with connection.schema_editor() as editor:
        editor.create_model(Place)


def stored():
    return list(Place.objects.order_by("pk").values_list("name", "search_key"))


def test_a_saved_row_and_the_object_in_hand_are_clean():
    place = Place.objects.create(name=DECOMPOSED, sign="ĐTT", story="a\r\nb\x00", note=None)
    assert (place.name, place.sign, place.story, place.note) == ("Đặng Thùy Trâm", "ĐTT", "a\nb", None)
    assert place.search_key == "dang thuy tram dtt"
    place.refresh_from_db()
    assert (place.name, place.story, place.note) == ("Đặng Thùy Trâm", "a\nb", None)
    assert (place.search_key, place.order_key) == ("dang thuy tram dtt", sort_key("Đặng Thùy Trâm"))


def test_rows_written_in_bulk_are_clean():
    Place.objects.bulk_create([Place(name=DECOMPOSED), Place(name="Ba\u202e Tơ")])
    assert stored() == [("Đặng Thùy Trâm", "dang thuy tram"), ("Ba Tơ", "ba to")]


def test_an_update_is_clean():
    Place.objects.create(name="Ba Tơ")
    Place.objects.update(name=DECOMPOSED)
    assert Place.objects.get().name == "Đặng Thùy Trâm"


def test_keys_follow_a_changed_name():
    place = Place.objects.create(name="Ba Tơ")
    place.name = "Bờ Y"
    place.save()
    assert stored() == [("Bờ Y", "bo y")]


def test_both_forms_of_a_name_are_one_name():
    Place.objects.create(name="Bờ Y")
    twin = Place(name=unicodedata.normalize("NFD", "Bờ Y"), note="x")
    with pytest.raises(ValidationError) as refusal:
        twin.full_clean()
    assert list(refusal.value.message_dict) == ["name"]
    assert Place.objects.get(name=unicodedata.normalize("NFD", "Bờ Y")).name == "Bờ Y"


@pytest.mark.parametrize("blank", ["\u200b", " ", "\x00", "\u3164"])
def test_a_name_that_cannot_be_seen_is_missing(blank):
    form_class = forms.modelform_factory(Place, fields=["name"])
    assert list(form_class({"name": blank}).errors) == ["name"]
    with pytest.raises(ValidationError):
        Place(name=blank, note="x").full_clean()


def test_a_model_form_cleans_before_it_counts():
    form = forms.modelform_factory(Place, fields=["name", "story"])(
        {"name": unicodedata.normalize("NFD", "ộ" * 20), "story": "a\r\nb"}
    )
    assert form.is_valid()
    assert form.cleaned_data == {"name": "ộ" * 20, "story": "a\nb"}


@pytest.mark.parametrize("typed", ["thuy tram", "THÙY", "đặng", "dang thuy", DECOMPOSED])
def test_a_search_finds_with_and_without_marks(typed):
    Place.objects.bulk_create([Place(name="Đặng Thùy Trâm"), Place(name="Ba Tơ")])
    found = Place.objects.filter(search_key__contains=fold(typed))
    assert [place.name for place in found] == ["Đặng Thùy Trâm"]


def test_the_database_puts_names_in_vietnamese_order():
    names = ["Ba Tô", "Ba Tơ", "Bờ Y", "Dục Nông", "Đăk Hà", "Đặng Thùy Trâm", "Ia Tơi"]
    Place.objects.bulk_create([Place(name=name) for name in reversed(names)])
    assert list(Place.objects.order_by("order_key").values_list("name", flat=True)) == names


@pytest.mark.parametrize("field", [field for field in Place._meta.fields if field.name != "id"], ids=str)
def test_a_field_can_be_written_into_a_migration(field):
    name, path, args, kwargs = field.deconstruct()
    assert path == f"records.fields.{type(field).__name__}"
    assert type(field)(*args, **kwargs).deconstruct()[1:] == (path, args, kwargs)
    assert name == field.name
