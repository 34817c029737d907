"""The province's figures and papers."""

from django.urls import path

from reports.views import figures, issuing, papers

urlpatterns = [
    path("periods/<int:pk>/figures/", figures.ConsolidatedView.as_view(), name="consolidated"),
    path("periods/<int:pk>/figures/<int:figure_pk>/", figures.BehindView.as_view(), name="behind"),
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
]
