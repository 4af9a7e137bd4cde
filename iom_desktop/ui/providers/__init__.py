"""The team's directory of providers and services: finding one, keeping it up to date, bringing it in."""
