from django.urls import path

from agencies.views import calendar, imports, leaves, officers, register

app_name = "agencies"
urlpatterns = [
    path("", register.RegisterView.as_view(), name="list"),
    path("mine/", register.MineView.as_view(), name="mine"),
    path("new/", register.CreateAgencyView.as_view(), name="create"),
    path("<int:pk>/", register.AgencyView.as_view(), name="detail"),
    path("<int:pk>/change/", register.ChangeAgencyView.as_view(), name="change"),
    path("<int:pk>/close/", register.CloseAgencyView.as_view(), name="close"),
    path("<int:pk>/drafting-unit/", register.UnitView.as_view(), name="drafting_unit"),
    path("versions/<int:pk>/correct/", register.CorrectVersionView.as_view(), name="correct"),
    path("successions/new/", register.SuccessionView.as_view(), name="succession"),
    path("kinds/", register.KindsView.as_view(), name="kinds"),
    path("kinds/<int:pk>/", register.ChangeKindView.as_view(), name="change_kind"),
    path("officers/", officers.OfficersView.as_view(), name="officers"),
    path("officers/new/", officers.CreateOfficerView.as_view(), name="create_officer"),
    path("officers/<int:pk>/", officers.OfficerView.as_view(), name="officer"),
    path("officers/<int:pk>/change/", officers.ChangeOfficerView.as_view(), name="change_officer"),
    path("officers/<int:pk>/posts/new/", officers.GivePostView.as_view(), name="give_post"),
    path("officers/<int:pk>/deactivate/", officers.DeactivateView.as_view(), name="deactivate"),
    path("officers/<int:pk>/reactivate/", officers.ReactivateView.as_view(), name="reactivate"),
    path("officers/<int:pk>/link/", officers.LinkView.as_view(), name="link"),
    path("posts/<int:pk>/end/", officers.EndPostView.as_view(), name="end_post"),
    path("leave/", leaves.LeaveView.as_view(), name="leave"),
    path("leave/<int:pk>/end/", leaves.EndLeaveView.as_view(), name="end_leave"),
    path("leave/<int:pk>/propose/", leaves.ProposeSubstituteView.as_view(), name="propose_substitute"),
    path("leave/<int:pk>/substitute/", leaves.GiveSubstituteView.as_view(), name="substitute"),
    path("leave/<int:pk>/refuse/", leaves.RefuseSubstituteView.as_view(), name="refuse_substitute"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.CalendarView.as_view(), name="calendar_year"),
    path("calendar/days/new/", calendar.AddDayView.as_view(), name="add_day"),
    path("calendar/days/<int:pk>/change/", calendar.ChangeDayView.as_view(), name="change_day"),
    path("calendar/days/<int:pk>/remove/", calendar.RemoveDayView.as_view(), name="remove_day"),
    path("import/", imports.ImportView.as_view(), name="import"),
    path("import/template/", imports.TemplateWorkbookView.as_view(), name="import_template"),
]
