"""The page "Zuständigkeit": who gets new cases, who is away, who stands in."""
