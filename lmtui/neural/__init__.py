"""Language models of others behind the one protocol: servers are asked for raw probabilities, token ids and bytes."""
