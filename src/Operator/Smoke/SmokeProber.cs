using System.Diagnostics.CodeAnalysis;
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
            var result = await TryAsync(client, run.BaseAddress, probe, cancellationToken);
            var took = time.GetElapsedTime(started);
            metrics.Observe(run.App, probe.Name, result.Passed, took);
            ended.Add(new ProbeRecord(probe.Name, result.Passed, (long)took.TotalMilliseconds));
            if (!result.Passed)
            {
                return new SmokeOutcome.Failed(new Failure(
                    Reasons.SmokeProbeFailed,
                    $"smoke probe '{probe.Name}' failed: expected {Bounded.Text(result.Expected)}, got {result.Got} (from {run.Where}, "
                        + (probe.Policy.Attempts == 1 ? "1 try)" : $"{probe.Policy.Attempts} tries)"),
                    probe.Name)
                {
                    Evidence = await EvidenceAsync(run, cancellationToken),
                })
                {
                    Probes = ended,
                };
            }
        }

        return new SmokeOutcome.Passed { Probes = [.. ended, .. run.Skipped] };
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

    private async Task<ProbeResult> TryAsync(HttpClient client, Uri address, ResolvedSmokeProbe probe, CancellationToken cancellationToken)
    {
        var (inARow, passes) = (0, 0);
        ProbeResult? failure = null;
        for (var attempt = 1; ; attempt++)
        {
            var result = Timely(await TryOnceAsync(client, address, probe, cancellationToken), probe.Policy);
            if (result.Passed && ++passes > 0 && ++inARow >= probe.Policy.SuccessThreshold)
                return result;
            if (!result.Passed)
                (inARow, failure) = (0, result);
            if (attempt >= probe.Policy.Attempts)
                return passes == 0
                    ? failure!
                    : new ProbeResult(
                        false,
                        $"{probe.Policy.SuccessThreshold} successes in a row",
                        $"{passes} of {attempt} tries passed"
                            + (failure is null ? "" : $", one failed: expected {Bounded.Text(failure.Expected)}, got {failure.Got}"));
            await Task.Delay(probe.Policy.Interval, time, cancellationToken);
        }
    }

    /// <summary>What came too late did not pass.</summary>
    private static ProbeResult Timely((ProbeResult Result, TimeSpan Took) tried, SmokePolicy policy) =>
        tried.Result.Passed && policy.MaxLatency is { } limit && tried.Took > limit
            ? new ProbeResult(false, $"an answer within {limit.TotalMilliseconds:0} ms", $"one after {tried.Took.TotalMilliseconds:0} ms")
            : tried.Result;

    private async Task<(ProbeResult Result, TimeSpan Took)> TryOnceAsync(
        HttpClient client, Uri address, ResolvedSmokeProbe probe, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        return (await AskAsync(client, address, probe, cancellationToken), time.GetElapsedTime(started));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong while probing is the probe's result.")]
    private async Task<ProbeResult> AskAsync(HttpClient client, Uri address, ResolvedSmokeProbe probe, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(probe.Policy.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return probe switch
            {
                ResolvedSmokeProbe.Http http => await HttpProbe.TryAsync(client, address, http, either.Token),
                ResolvedSmokeProbe.Task task => await TaskProbe.TryAsync(client, address, task, either.Token),
                _ => new ProbeResult(false, "a known type of probe", probe.GetType().Name),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, $"an answer within {probe.Policy.Timeout.TotalSeconds:0.#} s", "none");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new ProbeResult(false, "an answer", Bounded.Text(exception.Message));
        }
    }
}
