"""Ask the web server of this container how it is, under a name it answers to."""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].replace(",", " ").split()[0]
request = urllib.request.Request(sys.argv[1], headers={"Host": host})  # noqa: S310 an address of our own
with urllib.request.urlopen(request, timeout=8):  # noqa: S310
    pass  # anything but success raises
