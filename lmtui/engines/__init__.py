"""Who works on a large text: this process, or the cores of this machine; and what is kept between two runs."""
