"""Language models of others behind the one protocol: of servers, of GGUF files, of folders of transformers."""
