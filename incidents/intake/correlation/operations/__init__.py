"""What may be done with correlation: place an alert, decide a suggestion, keep a rule."""
