"""Who comes when: the day list, and entering or moving an appointment for a caller."""
