"""The store of the Lotse: HSDS models, search, seed data and migrations. It knows neither the bot nor the web."""
