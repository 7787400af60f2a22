using System.Diagnostics;
using OpenTelemetry;

namespace October.Tasks.Telemetry;

/// <summary>
/// Names the spans of requests by method and route, as https://opentelemetry.io/docs/specs/semconv/http/http-spans/ wants, and keeps probes and
/// scrapes from being exported: they come every few seconds and nobody looks for them.
/// </summary>
internal sealed class RequestSpans : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("http.request.method") is not string method)
            return;
        var route = data.GetTagItem("http.route") as string;
        if ((route ?? data.GetTagItem("url.path")) is "/healthz" or "/ready" or "/metrics")
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        data.DisplayName = route is null ? method : $"{method} {route}";
    }
}
