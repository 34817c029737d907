"""The word that a drafter gives where the portal asks about a number: one like those of real reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reformportal.sample.figures import Numbers
from reports.models import Figure, FormVersion
from reports.rules import is_far, looks_cumulative

TOLD = {
    "lượt người": "Kỳ này tập trung tổ chức hội nghị, tập huấn theo kế hoạch nên tăng cao.",
    "đồng": "Kinh phí giải ngân tập trung trong kỳ này.",
}
OF_FLOW = "Thực hiện tập trung trong kỳ này theo kế hoạch; đã rà soát, không gồm số kỳ trước."
OF_STATE = "Đã rà soát, số đúng tại ngày chốt."
OF_REGISTER = "Theo sổ theo dõi phản ánh, kiến nghị trên cổng, mở trong năm."


@dataclass
class Told:
    """An agency's numbers by report year and place in it, as they were sent."""

    years: dict[int, dict[int, Numbers]] = field(default_factory=dict)

    def keep(self, year: int, place: int, numbers: Numbers) -> None:
        self.years.setdefault(year, {})[place] = dict(numbers)

    def notes(
        self,
        year: int,
        place: int,
        numbers: Numbers,
        said: Mapping[int, Decimal],
        form: FormVersion,
        figures: Iterable[Figure],
    ) -> dict[str, str]:
        """By code, for what the form's rules ask about; `said` is what the records say by figure."""
        asked = {
            figure.code: TOLD.get(figure.unit, OF_FLOW) if _is_flow(figure) else OF_STATE
            for figure in figures
            if (number := numbers.get(figure.code)) is not None
            and figure.kind in (Figure.Kind.COUNT, Figure.Kind.MONEY)
            and self._is_asked(figure, number, year, place, said.get(figure.pk), form)
        }
        return asked | self._opening(year, place, numbers)

    def _opening(self, year: int, place: int, numbers: Numbers) -> dict[str, str]:
        """A stock that begins otherwise than the last one ended, as where the portal's register took over."""
        closed = self.years.get(year, {}).get(place - 1, {}).get("TT33.5")
        opening = numbers.get("TT33.1")
        differs = None not in (closed, opening) and closed != opening
        return {"TT33.1": OF_REGISTER} if differs else {}

    def _is_asked(
        self, figure: Figure, number: Decimal, year: int, place: int, said: Decimal | None, form: FormVersion
    ) -> bool:
        earlier = [one for n in range(place) if (one := self._number(figure, year, n)) is not None]
        last = self._number(figure, year, place - 1) if place else self._number(figure, year - 1, 3)
        known = [last, max(earlier, default=None), self._number(figure, year - 1, place)]
        measured = [one for one in known if one is not None and (one or not _is_flow(figure))]
        is_total = _is_flow(figure) and said != number
        if is_total and looks_cumulative(number, earlier, least=form.jump_least):
            return True
        falls = not _is_flow(figure)
        return is_far(number, measured, factor=form.jump_factor, least=form.jump_least, falls=falls)

    def _number(self, figure: Figure, year: int, place: int) -> Decimal | None:
        return self.years.get(year, {}).get(place, {}).get(figure.code)


def _is_flow(figure: Figure) -> bool:
    return figure.time_rule == Figure.TimeRule.SUM
