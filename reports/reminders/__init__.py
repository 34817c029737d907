"""What the room's people owe, one file a kind: what is owed, when it is told, in which words."""
