"""What Tiến Độ knows and does, without a screen: reading files, storing figures, official rules, reports."""
