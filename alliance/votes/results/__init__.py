"""Result sheets of closed questions, as pages and as files."""
