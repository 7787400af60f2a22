using System.Diagnostics.CodeAnalysis;
using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Rollout;

namespace October.Operator.Smoke;

/// <summary>Runs the probes of a revision, each as often as it may be tried, and says in one sentence what failed.</summary>
internal sealed class SmokeProber(HttpMessageHandler handler, TimeProvider time)
{
    public async Task<SmokeOutcome> RunAsync(SmokeRun run, CancellationToken token)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        if (run.ApiKey is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", run.ApiKey);
        foreach (var probe in run.Probes)
        {
            var started = time.GetTimestamp();
            var result = await TryAsync(client, run.BaseAddress, probe, token);
            SmokeMetrics.Observe(probe.Name, result.Passed, time.GetElapsedTime(started));
            if (!result.Passed)
            {
                return new SmokeOutcome.Failed(new Failure(
                    Reasons.SmokeProbeFailed, $"smoke probe '{probe.Name}' failed: expected {result.Expected}, got {result.Got} (from {run.Where}, {probe.Attempts} tries)", probe.Name));
            }
        }

        return new SmokeOutcome.Passed();
    }

    private async Task<ProbeResult> TryAsync(HttpClient client, Uri address, ResolvedSmokeProbe probe, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryOnceAsync(client, address, probe, token);
            if (result.Passed || attempt >= probe.Attempts)
                return result;
            await Task.Delay(probe.Interval, time, token);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong while probing is the probe's result.")]
    private async Task<ProbeResult> TryOnceAsync(HttpClient client, Uri address, ResolvedSmokeProbe probe, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(probe.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            return probe switch
            {
                ResolvedSmokeProbe.Http http => await HttpProbe.TryAsync(client, address, http, either.Token),
                ResolvedSmokeProbe.Task task => await TaskProbe.TryAsync(client, address, task, either.Token),
                _ => new ProbeResult(false, "a known type of probe", probe.GetType().Name),
            };
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new ProbeResult(false, $"an answer within {probe.Timeout.TotalSeconds:0.#} s", "none");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new ProbeResult(false, "an answer", Bounded.Text(error.Message));
        }
    }
}
