"""Why a file is refused and what to do, in a sentence or two for the person who attached it."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "nameless": _("The file has no name. Give it one and attach it again."),
    "forgotten": _("“%(name)s” has waited too long and is no longer kept. Attach it again."),
    "missing": _("No file arrived. Choose the file again and send once more."),
    "empty": _("“%(name)s” is empty. Open it to see whether it holds anything, save it and attach it again."),
    "too_big": _(
        "“%(name)s” is larger than %(detail)s MB. Make its pictures smaller or split it into several files."
    ),
    "wrong_name": _(
        "“%(name)s” is really a .%(detail)s file. Rename it so that its name ends in .%(detail)s."
    ),
    "disk": _(
        "“%(name)s” could not be kept: the portal's disk takes no files now. What you typed is kept; "
        "attach the file again later."
    ),
    "busy": _(
        "“%(name)s” was not looked at: other files are being checked just now. What you typed is kept; "
        "attach this file again in a minute."
    ),
    "too_often": _(
        "“%(name)s” was not looked at: many files came from your network within a short time. What you typed "
        "is kept; send it without the file now, or attach the file again in ten minutes."
    ),
    "out_of_time": _(
        "“%(name)s” was not looked at: the other files took all the time that one sending has. What you "
        "typed is kept; attach this file again."
    ),
    "too_much": _(
        "“%(name)s” was not looked at: all files of one sending together may be %(detail)s MB. What you "
        "typed is kept; attach smaller files, or this one in another sending."
    ),
    "too_many_pixels_in_all": _(
        "“%(name)s” was not looked at: all pictures of one sending together may have %(detail)s million "
        "pixels. What you typed is kept; attach smaller pictures, or this one in another sending."
    ),
    "too_many_files": _(
        "“%(name)s” was not looked at: one sending may bring %(detail)s files. What you typed is kept; "
        "attach this file in another sending."
    ),
    "unknown": _(
        "“%(name)s” is not a PDF, Word, Excel, PNG or JPG file. Save it as one of these and attach that."
    ),
    "program": _("“%(name)s” is a program, which may do harm. Attach a PDF, Word, Excel, PNG or JPG file."),
    "archive": _(
        "“%(name)s” is an archive (%(detail)s). Take the files out of it and attach each of them on its own."
    ),
    "web_page": _("“%(name)s” is a web page. Open it, print it to a PDF file and attach that."),
    "svg": _("“%(name)s” is an SVG drawing, which may hold programs. Save it as PNG and attach that."),
    "other_document": _(
        "“%(name)s” is a file of the kind %(detail)s. Save it as PDF, .docx or .xlsx and attach that."
    ),
    "old_office": _(
        "“%(name)s” is in an old format, such as .doc or .xls. Save it as .docx, .xlsx or PDF first."
    ),
    "other_image": _(
        "“%(name)s” is a picture of the kind %(detail)s. Save it as PNG or JPG and attach that."
    ),
    "heic": _(
        "“%(name)s” is an iPhone picture (HEIC). Send it to yourself as JPG, or set the camera to "
        "“Most Compatible”, and attach that."
    ),
    "video": _("“%(name)s” is a film or a sound. Put it on your agency's site and give the link instead."),
    "password": _("“%(name)s” is protected by a password. Save it without the password and attach it again."),
    "broken": _(
        "“%(name)s” is damaged and cannot be opened. Open it yourself, save it anew and attach that."
    ),
    "incomplete": _("“%(name)s” is cut off: its end is missing. Save or download it again and attach that."),
    "two_in_one": _(
        "“%(name)s” holds more than the %(detail)s file it should be. Open it, save it anew and attach that."
    ),
    "bomb": _("“%(name)s” unpacks to far more than such a file should. Save it anew with less in it."),
    "lying_archive": _("“%(name)s” is not built as it claims. Open it, save it anew and attach that."),
    "too_complex": _(
        "“%(name)s” is too complicated to be checked. Split it, or print it to a simpler PDF file."
    ),
    "macro": _("“%(name)s” holds macros. Save it as an ordinary .docx or .xlsx file and attach that."),
    "embedded": _(
        "“%(name)s” holds another file inside (%(detail)s). Take it out, paste charts as pictures, "
        "and attach the other file on its own."
    ),
    "attached": _("“%(name)s” has files attached inside. Take them out and attach each of them on its own."),
    "external_template": _(
        "“%(name)s” fetches a template from another computer. In Word, detach the template (Developer, "
        "Document Template), save and attach it again."
    ),
    "external": _(
        "“%(name)s” fetches data or pictures from elsewhere when opened. In Excel break the links and "
        "connections (Data, Edit Links), in Word paste the pictures in. Save and attach it again."
    ),
    "dde": _(
        "“%(name)s” has a field that starts another program (DDE). Remove it, save and attach the file again."
    ),
    "entities": _(
        "“%(name)s” is built in a way Word and Excel never do. Open it, save it anew and attach that."
    ),
    "template": _("“%(name)s” is a template. Save it as an ordinary .docx or .xlsx file and attach that."),
    "script": _("“%(name)s” runs something when opened. Print it to a new PDF file and attach that."),
    "xfa": _("“%(name)s” is a form that fills itself in (XFA). Print it to a new PDF file and attach that."),
    "too_many_pixels": _(
        "“%(name)s” is a picture of more than %(detail)s million pixels. Make it smaller, then attach it."
    ),
    "telling_picture": _(
        "A picture inside “%(name)s” may tell where it was taken. Take the page as a picture instead."
    ),
    "animated": _("“%(name)s” is a moving picture. Save one still picture of it and attach that."),
}

# Of a file that was not looked at and waits with its page.
KEPT_MESSAGES = {
    "busy": _(
        "“%(name)s” was not looked at: other files are being checked just now. What you typed is kept, and "
        "so is the file; send once more in a minute."
    ),
    "too_often": _(
        "“%(name)s” was not looked at: many files came from your network within a short time. What you typed "
        "is kept, and so is the file; send once more in ten minutes, or without the file now."
    ),
    "out_of_time": _(
        "“%(name)s” was not looked at: the other files took all the time that one sending has. What you "
        "typed is kept, and so is the file; send once more."
    ),
}
