"""The form: one step at a time, what is typed is kept, position computed from the answers."""
