"""Designs and what is known of them: values at the bottom, the evented library above, storage behind a port."""
