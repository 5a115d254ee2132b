"""What tables hold and what their cells say."""
