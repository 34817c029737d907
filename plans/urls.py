from django.urls import path

from plans.views import keeping, reading

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
]
