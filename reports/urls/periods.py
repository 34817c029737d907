"""Home Affairs' pages: the regime, periods, the board, review."""

from django.urls import URLPattern, path

from reports.views import board, limits, outline, periods, regimes, review, reviewers, sources

urlpatterns: list[URLPattern] = [
    path("periods/", periods.PeriodsView.as_view(), name="periods"),
    path("periods/make/<int:year>/", periods.GenerateYearView.as_view(), name="generate-year"),
    path("periods/<int:pk>/", periods.PeriodView.as_view(), name="period"),
    path("periods/<int:pk>/open/", periods.OpenPeriodView.as_view(), name="open-period"),
    path("periods/<int:pk>/window/", periods.SetWindowView.as_view(), name="set-window"),
    path("periods/<int:pk>/deadline/", periods.SetDeadlineView.as_view(), name="set-deadline"),
    path("board/", board.CurrentBoardView.as_view(), name="board"),
    path("board/<int:pk>/", board.BoardView.as_view(), name="board"),
    path("board/<int:pk>/board.xlsx", board.BoardXlsxView.as_view(), name="board-xlsx"),
    path("board/<int:pk>/board.csv", board.BoardCsvView.as_view(), name="board-csv"),
    path("board/year/<int:year>/", board.YearBoardView.as_view(), name="year-board"),
    path("regime/", regimes.RegimeView.as_view(), name="regime"),
    path("regime/basis/", regimes.ChangeRegimeView.as_view(), name="change-regime"),
    path("regime/form/renew/", regimes.RenewFormView.as_view(), name="renew-form"),
    path("regime/approval/", regimes.ApprovalRuleView.as_view(), name="approval-rule"),
    path("regime/layouts/<slug:kind>/", regimes.LayoutView.as_view(), name="change-layout"),
    path("regime/periods/", regimes.PeriodKindsView.as_view(), name="period-kinds"),
    path("regime/deadlines/add/", regimes.RuleView.as_view(), name="add-rule"),
    path("regime/deadlines/<int:pk>/", regimes.RuleView.as_view(), name="change-rule"),
    path("regime/deadlines/<int:pk>/remove/", regimes.RemoveRuleView.as_view(), name="remove-rule"),
    path("regime/forms/<int:pk>/", regimes.FormView.as_view(), name="form"),
    path(
        "regime/forms/<int:pk>/sections/<int:section>/",
        outline.FormSectionView.as_view(),
        name="form-section",
    ),
    path(
        "regime/forms/<int:pk>/sections/<int:section>/figures/add/",
        outline.AddSectionFigureView.as_view(),
        name="add-section-figure",
    ),
    path(
        "regime/forms/<int:pk>/sections/<int:section>/figures/<int:figure>/",
        outline.ChangePhraseView.as_view(),
        name="change-phrase",
    ),
    path(
        "regime/forms/<int:pk>/sections/<int:section>/figures/<int:figure>/remove/",
        outline.RemoveSectionFigureView.as_view(),
        name="remove-section-figure",
    ),
    path(
        "regime/forms/<int:pk>/indicators/<int:indicator>/",
        outline.ChangeGuidanceView.as_view(),
        name="change-guidance",
    ),
    path("regime/forms/<int:pk>/sources/add/", sources.AddSourceView.as_view(), name="add-source"),
    path(
        "regime/forms/<int:pk>/sources/<int:source>/end/", sources.EndSourceView.as_view(), name="end-source"
    ),
    path("regime/forms/<int:pk>/limits/add/", limits.SetLimitView.as_view(), name="set-limit"),
    path("regime/forms/<int:pk>/limits/<int:limit>/end/", limits.EndLimitView.as_view(), name="end-limit"),
    path("regime/forms/<int:pk>/jumps/", limits.SetJumpsView.as_view(), name="set-jumps"),
    path("reviewers/", reviewers.ReviewersView.as_view(), name="reviewers"),
    path("timeliness/", board.TimelinessView.as_view(), name="timeliness"),
    path("reports/<int:pk>/review/", review.ReviewView.as_view(), name="review"),
    path("reports/<int:pk>/return/", review.ReturnView.as_view(), name="return"),
    path("reports/<int:pk>/accept/", review.AcceptView.as_view(), name="accept"),
    path("reports/<int:pk>/extend/", review.ExtendView.as_view(), name="extend"),
    path("reports/<int:pk>/excuse/", review.ExcuseView.as_view(), name="excuse"),
    path("reports/<int:pk>/owe-again/", review.OweAgainView.as_view(), name="owe-again"),
    path("reports/<int:pk>/take-over/", review.TakeOverView.as_view(), name="take-over"),
    path("reports/<int:pk>/give-back/", review.GiveBackView.as_view(), name="give-back"),
]
