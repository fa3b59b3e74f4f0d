"""The review of usage: pages for admins and reviewers, in the admin's look."""
