using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using October.Tasks.Messages;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace October.Tasks.Telemetry;

/// <summary>
/// One trace from the request to the end of the task: the W3C trace context (https://www.w3.org/TR/trace-context/) goes through the task's
/// headers. Log lines carry it always; spans are exported where OpenTelemetry's own variables say so.
/// </summary>
public static class Tracing
{
    /// <summary>Name of the spans' source.</summary>
    public const string SourceName = "October.Tasks";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Puts trace and span ids on every log line.</summary>
    internal static void AddToLogs(ILoggingBuilder logging) =>
        logging.Configure(static options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);

    /// <summary>Exports spans by OTLP. Endpoint, protocol, headers and sampling are read from the OTEL_ variables by OpenTelemetry itself.</summary>
    internal static void Export(IServiceCollection services, string program)
    {
        // ASP.NET Core then puts the tags of OpenTelemetry's conventions on its spans, so that no instrumentation library is needed.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(program))
            .WithTracing(static tracing => tracing.AddSource(SourceName, "Microsoft.AspNetCore").AddProcessor(new RequestSpans()).AddOtlpExporter());
    }

    /// <summary>The trace context of what runs now, for the headers of a task; null outside any trace.</summary>
    internal static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>The span of one run; where nobody listens to spans, still the trace's ids for the log. Null for a task outside any trace.</summary>
    internal static Activity? StartRun(TaskMessage task)
    {
        if (!Source.HasListeners() && task.TraceParent is null)
            return null;
        var parent = ActivityContext.TryParse(task.TraceParent, null, isRemote: true, out var sent) ? sent : default;
        var activity = Source.StartActivity("run " + task.Task, ActivityKind.Consumer, parent);
        if (activity is null)
            return parent == default ? null : new Activity("run " + task.Task).SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
        // OpenTelemetry's names for messaging, https://opentelemetry.io/docs/specs/semconv/messaging/.
        activity.SetTag("messaging.system", "redis");
        activity.SetTag("messaging.operation.type", "process");
        activity.SetTag("messaging.destination.name", task.Queue);
        activity.SetTag("messaging.message.id", task.Id);
        activity.SetTag("celery.task_name", task.Task);
        return activity;
    }
}
