using System.Collections.Concurrent;
using Prometheus;

namespace October.Api.Metrics;

/// <summary>Requests by method, route template and status. Raw paths never become labels: anyone could make millions of them.</summary>
internal sealed class RequestMetrics(IMetricFactory metrics)
{
    private const string Unmatched = "unmatched";

    private readonly Counter _requests = metrics.CreateCounter("http_requests_total", "HTTP requests.", ["method", "path", "status"]);
    private readonly Histogram _duration = metrics.CreateHistogram(
        "http_request_duration_seconds",
        "Time from request to answer.",
        ["method", "path"],
        new HistogramConfiguration { Buckets = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60] });

    private readonly ConcurrentDictionary<(string Method, string Path, int Status), (Counter.Child Requests, Histogram.Child Duration)> _children = new();

    public void Record(string method, string? route, int status, TimeSpan duration)
    {
        var child = _children.GetOrAdd((Known(method), route ?? Unmatched, status), static (key, self) =>
            (self._requests.WithLabels(key.Method, key.Path, key.Status.ToString()), self._duration.WithLabels(key.Method, key.Path)), this);
        child.Requests.Inc();
        child.Duration.Observe(duration.TotalSeconds);
    }

    private static string Known(string method) =>
        method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" ? method : "other";
}
