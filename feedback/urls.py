from django.urls import path

from feedback.views import channels

app_name = "feedback"
urlpatterns = [
    path("channels/", channels.ChannelsView.as_view(), name="channels"),
    path("channels/<int:pk>/", channels.OneChannelView.as_view(), name="channel"),
    path("channels/<int:pk>/regulation/", channels.RecordRegulationView.as_view(), name="record-regulation"),
    path("channels/<int:pk>/contacts/", channels.ChangeContactsView.as_view(), name="change-contacts"),
]
