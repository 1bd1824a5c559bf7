"""Measurements that print ratios of one run; machines are noisy, so nothing here is a test."""
