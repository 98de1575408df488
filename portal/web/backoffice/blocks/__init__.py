"""The page "Textbausteine": what team leads write for messages that come again and again."""
