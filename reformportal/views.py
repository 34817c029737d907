from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from agencies.models import Leave
from agencies.views.access import OfficerRequest
from reformportal import catalogue, desk


@method_decorator(login_not_required, name="dispatch")
class HomeView(TemplateView):
    template_name = "home.html"


@method_decorator(login_not_required, name="dispatch")
class HelpView(TemplateView):
    template_name = "help.html"


class DeskView(TemplateView):
    template_name = "desk.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer, today = self.request.user, timezone.localdate()
        return super().get_context_data(
            desk=desk.desk_tasks(officer, today),
            posts=officer.current_posts,
            leaves=list(Leave.objects.on(today).concerning(officer)),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class CatalogueView(TemplateView):
    """Every component once, for those who build pages; only where the portal is being tried out."""

    template_name = "catalogue.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.TRIAL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, **catalogue.examples())
