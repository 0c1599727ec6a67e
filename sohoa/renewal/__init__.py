"""Keeps the proof of archived records alive: upgrades, new time stamps in time, the calendar."""
