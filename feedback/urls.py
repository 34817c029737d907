from django.urls import path

from feedback.views import channels, public, rules

app_name = "feedback"
urlpatterns = [
    path("", public.StartView.as_view(), name="start"),
    path("send/", public.SendView.as_view(), name="send"),
    path("send/rules/", public.FindRulesView.as_view(), name="find-rules"),
    path("follow/", public.FollowView.as_view(), name="follow"),
    path("channels/", channels.ChannelsView.as_view(), name="channels"),
    path("channels/<int:pk>/", channels.OneChannelView.as_view(), name="channel"),
    path("channels/<int:pk>/regulation/", channels.RecordRegulationView.as_view(), name="record-regulation"),
    path("channels/<int:pk>/contacts/", channels.ChangeContactsView.as_view(), name="change-contacts"),
    path("rules/", rules.RulesView.as_view(), name="rules"),
    path("rules/add/", rules.AddRuleView.as_view(), name="add-rule"),
    path("rules/<int:pk>/change/", rules.ChangeRuleView.as_view(), name="change-rule"),
]
