"""What senders are told about their data before they send and before they agree: who is responsible, which
data, what for, who receives them, how long, whom to ask, their rights and duties, and where to complain.

Names, contacts, times and grounds come from the register, the regulation in force and the dated rules.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Agency, AgencyVersion
from feedback.models import DataLimit, Matter, Regulation, RetentionRule


class Section(NamedTuple):
    """One heading of the notice with its sentences."""

    title: str
    lines: list[str]


def sections_of(agency: Agency | None, receiver: Agency | None, on: dt.date) -> list[Section]:
    """In the active language. For the agency that was chosen; without one, for whichever will be, and
    `receiver`, to which what names none goes."""
    return [
        Section(_("Who is responsible for your data (the controller)"), _controller(agency, receiver, on)),
        Section(_("Which data"), _data()),
        Section(_("What for"), _purposes()),
        Section(_("Who receives them"), _recipients()),
        Section(_("How long they are kept"), _retention(on)),
        Section(_("Your rights"), _rights(on)),
        Section(_("Your duties"), _duties()),
        Section(_("Where to complain"), _complaints()),
    ]


def text_of(sections: list[Section]) -> str:
    """The same as plain text, as it is kept beside what was agreed to."""
    return "\n\n".join("\n".join((section.title, *section.lines)) for section in sections)


def _controller(agency: Agency | None, receiver: Agency | None, on: dt.date) -> list[str]:
    if agency is not None:
        said = _("%(agency)s, the agency you chose.") % {"agency": _name(agency, on)}
        return [said, *_contact(agency, on)]
    if receiver is None:
        return [_("The agency that you choose on the form.")]
    said = _("The agency that you choose on the form; where you choose none, %(agency)s.")
    return [said % {"agency": _name(receiver, on)}, *_contact(receiver, on)]


def _name(agency: Agency, on: dt.date) -> str:
    return AgencyVersion.objects.in_force(on).get(agency=agency).name


def _contact(agency: Agency, on: dt.date) -> list[str]:
    """Where its regulation in force says that it is reached."""
    found = Regulation.objects.in_force(on).filter(agency=agency).first()
    if found is None:
        return []
    said = _(
        "Contact about your data: %(agency)s, %(unit)s, %(address)s; telephone %(phone)s; e-mail %(email)s."
    )
    names = {"unit": found.focal_unit, "address": found.address, "phone": found.phone, "email": found.email}
    return [said % (names | {"agency": _name(agency, on)})]


def _data() -> list[str]:
    return [
        _("Your name, your address, your telephone number or e-mail address; what you write and attach."),
        _(
            "The network address you send from is counted against machines and stands in the servers' logs; "
            "it is not kept with your feedback."
        ),
        _("No photograph of an identity card is asked for. Please send none."),
    ]


def _purposes() -> list[str]:
    return [
        _(
            "To receive, examine and answer your feedback, which is the agency's duty by law and needs no "
            "agreement of yours."
        ),
        _(
            "To publish what you wrote and the answer, without anything that tells who you are: only if you "
            "agree to it. This is up to you, changes nothing about your answer, and can be taken back at any "
            "time, by code and secret or at the agency; what was published is then taken down."
        ),
    ]


def _recipients() -> list[str]:
    return [
        _("The drafters and heads of the agency that handles it; each look is recorded."),
        _(
            "If it is passed on, the agency that receives it is responsible for your data from then on; you "
            "see on the page of your feedback which one it is. The one before reads it in full no more."
        ),
        _(
            "Others in the administration, who see to it that you are answered, read your words without the "
            "names, numbers and addresses that the portal finds in them."
        ),
        _("Nobody else, unless a law demands it."),
    ]


def _retention(on: dt.date) -> list[str]:
    rule = RetentionRule.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if rule is None:
        return [_("No time is set yet: they are kept until the province sets one.")]
    said = ngettext(
        "%(count)d month after your feedback was closed. Then who sent it is erased; what was asked and "
        "answered stays, without you.",
        "%(count)d months after your feedback was closed. Then who sent it is erased; what was asked and "
        "answered stays, without you.",
        rule.months,
    ) % {"count": rule.months}
    if rule.fixed_by:
        return [said, _("Fixed by %(document)s.") % {"document": rule.fixed_by}]
    return [
        said,
        _(
            "No document fixes this time (decision of the province: none yet). The portal keeps to it until "
            "there is one. It rests on: %(ground)s."
        )
        % {"ground": rule.legal_ground},
    ]


def _rights(on: dt.date) -> list[str]:
    limits = DataLimit.objects.of_day(on)
    said = [
        _(
            "To know what is done with your data; to agree or not, and to take agreement back; to view them, "
            "have them corrected, be given a copy, have them erased; to have their use restricted and to "
            "object to it; to have them protected, and to claim damages by law."
        ),
        _("Ask for it at the agency named above, by letter, telephone, e-mail or in person."),
    ]
    matters = (Matter.RESPOND, Matter.SUPPLY, Matter.STOP, Matter.ERASE)
    times = {matter.value: _time(limits.get(matter)) for matter in matters}
    if all(times.values()):
        said.append(
            _(
                "It responds within %(respond)s. It carries out within %(supply)s what you ask to view, to "
                "correct or to be given; within %(stop)s a withdrawal, a restriction or an objection; within "
                "%(erase)s erasing."
            )
            % times
        )
        if any(limits[matter].is_to_confirm for matter in matters):
            said.append(_("Home Affairs is still confirming these times in the text of the decree."))
    return said


def _time(limit: DataLimit | None) -> str:
    return f"{limit.amount} {limit.get_unit_display()}" if limit else ""


def _duties() -> list[str]:
    return [
        _("Give true data about yourself, enough to be answered, and respect the data of others."),
        _("Keep the secret of your receipt to yourself: who has it reads what you wrote."),
    ]


def _complaints() -> list[str]:
    return [
        _(
            "If your data are used against the law, you may complain to the agency named above, denounce it, "
            "or go to court."
        ),
        _("You may also turn to the authority for the protection of personal data of the public security."),
    ]
