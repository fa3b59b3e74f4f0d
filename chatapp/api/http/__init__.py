"""What all resources share: authentication, admission, bodies, errors, headers, streams."""
