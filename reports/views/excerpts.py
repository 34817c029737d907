"""The communications part of the general reform report, to be copied with one press or taken as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin

from agencies.papers import own_form
from records.days import screen_moment
from records.downloads import download
from records.papers.official import write_extract
from reports.actions.papers import texts_of
from reports.documents import excerpt_file_name
from reports.excerpt import Excerpt, excerpt_of_paper, excerpt_of_sending
from reports.models import Period, Sending
from reports.permissions import may_read_draft
from reports.spans import period_in_words
from reports.views.access import ReportMixin
from reports.views.papers import PaperPage

TITLE = "Công tác thông tin, tuyên truyền cải cách hành chính"


class ExcerptMixin(ContextMixin, View):
    """What both pages and both files say."""

    @property
    def excerpt(self) -> Excerpt | None:
        """None while nothing was sent."""
        raise NotImplementedError

    @property
    def period_of(self) -> Period:
        raise NotImplementedError

    @property
    def body(self) -> str:
        """Whose it is."""
        raise NotImplementedError

    def source(self) -> str:
        """Where it comes from, in the words of the reader's language."""
        raise NotImplementedError

    def document(self) -> HttpResponse:
        if self.excerpt is None:
            raise Http404
        with override("vi"):
            content = write_extract(
                title=f"{TITLE} {period_in_words(self.period_of)}",
                author=self.body,
                text=self.excerpt.paragraph,
                table=self.excerpt.table,
                source=self.source(),
            )
        return download(content, excerpt_file_name(self.period_of, self.body))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"excerpt": self.excerpt, "source": self.source() if self.excerpt else "", "body": self.body}
        return super().get_context_data(**said, **kwargs)


class SendingExcerpt(ExcerptMixin, ReportMixin):
    """Of the accepted sending, else of the newest for who may read it; never of what is being written."""

    @cached_property
    def sending(self) -> Sending | None:
        if self.report.accepted_sending or not may_read_draft(self.officer, self.report):
            return self.report.accepted_sending
        return self.report.latest_sending

    @cached_property
    def excerpt(self) -> Excerpt | None:
        return excerpt_of_sending(self.report, self.sending) if self.sending else None

    @property
    def period_of(self) -> Period:
        return self.report.period

    @property
    def body(self) -> str:
        return self.report.version.name

    def source(self) -> str:
        sending = self.sending
        assert sending is not None  # noqa: S101 -- asked with an excerpt
        words = {"number": sending.number, "at": screen_moment(timezone.localtime(sending.sent_at))}
        if sending.pk == self.report.accepted_sending_id:
            return _("From sending %(number)s of %(at)s, accepted by Home Affairs.") % words
        return _("From sending %(number)s of %(at)s, which Home Affairs has not accepted yet.") % words


class ReportExcerptView(SendingExcerpt, TemplateView):
    template_name = "reports/excerpt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("reports:excerpt-document", args=[self.report.pk])
        other = own_form(self.report.version.kind)
        return super().get_context_data(document_url="" if other else url, own_form=other, **kwargs)


class ReportExcerptDocumentView(SendingExcerpt):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if other := own_form(self.report.version.kind):
            messages.warning(request, other)
            return HttpResponseRedirect(reverse("reports:excerpt", args=[self.report.pk]))
        return self.document()


class PaperExcerpt(ExcerptMixin, PaperPage):
    """Of an issued paper as it was issued; of a draft as text and figures stand now."""

    @cached_property
    def excerpt(self) -> Excerpt:
        return excerpt_of_paper(self.paper, self.stand.province, texts_of(self.paper, self.stand))

    @property
    def period_of(self) -> Period:
        return self.period

    @property
    def body(self) -> str:
        return self.layout.issuing_body

    def source(self) -> str:
        words = {"paper": self.paper.name, "at": screen_moment(timezone.localtime())}
        if self.paper.issued_at:
            words["at"] = screen_moment(timezone.localtime(self.paper.issued_at))
            return _("From “%(paper)s”, issued at %(at)s.") % words
        return _("From “%(paper)s”, a draft, and from the figures accepted until %(at)s.") % words


class PaperExcerptView(PaperExcerpt, TemplateView):
    template_name = "reports/excerpt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = self.url("paper-excerpt-document")
        return super().get_context_data(document_url=url, trail=self.paper_trail(), **kwargs)


class PaperExcerptDocumentView(PaperExcerpt):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.document()
