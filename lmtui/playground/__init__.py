"""What a user can see and do, without a screen."""
