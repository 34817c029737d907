"""The province's figures and papers."""

from django.urls import path

from reports.views import excerpts, figures, issuing, outgoing, papers, sheets

urlpatterns = [
    path("periods/<int:pk>/figures/", figures.ConsolidatedView.as_view(), name="consolidated"),
    path("periods/<int:pk>/figures/<int:figure_pk>/", figures.BehindView.as_view(), name="behind"),
    path(
        "periods/<int:pk>/figures/checks/<int:check>/explain/",
        figures.ExplainCheckView.as_view(),
        name="explain-check",
    ),
    path("periods/<int:pk>/figures.xlsx", figures.FiguresWorkbookView.as_view(), name="figures-xlsx"),
    path("periods/<int:pk>/figures.csv", figures.FiguresCsvView.as_view(), name="figures-csv"),
    path("periods/<int:pk>/papers/<str:kind>/", papers.PaperView.as_view(), name="paper"),
    path(
        "periods/<int:pk>/papers/<str:kind>/sections/<int:section>/",
        papers.PaperSectionView.as_view(),
        name="paper-section",
    ),
    path(
        "periods/<int:pk>/papers/<str:kind>/document.docx",
        papers.PaperDocumentView.as_view(),
        name="paper-document",
    ),
    path("periods/<int:pk>/papers/<str:kind>/issue/", issuing.IssuePaperView.as_view(), name="issue-paper"),
    path(
        "periods/<int:pk>/papers/<str:kind>/excerpt/",
        excerpts.PaperExcerptView.as_view(),
        name="paper-excerpt",
    ),
    path(
        "periods/<int:pk>/papers/<str:kind>/excerpt.docx",
        excerpts.PaperExcerptDocumentView.as_view(),
        name="paper-excerpt-document",
    ),
    path(
        "periods/<int:pk>/papers/<str:kind>/issues/<int:issue>/",
        papers.PaperView.as_view(),
        name="paper-issue",
    ),
    path(
        "periods/<int:pk>/papers/<str:kind>/issues/<int:issue>/document.docx",
        papers.PaperDocumentView.as_view(),
        name="paper-issue-document",
    ),
    path("periods/<int:pk>/papers/<str:kind>/amend/", issuing.AmendPaperView.as_view(), name="amend-paper"),
    path(
        "periods/<int:pk>/papers/<str:kind>/drop-amendment/",
        issuing.DropAmendmentView.as_view(),
        name="drop-amendment",
    ),
    path("papers/<int:pk>/outgoing/", outgoing.BeginOutgoingView.as_view(), name="begin-outgoing"),
    path("outgoing/<int:pk>/", outgoing.OutgoingView.as_view(), name="outgoing"),
    path("outgoing/<int:pk>/submission.docx", outgoing.SubmissionView.as_view(), name="submission"),
    path("outgoing/<int:pk>/steps/<slug:verb>/", outgoing.MoveOutgoingView.as_view(), name="move-outgoing"),
    path("outgoing/<int:pk>/number/", outgoing.NumberView.as_view(), name="number-outgoing"),
    path("outgoing/<int:pk>/addressees/add/", outgoing.AddDispatchView.as_view(), name="add-dispatch"),
    path("dispatches/<int:pk>/steps/<slug:verb>/", outgoing.MoveDispatchView.as_view(), name="move-dispatch"),
    path("dispatches/<int:pk>/figures/", outgoing.FiguresReceiptView.as_view(), name="figures-receipt"),
    path("periods/<int:pk>/sheet/", sheets.SheetView.as_view(), name="sheet"),
    path("periods/<int:pk>/sheet.xlsx", sheets.SheetWorkbookView.as_view(), name="sheet-xlsx"),
    path("regime/roads/", sheets.RoadsView.as_view(), name="roads"),
    path("regime/forms/<int:pk>/sheet/", sheets.SheetLinesView.as_view(), name="sheet-lines"),
    path("regime/forms/<int:pk>/sheet/change/", sheets.ChangeSheetView.as_view(), name="change-sheet"),
    path("regime/forms/<int:pk>/sheet/add/", sheets.SheetLineView.as_view(), name="add-sheet-line"),
    path("regime/forms/<int:pk>/sheet/<int:line>/", sheets.SheetLineView.as_view(), name="change-sheet-line"),
    path(
        "regime/forms/<int:pk>/sheet/<int:line>/remove/",
        sheets.RemoveSheetLineView.as_view(),
        name="remove-sheet-line",
    ),
]
