"""Making releases of bundles, and putting them into projects."""
