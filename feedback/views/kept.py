"""A page that came back with a mistake holds all that was on it, the files that were chosen too."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import keys, limits
from feedback.actions.keeping import carry_over, keep_files
from feedback.forms.sending import ItemForm, ManyFilesField


def put_right(request: HttpRequest, form: ItemForm, address: str) -> None:
    """Give the page a fresh key where its own is too old, and keep the good ones of the files with it."""
    old_key = form.data.get("sending_key", "")
    if form.renew_key():
        carry_over(old_key, form.data["sending_key"])
    uploads = request.FILES.getlist("uploads")
    if not uploads:
        form.offer_kept()
        return
    now = timezone.now()
    good, _bad = ManyFilesField.sift(uploads[: form.room_for_files()])
    key = form.data["sending_key"]
    may_keep = keys.age_of(key) is not None and not limits.too_many_keepings(address, now)
    kept = keep_files(key, good, now=now) if may_keep else []
    form.offer_kept(ticked=kept)
    left = [str(upload.name) for upload in uploads][len(kept) :] if len(kept) < len(good) else []
    if left and "uploads" not in form.errors:
        said = _("Choose again: %(files)s. They could not be kept.")
        form.add_error("uploads", said % {"files": ", ".join(left)})
