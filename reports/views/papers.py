"""The province's two papers: drafted beside the agencies' texts, issued, downloaded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, TemplateView

from records.downloads import download
from records.views import serve
from reports.actions.entry import StaleSave
from reports.actions.papers import (
    blank_sections,
    changed_since_issue,
    issue_paper,
    save_paper_text,
    write_paper,
)
from reports.documents import paper_file_name
from reports.forms.papers import PaperTextForm
from reports.models import PaperLayout, ProvincePaper, Section, SendingText
from reports.permissions import issuing_post, may_write_papers, reviewing_post
from reports.views.figures import FiguresPage
from reports.views.province import ConfirmView, ManagerView
from reports.workflow import PaperState


class PaperPage(FiguresPage):
    """A page about one of the two papers. Leadership reads those issued; Home Affairs writes."""

    @cached_property
    def paper(self) -> ProvincePaper:
        papers = ProvincePaper.objects.filter(period=self.period)
        readable = papers if self.may_write else papers.filter(state=PaperState.ISSUED)
        paper = get_object_or_404(readable, kind=self.kwargs["kind"])
        paper.period = self.period
        return paper

    @cached_property
    def may_write(self) -> bool:
        return may_write_papers(self.officer)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"reports:{name}", args=[self.period.pk, self.paper.kind, *args])

    @cached_property
    def file_name(self) -> str:
        layout = PaperLayout.objects.get(regime=self.period.regime_id, kind=self.paper.kind)
        return paper_file_name(self.paper, layout)

    def paper_trail(self) -> list[tuple[Any, str]]:
        return [*self.trail(), (self.paper.get_kind_display(), self.url("paper"))]


class PaperView(PaperPage, TemplateView):
    """One paper: its outline as a task list, what it would say, and issuing it."""

    template_name = "reports/paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = self.paper
        is_issued = paper.state == PaperState.ISSUED
        texts = {row.section_id: row for row in paper.texts.select_related("saved_by")}
        return super().get_context_data(
            period=self.period,
            paper=paper,
            is_issued=is_issued,
            outline=[(section, texts.get(section.pk)) for section in _outline(self.period)],
            tasks=[] if is_issued else [self._task(section, texts) for section in _outline(self.period)],
            missing=self.missing,
            may_write=reviewing_post(self.officer) is not None and not is_issued,
            may_issue=issuing_post(self.officer) is not None and not is_issued,
            issue_url=self.url("issue-paper"),
            document_url=self.url("paper-document"),
            document_name=self.file_name,
            changed=self.addressed(changed_since_issue(paper)) if is_issued else [],
            blank=[] if is_issued else blank_sections(paper),
            trail=self.trail(),
            **kwargs,
        )

    def _task(self, section: Section, texts: dict) -> dict[str, Any]:
        written = section.pk in texts and texts[section.pk].text
        if section.is_heading:
            return {"title": str(section)}
        if written:
            state = ("complete", _("Written"))
        else:
            state = ("incomplete", _("To write")) if section.is_required else ("not_started", _("Empty"))
        url = self.url("paper-section", section.pk) if reviewing_post(self.officer) else ""
        return {"title": str(section), "url": url, "state": state[0], "state_label": state[1]}


def _outline(period: Any) -> list[Section]:
    return list(Section.objects.filter(form_version=period.form_version_id))


class PaperSectionView(PaperPage, ManagerView, FormView):
    """One section of a paper, with the agencies' own texts of that section at hand."""

    template_name = "reports/paper_section.html"
    form_class = PaperTextForm

    @cached_property
    def section(self) -> Section:
        written = Section.objects.filter(form_version=self.period.form_version_id, is_heading=False)
        return get_object_or_404(written, pk=self.kwargs["section"])

    @cached_property
    def saved(self) -> Any:
        return self.paper.texts.select_related("saved_by").filter(section=self.section).first()

    def get_initial(self) -> dict[str, Any]:
        return {
            "text": self.saved.text if self.saved else "",
            "version": self.saved.version if self.saved else 0,
        }

    def form_valid(self, form: PaperTextForm) -> HttpResponse:
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        try:
            save_paper_text(
                self.paper, self.section, text, seen_version=version, by=self.officer, now=timezone.now()
            )
        except StaleSave as stale:
            return self._conflict(form, stale)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Section %(section)s is saved.") % {"section": self.section.number})
        return HttpResponseRedirect(self._next_url())

    def _conflict(self, form: PaperTextForm, stale: StaleSave) -> HttpResponse:
        """Show both texts; saving again takes what is typed here."""
        form.add_error("text", stale)
        typed = self.request.POST.copy()
        typed["version"] = str(stale.saved.version)
        form.data = typed
        page = self.get_context_data(form=form, theirs=stale.saved)
        return self.render_to_response(page, status=409)

    def form_invalid(self, form: PaperTextForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _next_url(self) -> str:
        if "next" in self.request.POST:
            following = [row for row in _outline(self.period) if row.position > self.section.position]
            following = [row for row in following if not row.is_heading]
            if following:
                return self.url("paper-section", following[0].pk)
        return self.url("paper")

    def agencies_texts(self) -> QuerySet[SendingText]:
        """What accepted sendings say in this section, in the order of the register."""
        accepted = self.period.reports.values("accepted_sending")
        of_section = SendingText.objects.filter(section__number=self.section.number, sending__in=accepted)
        version = "sending__report__version"
        named = of_section.exclude(text="").select_related(f"{version}__kind")
        return named.order_by(f"{version}__kind__position", f"{version}__sort_key")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            period=self.period,
            paper=self.paper,
            section=self.section,
            texts=self.agencies_texts(),
            saved=self.saved,
            missing=self.missing,
            trail=self.paper_trail(),
            cancel_url=self.url("paper"),
            **kwargs,
        )


class PaperDocumentView(PaperPage):
    """The paper as .docx: as it stands now, or the frozen file once it is issued."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:
        if self.paper.document:
            return serve(self.paper.document, name=self.file_name)
        with override("vi"):
            content = write_paper(self.paper, self.province, post=issuing_post(self.officer))
        return download(content, self.file_name)


class IssuePaperView(PaperPage, ConfirmView):
    """Asks the issuer again, naming who is missing, then freezes and issues the paper."""

    title = gettext_lazy("Issue the report")
    action_label = gettext_lazy("Issue the report")
    done = gettext_lazy("The report is issued: its text, figures and file stay as they are now.")

    def may_enter(self, officer: Any) -> bool:
        return issuing_post(officer) is not None

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (self.paper.get_kind_display(), self.url("paper"))]

    def consequences(self) -> list[Any]:
        found = [
            _("%(paper)s for %(period)s is frozen: text, figures, and which sending of which agency it used.")
            % {"paper": self.paper.get_kind_display(), "period": self.period},
            _("From then on agencies correct their reports instead of getting them back."),
        ]
        if self.missing:
            found.append(
                _("%(count)d agencies are missing and are named as such: %(names)s.")
                % {"count": len(self.missing), "names": "; ".join(row.version.name for row in self.missing)}
            )
        return found

    def act(self, form: Any, now: dt.datetime) -> None:
        issue_paper(self.paper, by=self.officer, now=now)
