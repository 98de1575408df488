"""What is told when, in which words; the port through which it leaves the portal."""
