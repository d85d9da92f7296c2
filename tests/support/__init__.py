"""What several folders of tests need: small corpora, slow and obvious references, the golden figures."""
