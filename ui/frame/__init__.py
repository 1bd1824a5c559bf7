"""What stands around every screen: start, health, unhandled errors, who may connect."""
