using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>
/// Writes core/v1 Events in the background, in order. An Event that repeats is counted up instead of being made again, as client-go's
/// correlator does. Losing an Event is never an error.
/// </summary>
internal sealed partial class EventRecorder : IAsyncDisposable
{
    private const int MaxAggregated = 4096;

    private readonly IClusterClient _client;
    private readonly TimeProvider _time;
    private readonly IdSource _ids;
    private readonly ILogger _logger;
    private readonly Channel<Occurrence> _queue = Channel.CreateUnbounded<Occurrence>();
    private readonly Dictionary<Occurrence, (string Name, int Count)> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public EventRecorder(IClusterClient client, TimeProvider time, IdSource ids, ILogger logger)
    {
        (_client, _time, _ids, _logger) = (client, time, ids, logger);
        _run = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <param name="regarding">The object the Event is about.</param>
    /// <param name="component">Who says so, for example <c>deployment-controller</c>.</param>
    /// <param name="type"><c>Normal</c> or <c>Warning</c>.</param>
    /// <param name="reason">One word in CamelCase.</param>
    /// <param name="message">A sentence.</param>
    /// <param name="fieldPath">The part of the object, for example <c>spec.containers{api}</c>.</param>
    /// <param name="host">The node, when the component runs on one.</param>
    public void Record(
        JsonObject regarding, string component, string type, string reason, string message, string? fieldPath = null, string? host = null) =>
        _queue.Writer.TryWrite(new Occurrence(
            regarding.StringAt("apiVersion") ?? "v1", regarding.StringAt("kind") ?? "", regarding.Namespace(), regarding.Name(), regarding.Uid(),
            component, type, reason, message, fieldPath, host));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var occurrence in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await WriteAsync(occurrence, cancellationToken);
                }
                catch (ApiStatusException exception)
                {
                    LogEventLost(_logger, occurrence.Reason, occurrence.Name, exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task WriteAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToKubernetesTime();
        if (_seen.TryGetValue(occurrence, out var seen))
        {
            _seen[occurrence] = seen with { Count = seen.Count + 1 };
            try
            {
                await _client.PatchAsync(
                    ResourceTypes.Events,
                    occurrence.EventNamespace,
                    seen.Name,
                    new JsonObject { ["count"] = seen.Count + 1, ["lastTimestamp"] = now },
                    cancellationToken: cancellationToken);
                return;
            }
            catch (ApiStatusException exception) when (exception.Code == 404)
            {
                // Its hour is over: begin anew.
            }
        }

        if (_seen.Count >= MaxAggregated)
            _seen.Clear();
        var name =
            $"{occurrence.Name}.{_ids.Next(int.MaxValue).ToString("x8", CultureInfo.InvariantCulture)}"
                + $"{_ids.Next(int.MaxValue).ToString("x8", CultureInfo.InvariantCulture)}";
        _seen[occurrence] = (name, 1);
        await _client.CreateAsync(ResourceTypes.Events, occurrence.ToEvent(name, now), cancellationToken: cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Event {Reason} about {Name} was not written: {Problem}")]
    private static partial void LogEventLost(ILogger logger, string reason, string name, string problem);

    private sealed record Occurrence(
        string ApiVersion,
        string Kind,
        string Namespace,
        string Name,
        string Uid,
        string Component,
        string Type,
        string Reason,
        string Message,
        string? FieldPath,
        string? Host)
    {
        public string EventNamespace => Namespace.Length == 0 ? "default" : Namespace;

        public JsonObject ToEvent(string name, string now)
        {
            var about = new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = Kind, ["name"] = Name, ["uid"] = Uid };
            if (Namespace.Length > 0)
                about["namespace"] = Namespace;
            if (FieldPath is not null)
                about["fieldPath"] = FieldPath;
            var source = new JsonObject { ["component"] = Component };
            if (Host is not null)
                source["host"] = Host;
            return new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Event",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = EventNamespace },
                ["involvedObject"] = about,
                ["type"] = Type,
                ["reason"] = Reason,
                ["message"] = Message,
                ["source"] = source,
                ["firstTimestamp"] = now,
                ["lastTimestamp"] = now,
                ["count"] = 1,
                ["reportingComponent"] = Component,
                ["reportingInstance"] = Host ?? "",
            };
        }
    }
}
