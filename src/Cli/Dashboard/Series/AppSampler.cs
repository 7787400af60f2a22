using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s.Models;
using October.Cli.Cluster;
using October.Cli.Dashboard.Watching;

namespace October.Cli.Dashboard.Series;

/// <summary>
/// Samples one app's metrics through the API server's proxy to its pods, while a page shows the app. Several pages share the samples.
/// </summary>
internal sealed class AppSampler(ClusterApi api, ClusterWatch watch, string key, TimeProvider time)
{
    private const int Kept = 120;
    private const int MostPods = 10;
    private const int LongestAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Queue<Sample> _samples = [];
    private Dictionary<string, LatencyBuckets> _before = new(StringComparer.Ordinal);
    private DateTimeOffset? _last;
    private SeriesView _view = new([], [], [], []);

    /// <summary>All samples, again after each new one, as JSON.</summary>
    public async IAsyncEnumerable<string?> MessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (; ; await Task.Delay(Interval, time, cancellationToken))
            yield return JsonSerializer.Serialize(await ReadAsync(cancellationToken), DashboardJson.Default.SeriesView);
    }

    /// <summary>The samples, with a new one when the last is old enough.</summary>
    private async Task<SeriesView> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_last is null || now - _last >= Interval * 0.8)
            {
                _view = await SampleAsync(now, cancellationToken);
                _last = now;
            }

            return _view;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<SeriesView> SampleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (queues, queueError) = await FirstAsync("worker", cancellationToken);
        var (latency, rate, latencyError) = await LatencyAsync(now, cancellationToken);
        var lengths = MetricsText.Read(queues, "celery_queue_length").GroupBy(one => one.Labels.GetValueOrDefault("queue_name") ?? "")
            .ToDictionary(queue => queue.Key, queue => queue.Max(one => one.Value));
        if (queueError is null && lengths.Count == 0)
            queueError = "the worker has no figure: it does not reach redis";
        _samples.Enqueue(new Sample(now.ToUnixTimeMilliseconds() / 1000d, lengths.Count == 0 ? null : lengths.Values.Sum(), latency, rate));
        while (_samples.Count > Kept)
            _samples.Dequeue();
        return new SeriesView(
            [.. _samples.Select(one => one.At)],
            [.. _samples.Select(one => one.Waiting)],
            [.. _samples.Select(one => one.P95)],
            [.. _samples.Select(one => one.Rate)])
        {
            Queues = lengths,
            Delayed = Value(queues, "october_tasks_delayed"),
            Dead = Value(queues, "october_tasks_dead"),
            QueueError = queueError,
            LatencyError = latencyError,
        };
    }

    /// <summary>Every worker reports the same figures of its queues: the first that answers will do.</summary>
    private async Task<(string Metrics, string? Error)> FirstAsync(string component, CancellationToken cancellationToken)
    {
        string? error = null;
        foreach (var (pod, port) in Pods(component))
        {
            var (metrics, failure) = await ScrapeAsync(pod, port, cancellationToken);
            if (metrics is not null)
                return (metrics, null);
            error = failure;
        }

        return ("", error ?? $"no {component} pod is ready");
    }

    private async Task<(double? P95, double? Rate, string? Error)> LatencyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pods = Pods("api").ToList();
        var answers = await Task.WhenAll(pods.Select(one => ScrapeAsync(one.Pod, one.Port, cancellationToken)));
        var counts = pods.Zip(answers).Where(one => one.Second.Metrics is not null)
            .ToDictionary(one => one.First.Pod.Metadata.Name, one => LatencyBuckets.Read(one.Second.Metrics!), StringComparer.Ordinal);
        // A pod's requests since it was first seen, not those of hours before.
        var recent = LatencyBuckets.Sum(counts.Where(one => _before.ContainsKey(one.Key)).Select(one => one.Value.Since(_before[one.Key])));
        var isFirst = _before.Count == 0;
        _before = counts;
        if (counts.Count == 0)
            return (null, null, answers.Select(answer => answer.Error).FirstOrDefault() ?? "no api pod is ready");
        return (recent.Quantile(0.95), isFirst || _last is null ? null : recent.Total / (now - _last.Value).TotalSeconds, null);
    }

    private IEnumerable<(V1Pod Pod, int Port)> Pods(string component) =>
        from pod in watch.PodsOf(key).OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .Where(pod => Label(pod, "october.dev/component") == component && Label(pod, "october.dev/track") == "stable"
                && pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(one => one is { Type: "Ready", Status: "True" }) == true)
            .Take(MostPods)
        let ports = pod.Spec.Containers.SelectMany(container => container.Ports ?? []).ToList()
        let port = ports.Find(one => one.Name == "metrics") ?? (component == "worker" ? ports.Find(one => one.Name == "http") : null)
        where port is not null
        select (pod, port.ContainerPort);

    private async Task<(string? Metrics, string? Error)> ScrapeAsync(V1Pod pod, int port, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var path = $"api/v1/namespaces/{pod.Metadata.NamespaceProperty}/pods/{pod.Metadata.Name}:{port}/proxy/metrics";
        try
        {
            return (await api.ProxiedAsync(path, LongestAnswer, either.Token), null);
        }
        catch (Exception exception) when (exception is CliException or HttpRequestException)
        {
            return (null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"pod {pod.Metadata.Name} did not answer within {Timeout.TotalSeconds:0} s; a NetworkPolicy may keep the API server from it");
        }
    }

    private static double? Value(string metrics, string name) => MetricsText.Read(metrics, name).Select(one => (double?)one.Value).FirstOrDefault();

    private static string? Label(V1Pod pod, string label) => pod.Metadata.Labels?.TryGetValue(label, out var value) == true ? value : null;

    private sealed record Sample(double At, double? Waiting, double? P95, double? Rate);
}
