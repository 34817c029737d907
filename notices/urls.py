from django.urls import path

from notices.views import announcing, inbox, ledger, rules, waits

app_name = "notices"

urlpatterns = [
    path("", inbox.InboxView.as_view(), name="inbox"),
    path("preferences/", inbox.PreferencesView.as_view(), name="preferences"),
    path("read/", inbox.ReadAllView.as_view(), name="read_all"),
    path("<uuid:pk>/read/", inbox.EntryView.as_view(), name="read"),
    path("<uuid:pk>/open/", inbox.OpenView.as_view(), name="open"),
    path("ledger/", ledger.LedgerView.as_view(), name="ledger"),
    path("ledger/<int:pk>/retry/", ledger.RetryView.as_view(), name="retry"),
    path("coming/", ledger.ComingView.as_view(), name="coming"),
    path("rules/", rules.RulesView.as_view(), name="rules"),
    path("rules/<int:pk>/change/", rules.ChangeRuleView.as_view(), name="change_rule"),
    path("rules/<int:pk>/end/", rules.EndRuleView.as_view(), name="end_rule"),
    path("rules/<int:pk>/take-back/", rules.TakeBackView.as_view(), name="take_back_rule"),
    path("rules/<str:kind>/new/", rules.AddStepView.as_view(), name="add_step"),
    path("health/", ledger.HealthView.as_view(), name="health"),
    path("health/clock/", ledger.ConfirmClockView.as_view(), name="confirm-clock"),
    path("waits/", waits.WaitsView.as_view(), name="waits"),
    path("health/resume/", ledger.ResumeView.as_view(), name="resume"),
    path("announce/", announcing.AnnounceView.as_view(), name="announce"),
    path("messages/", announcing.AnnouncementsView.as_view(), name="announcements"),
    path("messages/<int:pk>/", announcing.AnnouncementView.as_view(), name="announcement"),
    path("outbox/", ledger.OutboxView.as_view(), name="outbox"),
]
