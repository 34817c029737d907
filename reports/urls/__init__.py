from reports.urls import agency, papers, periods

app_name = "reports"
urlpatterns = [*agency.urlpatterns, *periods.urlpatterns, *papers.urlpatterns]
