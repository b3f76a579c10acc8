/** How OpenTelemetry's `http.server.request.duration` is named in Prometheus. */
export const httpMetrics = {
  durationCount: 'http_server_request_duration_seconds_count',
  durationBucket: 'http_server_request_duration_seconds_bucket',
  routeLabel: 'http_route',
  statusLabel: 'http_response_status_code',
} as const;

/** Bounds of that histogram's buckets that OpenTelemetry's semantic conventions advise, seconds. */
export const httpDurationBoundsSeconds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
