"""What team leads see of many cases at once, and what citizens say of a service: no names."""
