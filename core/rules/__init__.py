"""How officials count: pure functions on Decimal, int and date; no database, no screen. Each cites its source."""
