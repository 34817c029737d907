from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("", views.InboxView.as_view(), name="inbox"),
    path("preferences/", views.PreferencesView.as_view(), name="preferences"),
    path("read/", views.ReadAllView.as_view(), name="read_all"),
    path("<uuid:pk>/read/", views.EntryView.as_view(), name="read"),
    path("<uuid:pk>/open/", views.OpenView.as_view(), name="open"),
    path("ledger/", views.LedgerView.as_view(), name="ledger"),
    path("ledger/<int:pk>/retry/", views.RetryView.as_view(), name="retry"),
    path("health/", views.HealthView.as_view(), name="health"),
    path("announce/", views.AnnounceView.as_view(), name="announce"),
    path("messages/<int:pk>/", views.AnnouncementView.as_view(), name="announcement"),
    path("outbox/", views.OutboxView.as_view(), name="outbox"),
]
