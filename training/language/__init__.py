"""The weights of services/enrich/language: what they were counted from, fitted to and measured on."""
