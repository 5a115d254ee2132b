"""Making qualcode into what people install, and trying that where nothing else is installed."""
