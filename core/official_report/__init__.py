"""The official report of a plan, a unit and a period, as an office sends it (domain.md section 6).

Numbers come only from the report functions that the screens use; sentences are templates in data/report/.
"""
