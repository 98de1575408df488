"""Who gets a case without anybody deciding it by hand: rules, absences, substitutes."""
