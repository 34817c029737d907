"""Every way the feedback room changes. Each is one transaction and leaves an entry in the audit trail.
`by` is None only when no officer acts: an installation command, or the clock."""
