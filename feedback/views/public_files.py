"""Files that everybody may open: the agency's page about them, and their own address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import View

from feedback.actions import public_files as actions
from feedback.forms.publishing import PublicFileForm
from feedback.models import Publication, PublicFile
from feedback.views.office import OfficeVerbView, OfficeView
from feedback.words import Purpose, read
from records.models import Attachment
from records.views import serve


class PublicFilesView(OfficeView):
    template_name = "feedback/public_files.html"
    form_class = PublicFileForm
    title = gettext_lazy("Files for the public")
    action_label = gettext_lazy("Add the file for approval")
    done = gettext_lazy("Added. Another officer of the agency opens and approves it.")

    @cached_property
    def publication(self) -> Publication:
        return get_object_or_404(Publication, handling=self.handling)

    def get_form_kwargs(self) -> dict[str, Any]:
        words = read(self.handling, purpose=Purpose.PUBLISH, **self.acting())
        return super().get_form_kwargs() | {"offered": words.files}

    def act(self, form: PublicFileForm) -> PublicFile:
        data = form.cleaned_data
        chosen = {"original": data.get("original"), "copy": data["copy"]}
        return actions.choose_file(self.handling, title=data["title"], **chosen, **self.acting())

    def next_url(self, result: Any) -> str:
        return reverse("feedback:public-files", args=[self.handling.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.publication.files.select_related("attachment", "chosen_by", "approved_by")
        mine = {"officer": self.request.user, "handling": self.handling}
        looked = actions.looked_at_by(self.request.user, rows)
        return super().get_context_data(files=rows, looked=looked, **mine, **kwargs)


class PublicFileView(OfficeVerbView):
    @cached_property
    def file(self) -> PublicFile:
        rows = PublicFile.objects.select_related("publication__handling", "attachment")
        return get_object_or_404(rows, publication__handling=self.handling, pk=self.kwargs["file"])

    def back_url(self) -> str:
        return reverse("feedback:public-files", args=[self.handling.pk])


class LookAtFileView(PublicFileView):
    """The copy as a download, before it is approved; that it was opened is written down."""

    def act(self) -> Attachment:
        return actions.look_at_file(self.file, **self.acting())

    def respond(self, result: Attachment) -> HttpResponseBase:  # type: ignore[override]
        return serve(result)


class ApproveFileView(PublicFileView):
    done = gettext_lazy("Approved: everybody may open it once the text is published.")

    def act(self) -> PublicFile:
        return actions.approve_file(self.file, **self.acting())


class RemoveFileView(PublicFileView):
    done = gettext_lazy("Removed: nobody opens it any more.")

    def act(self) -> None:
        actions.remove_file(self.file, **self.acting())


@method_decorator(login_not_required, name="dispatch")
class OpenPublicFileView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, code: str, pk: int, file: int) -> FileResponse:
        rows = PublicFile.objects.public().filter(publication__handling=pk)
        found = get_object_or_404(
            rows.select_related("attachment"), pk=file, publication__handling__item__code=code
        )
        return serve(found.attachment)
