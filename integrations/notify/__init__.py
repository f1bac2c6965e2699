"""Short messages to people: text message, e-mail, the inbox of the portal."""
