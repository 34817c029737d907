"""The same as Vietnamese: whoever reads the portal in English still types into the same forms."""

from reformportal.formats.vi.formats import *  # noqa: F403 - all of them, on purpose
