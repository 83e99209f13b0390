"""What can be done with maintenance windows, and with the alerts that they hold."""
