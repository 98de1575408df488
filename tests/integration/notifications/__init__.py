"""What is told, and how it arrives."""
