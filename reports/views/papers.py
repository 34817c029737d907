"""The province's two papers: drafted beside the agencies' texts, issued, downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
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
from django.utils.translation import override
from django.views.generic import FormView, TemplateView

from records.downloads import download
from records.text import clean_text
from records.views import serve
from reports.actions.entry import StaleSave
from reports.actions.papers import blank_sections, save_paper_text, texts_of, write_paper
from reports.annexes import figure_name
from reports.bases import Footing, footing
from reports.documents import paper_file_name
from reports.forms.papers import PaperTextForm
from reports.models import Basis, OutgoingPaper, PaperLayout, ProvincePaper, Section, SendingText
from reports.offers import Offer
from reports.outline import Told
from reports.paper_outline import PaperOutline
from reports.permissions import issuing_post, may_write_papers, reviewing_post
from reports.placeholders import TiedNumber, render, tied_numbers
from reports.typed_numbers import LooseNumber, loose_numbers
from reports.views.figures import FiguresPage
from reports.views.offers import pressed
from reports.views.province import ManagerView


class PaperPage(FiguresPage):
    """A page about one of the two papers, its newest issue unless the address names one.

    Leadership reads those issued; Home Affairs writes.
    """

    @cached_property
    def paper(self) -> ProvincePaper:
        papers = ProvincePaper.objects.all() if self.may_write else ProvincePaper.objects.issued()
        of_kind = papers.filter(period=self.period, kind=self.kwargs["kind"])
        if "issue" in self.kwargs:
            of_kind = of_kind.filter(issue_number=self.kwargs["issue"])
        paper = get_object_or_404(of_kind.newest().select_related("basis", "document", "issued_by"))
        paper.period = self.period
        if paper.basis:
            paper.basis.period = self.period
        return paper

    @cached_property
    def stand(self) -> Footing:
        return footing(self.paper)

    @cached_property
    def basis(self) -> Basis | None:
        return self.stand.basis

    @cached_property
    def paper_outline(self) -> PaperOutline:
        return PaperOutline(self.paper, self.stand.province, self.basis)

    @cached_property
    def may_write(self) -> bool:
        return may_write_papers(self.officer)

    @cached_property
    def issues(self) -> list[ProvincePaper]:
        """Every issue of the paper that went out, the newest first."""
        same = ProvincePaper.objects.issued().filter(period=self.period, kind=self.paper.kind)
        return list(same.select_related("basis").order_by("-issue_number"))

    @cached_property
    def loose(self) -> list[LooseNumber]:
        """Numbers typed into a draft that equal their figures no more."""
        return [] if self.paper.is_issued else loose_numbers(self.paper, tied_numbers(self.province))

    def addressed_loose(self) -> list[tuple[LooseNumber, str]]:
        """With where to mend each, for who may."""
        writes = reviewing_post(self.officer) is not None
        return [(row, self.url("paper-section", row.section.pk) if writes else "") for row in self.loose]

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"reports:{name}", args=[self.period.pk, self.paper.kind, *args])

    @cached_property
    def layout(self) -> PaperLayout:
        return PaperLayout.objects.get(regime=self.period.regime_id, kind=self.paper.kind)

    @cached_property
    def file_name(self) -> str:
        return paper_file_name(self.paper, self.layout)

    def paper_trail(self) -> list[tuple[Any, str]]:
        return [*self.trail(), (self.paper.name, self.url("paper"))]


class PaperView(PaperPage, TemplateView):
    """One paper: its outline as a task list, what it would say, and issuing it; or what was issued."""

    template_name = "reports/paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper, is_draft = self.paper, not self.paper.is_issued
        said = texts_of(paper, self.stand)
        outline = _outline(self.period)
        return super().get_context_data(
            period=self.period,
            paper=paper,
            is_issued=paper.is_issued,
            outline=[(section, said.get(section.pk, "")) for section in outline],
            tasks=[self._task(section, said) for section in outline] if is_draft else [],
            received=self.received,
            outside=self.outside(),
            standpoint=self.standpoint(),
            issues=[(issue, self.url("paper-issue", issue.issue_number)) for issue in self._others()],
            is_replaced=not is_draft and self.issues[0] != paper,
            may_issue=issuing_post(self.officer) is not None and is_draft,
            outgoing=None if is_draft else OutgoingPaper.objects.filter(paper=paper).first(),
            may_begin=self.may_write,
            issue_url=self.url("issue-paper"),
            amend_url=self.url("amend-paper") if self._may_amend() else "",
            drop_url=self.url("drop-amendment") if is_draft and paper.issue_number > 1 else "",
            document_url=self._document_url(),
            document_name=self.file_name,
            excerpt_url=self.url("paper-excerpt"),
            blank=blank_sections(paper) if is_draft else [],
            untrue=[(told, self._section_url(told.section)) for told in self.unsaid] if is_draft else [],
            disagreements=self.disagreements() if is_draft else [],
            unsettled=self.stand.unsettled if is_draft else [],
            notes=self.stand.notes,
            loose=self.addressed_loose(),
            trail=self.trail(),
            **kwargs,
        )

    def _others(self) -> list[ProvincePaper]:
        return [issue for issue in self.issues if issue != self.paper]

    def _may_amend(self) -> bool:
        """Of the newest issue, while none is being written after it."""
        return self.may_write and self.paper.is_issued and "issue" not in self.kwargs

    def _document_url(self) -> str:
        if "issue" in self.kwargs:
            return self.url("paper-issue-document", self.paper.issue_number)
        return self.url("paper-document")

    def _task(self, section: Section, said: Mapping[int, str]) -> dict[str, Any]:
        written = said.get(section.pk)
        if section.is_heading:
            return {"title": str(section)}
        told = next((one for one in self.unsaid if one.section == section), None)
        if told is not None:
            by_voices = told.is_denied_by_voices
            state = ("wrong", _("Agencies say otherwise") if by_voices else _("Its figures say otherwise"))
        elif written:
            state = ("complete", _("Written"))
        else:
            state = ("incomplete", _("To write")) if section.is_required else ("not_started", _("Empty"))
        url = self._section_url(section)
        return {"title": str(section), "url": url, "state": state[0], "state_label": state[1]}

    def _section_url(self, section: Section) -> str:
        return self.url("paper-section", section.pk) if reviewing_post(self.officer) else ""

    @cached_property
    def unsaid(self) -> list[Told]:
        return self.paper_outline.unsaid


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

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Saves what is typed, with the sentence that is taken. A press on a figure of the list puts it into
        what is typed and saves nothing, nor does one on a sentence that has changed."""
        typed = request.POST.copy()
        if "take" in typed and (offer := pressed(request, self.offers)):
            typed["text"] = offer.after(
                replace(self.told, text=clean_text(str(typed.get("text", "")), multiline=True))
            )
        elif "insert" in typed or "take" in typed:
            if typed.get("insert") in {row.placeholder for row in tied_numbers(self.province)}:
                typed["text"] = f"{typed.get('text', '').rstrip()} {typed['insert']}".lstrip()
            return self.render_to_response(self.get_context_data(form=self._form_of(typed)))
        form = self._form_of(typed)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def _form_of(self, typed: Any) -> PaperTextForm:
        return self.form_class(typed, **self._of_section)

    @property
    def _of_section(self) -> dict[str, Any]:
        return {"is_required": self.section.is_required}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | self._of_section

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
        shown: Any = form.data
        typed = shown.copy()
        typed["version"] = str(stale.saved.version)
        form.data = typed
        page = self.get_context_data(form=form, theirs=stale.saved)
        return self.render_to_response(page, status=409)

    def form_invalid(self, form: PaperTextForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _next_url(self) -> str:
        if "take" in self.request.POST:
            return self.url("paper-section", self.section.pk)
        if "next" in self.request.POST:
            following = [row for row in _outline(self.period) if row.position > self.section.position]
            following = [row for row in following if not row.is_heading]
            if following:
                return self.url("paper-section", following[0].pk)
        return self.url("paper")

    @property
    def told(self) -> Told:
        return self.paper_outline.told[self.section.pk]

    @cached_property
    def offers(self) -> list[Offer]:
        return self.paper_outline.offers(self.section)

    def sayable(self) -> list[tuple[Any, list[tuple[str, list[TiedNumber]]]]]:
        """What the text may say, by group: each figure's name, over the period and in the closing slice."""
        numbers = tied_numbers(self.province)
        by_figure = [(figure, list(rows)) for figure, rows in groupby(numbers, lambda row: row.figure)]
        by_group = groupby(by_figure, lambda pair: pair[0].indicator.group)
        return [
            (group, [(figure_name(figure), rows) for figure, rows in members]) for group, members in by_group
        ]

    def preview(self, form: Any) -> str:
        """What is typed, with the numbers in place, where it says any."""
        typed = str(form["text"].value() or "")
        return render(typed, tied_numbers(self.province)) if "{" in typed else ""

    def is_unsaved(self, form: PaperTextForm) -> bool:
        """Does the box hold other words than those that are saved?"""
        typed = clean_text(str(form["text"].value() or ""), multiline=True)
        return form.is_bound and typed != (self.saved.text if self.saved else "")

    def agencies_texts(self) -> QuerySet[SendingText]:
        """What the accepted sendings behind the paper say in this section, in the order of the register."""
        of_section = SendingText.objects.filter(
            section__number=self.section.number, sending__in=self.paper_outline.sendings
        )
        version = "sending__report__version"
        named = of_section.exclude(text="").select_related(f"{version}__kind")
        return named.order_by(f"{version}__kind__position", f"{version}__sort_key")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(
            form=form,
            preview=self.preview(form),
            is_unsaved=self.is_unsaved(form),
            sayable=self.sayable(),
            told=self.told,
            offers=self.offers,
            loose=[(row, "") for row in self.loose if row.section == self.section],
            period=self.period,
            paper=self.paper,
            section=self.section,
            texts=self.agencies_texts(),
            saved=self.saved,
            received=self.received,
            outside=self.outside(),
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
            content = write_paper(
                self.paper, self.stand, post=issuing_post(self.officer), today=timezone.localdate()
            )
        return download(content, self.file_name)
