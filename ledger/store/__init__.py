"""The only modules that know the eventsourcing library: mapper, recorder, factory, application."""
