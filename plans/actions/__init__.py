"""Every way the province's plan changes. Each is one transaction and leaves an entry in the audit trail.
`by` is None only when no officer acts: an installation command, or the clock."""
