"""An agency's own pages: its reports, their entry, sign-off and history."""

from django.urls import path

from reports.views import autosave, entry, excerpts, files, reports, sections, verbs

urlpatterns = [
    path("reports/", reports.ReportListView.as_view(), name="list"),
    path("reports/<int:pk>/", reports.ReportView.as_view(), name="report"),
    path("reports/<int:pk>/whole/", reports.WholeView.as_view(), name="whole"),
    path("reports/<int:pk>/check/", reports.CheckView.as_view(), name="check"),
    path("reports/<int:pk>/document.docx", reports.DocumentView.as_view(), name="document"),
    path("reports/<int:pk>/excerpt/", excerpts.ReportExcerptView.as_view(), name="excerpt"),
    path(
        "reports/<int:pk>/excerpt.docx", excerpts.ReportExcerptDocumentView.as_view(), name="excerpt-document"
    ),
    path("reports/<int:pk>/figures/<int:group>/", entry.GroupView.as_view(), name="group"),
    path(
        "reports/<int:pk>/figures/<int:group>/save/", autosave.GroupAutosaveView.as_view(), name="save-group"
    ),
    path("reports/<int:pk>/sections/<int:section>/", sections.SectionView.as_view(), name="section"),
    path(
        "reports/<int:pk>/sections/<int:section>/save/",
        autosave.SectionAutosaveView.as_view(),
        name="save-section",
    ),
    path("reports/<int:pk>/sections/nil/", sections.TakeNilView.as_view(), name="take-nil"),
    path("reports/<int:pk>/blanks/", verbs.BlanksView.as_view(), name="blanks"),
    path("reports/<int:pk>/records/take/", verbs.TakeRecordedView.as_view(), name="take-recorded"),
    path("reports/<int:pk>/records/<int:figure>/", reports.RecordsView.as_view(), name="records"),
    path("reports/<int:pk>/evidence/add/", files.AddEvidenceView.as_view(), name="add-evidence"),
    path(
        "reports/<int:pk>/evidence/<int:evidence>/remove/",
        files.RemoveEvidenceView.as_view(),
        name="remove-evidence",
    ),
    path("reports/<int:pk>/submit/", verbs.SubmitView.as_view(), name="submit"),
    path("reports/<int:pk>/withdraw/", verbs.WithdrawView.as_view(), name="withdraw"),
    path("reports/<int:pk>/hand-back/", verbs.HandBackView.as_view(), name="hand-back"),
    path("reports/<int:pk>/sign/", verbs.SignView.as_view(), name="sign"),
    path("reports/<int:pk>/send-on-behalf/", files.SendOnBehalfView.as_view(), name="send-on-behalf"),
    path("reports/<int:pk>/correct/", verbs.CorrectView.as_view(), name="correct"),
    path("reports/<int:pk>/sendings/<int:number>/", reports.SendingView.as_view(), name="sending"),
    path(
        "reports/<int:pk>/sendings/<int:number>/official-paper/",
        files.OfficialPaperView.as_view(),
        name="official-paper",
    ),
]
