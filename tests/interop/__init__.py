"""Our bundles in the hands of foreign programs: servers, validators, engines."""
