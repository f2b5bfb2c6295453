"""The wire between the services: contract, streams, logs, clock and settings."""
