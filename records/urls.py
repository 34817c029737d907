from django.urls import path

from records import views

app_name = "records"
urlpatterns = [path("<uuid:pk>/", views.file, name="file")]
