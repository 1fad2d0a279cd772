"""The portal tried over HTTP: `make portal-test`."""
