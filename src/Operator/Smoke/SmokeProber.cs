using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Messages;
using October.Operator.Telemetry;
using October.Runtime.Api;

namespace October.Operator.Smoke;

/// <summary>Runs the probes of a revision, each as often as it may be tried, and says in one sentence what failed.</summary>
internal sealed class SmokeProber(HttpMessageHandler handler, TimeProvider time, SmokeMetrics metrics)
{
    public async Task<SmokeOutcome> RunAsync(SmokeRun run, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(handler, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = BoundedBody.Limit,
        };
        if (run.ApiKey is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", run.ApiKey);
        var ended = new List<ProbeRecord>();
        foreach (var probe in run.Probes)
        {
            var started = time.GetTimestamp();
            var result = await new ProbeTries(client, run, probe, time).RunAsync(cancellationToken);
            var took = time.GetElapsedTime(started);
            run.Busy(null);
            metrics.Observe(run.App, probe.Name, result.Passed, took);
            ended.Add(new ProbeRecord(probe.Name, result.Passed, (long)took.TotalMilliseconds));
            if (!result.Passed)
                return new SmokeOutcome.Failed(await CauseAsync(run, probe, result, cancellationToken)) { Probes = ended };
        }

        return new SmokeOutcome.Passed { Probes = [.. ended, .. run.Skipped] };
    }

    private static async Task<Failure> CauseAsync(SmokeRun run, ResolvedSmokeProbe probe, ProbeResult result, CancellationToken cancellationToken)
    {
        var message = $"smoke probe '{probe.Name}' failed: expected {Bounded.Text(result.Expected)}, got {result.Got} (from {run.Where}, "
            + (probe.Policy.Attempts == 1 ? "1 try)" : $"{probe.Policy.Attempts} tries)");
        return run.Replaced() is { } component
            ? new Failure(Reasons.PodsReplaced, $"the pods of {component} were replaced while the smoke probes ran; {message}", probe.Name)
            : new Failure(Reasons.SmokeProbeFailed, message, probe.Name) { Evidence = await EvidenceAsync(run, cancellationToken) };
    }

    /// <summary>A failure counts also where nothing can be read that explains it.</summary>
    private static async Task<string?> EvidenceAsync(SmokeRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await run.Evidence(cancellationToken);
        }
        catch (Exception exception) when (exception is KubeApiException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
