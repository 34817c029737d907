"""What a file really is, and whether the office may keep it.

`check.check_file` is the door. The bytes are opened by `inspector`, a process of its own with limits, so
that a file made to exhaust its reader costs the portal nothing.
"""
