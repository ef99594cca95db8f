"""Tests, sorted by cost: rules, rooms, engines, trip, browser, architecture; bench, prove."""
