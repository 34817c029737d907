from django.urls import path

from plans.views import activities, doing, exchange, keeping, reading

app_name = "plans"
urlpatterns = [
    path("", reading.PlansView.as_view(), name="list"),
    path("mine/", reading.MineView.as_view(), name="mine"),
    path("new/", keeping.CreatePlanView.as_view(), name="create"),
    path("<int:pk>/", reading.PlanView.as_view(), name="plan"),
    path("<int:pk>/adjust/", keeping.AdjustPlanView.as_view(), name="adjust"),
    path("<int:pk>/duties/new/", keeping.AddDutyView.as_view(), name="add-duty"),
    path("duties/<int:pk>/", reading.DutyView.as_view(), name="duty"),
    path("duties/<int:pk>/reword/", keeping.RewordDutyView.as_view(), name="reword"),
    path("duties/<int:pk>/drop/", keeping.DropDutyView.as_view(), name="drop"),
    path("activities/", activities.ActivitiesView.as_view(), name="activities"),
    path("activities/export/", exchange.ExportView.as_view(), name="export-activities"),
    path("agencies/<int:pk>/activities/import/", exchange.ImportView.as_view(), name="import-activities"),
    path(
        "agencies/<int:pk>/activities/template/",
        exchange.TemplateWorkbookView.as_view(),
        name="import-template",
    ),
    path("activities/calendar/", activities.CalendarView.as_view(), name="calendar"),
    path("agencies/<int:pk>/activities/new/", doing.PlanActivityView.as_view(), name="plan-activity"),
    path("agencies/<int:pk>/activities/done/", doing.RecordActivityView.as_view(), name="record-activity"),
    path("activities/<int:pk>/", activities.ActivityView.as_view(), name="activity"),
    path("activities/<int:pk>/change/", doing.ChangeActivityView.as_view(), name="change-activity"),
    path("activities/<int:pk>/finish/", doing.FinishActivityView.as_view(), name="finish-activity"),
    path("activities/<int:pk>/update/", doing.UpdateActivityView.as_view(), name="update-activity"),
    path("activities/<int:pk>/results/new/", doing.AddResultView.as_view(), name="add-result"),
    path("activities/<int:pk>/proofs/new/", doing.AddProofView.as_view(), name="add-proof"),
    path("results/<int:pk>/remove/", doing.RemoveResultView.as_view(), name="remove-result"),
    path("proofs/<int:pk>/remove/", doing.RemoveProofView.as_view(), name="remove-proof"),
]
