"""What the program tells of itself while it runs: measures, and the ids that its log lines carry.

Nothing here knows who listens: whoever serves the figures puts a recorder in (ui/frame/metrics.py for Prometheus).
Neither figures nor ids name people, units, cells or files.
"""
