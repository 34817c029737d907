"""Issuing a paper of the province, and issuing it once more."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.views import ActionView, ConfirmView
from records.days import screen_moment
from reports.actions.issuing import (
    amend_paper,
    drop_amendment,
    issue_paper,
    shown_to_issuer,
    written_in,
)
from reports.actions.papers import authorities
from reports.forms.papers import AmendForm, IssueForm
from reports.forms.verbs import SeenForm
from reports.permissions import issuing_post, may_write_papers
from reports.views.papers import PaperPage


class IssuePaperView(PaperPage, ConfirmView):
    """Asks the issuer again, naming what the paper stands on and who is not in it, then issues it."""

    is_danger = False
    title = gettext_lazy("Issue the report")
    action_label = gettext_lazy("Issue the report")
    done = gettext_lazy("The report is issued: its text, figures and file stay as they are now.")
    form_class = IssueForm
    template_name = "reports/issue.html"

    def may_enter(self, officer: Any) -> bool:
        return issuing_post(officer) is not None

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (self.paper.name, self.url("paper"))]

    def get_initial(self) -> dict[str, Any]:
        return {"seen": shown_to_issuer(self.paper, self.stand)}

    def get_form_kwargs(self) -> dict[str, Any]:
        known = list(authorities(self.paper, self.layout, self.today))
        return super().get_form_kwargs() | {"has_loose": bool(self.loose), "authorities": known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is chosen here stands nowhere: of what changed meanwhile the page itself speaks."""
        return super().get_context_data(**kwargs | {"loose": self.addressed_loose(), "standing": []})

    def consequences(self) -> list[Any]:
        return [
            _("%(paper)s for %(period)s is frozen: text, figures, and which sending of which agency it used.")
            % {"paper": self.paper.title, "period": self.period},
            self._basis_sentence(),
            _("From then on agencies correct their reports instead of getting them back."),
            *self._received_sentences(),
            *(_("Under the annex stands: %(line)s") % {"line": note} for note in self.stand.notes),
        ]

    def _basis_sentence(self) -> str:
        if self.basis:
            return _("It stands on the %(basis)s, as the other report does.") % {"basis": self.basis}
        if self.newest_basis:
            return _("A new set of figures, no. %(number)d, is made of what is accepted now.") % {
                "number": self.newest_basis.number + 1
            }
        return _(
            "Set of figures no. 1 is made of what is accepted now; both reports of the period stand on it."
        )

    def _received_sentences(self) -> list[str]:
        words = _("Accepted: %(accepted)d of %(owed)d agencies.")
        found = [words % {"accepted": self.received.accepted, "owed": self.received.owed}]
        return found + [
            _("%(reception)s, named in the annex: %(count)d agencies (%(names)s).")
            % {
                "reception": label,
                "count": len(rows),
                "names": "; ".join(row.version.name for row, _url in rows),
            }
            for label, rows in self.outside()
        ]

    def act(self, form: Any) -> None:
        issue_paper(
            self.paper,
            seen=form.cleaned_data["seen"],
            keeps_numbers=form.cleaned_data.get("keeps_numbers", False),
            authority=form.cleaned_data.get("authority", ""),
            **self.acting(),
        )


class WriterView(PaperPage):
    """For who writes or issues the papers."""

    def may_enter(self, officer: Any) -> bool:
        return may_write_papers(officer)

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (self.paper.name, self.url("paper"))]


class AmendPaperView(WriterView, ActionView):
    """Asks why an issued paper is issued once more, then begins the new issue with the same text."""

    form_class = AmendForm
    title = gettext_lazy("Issue the report once more")
    lead = gettext_lazy(
        "The new issue begins with the same text and takes the figures accepted by then. The earlier one "
        "stays as it was, to be read and downloaded."
    )
    action_label = gettext_lazy("Begin the new issue")
    done = gettext_lazy("The new issue is begun. Check its text, then issue it.")

    def act(self, form: Any) -> None:
        amend_paper(self.paper, reason=form.cleaned_data["reason"], **self.acting())


class DropAmendmentView(WriterView, ConfirmView):
    """Takes back a new issue that was begun and is not wanted."""

    is_danger = False
    form_class = SeenForm
    title = gettext_lazy("Take the new issue back")
    action_label = gettext_lazy("Delete the new issue")
    done = gettext_lazy("The new issue is deleted; the report issued before goes on standing.")

    def consequences(self) -> list[Any]:
        if self.paper.issue_number == 1 or self.paper.is_issued:
            raise Http404
        gone = _("The text written for %(paper)s is deleted.") % {"paper": self.paper.title}
        written = list(self.paper.texts.exclude(text="").select_related("saved_by").order_by("saved_at"))
        if not written:
            return [gone]
        said = _("Sections written: %(count)d. %(name)s saved last, at %(at)s.")
        at = screen_moment(timezone.localtime(written[-1].saved_at))
        return [gone, said % {"count": len(written), "name": written[-1].saved_by.full_name, "at": at}]

    def get_initial(self) -> dict[str, Any]:
        return {"seen": written_in(self.paper)}

    def act(self, form: SeenForm) -> None:
        drop_amendment(self.paper, **form.cleaned_data, **self.acting())
