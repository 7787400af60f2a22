using System.Diagnostics.CodeAnalysis;
using October.Crd.Defaults;
using October.Operator.Messages;

namespace October.Operator.Smoke;

/// <summary>
/// Tries one probe as often as it may be tried. A try that the app's load has spoiled says nothing of the revision: it is repeated for a while.
/// </summary>
internal sealed class ProbeTries(HttpClient client, SmokeRun run, ResolvedSmokeProbe probe, TimeProvider time)
{
    private readonly TaskProbe? _task = probe is ResolvedSmokeProbe.Task task ? new TaskProbe(client, run.BaseAddress, task) : null;
    private readonly long _started = time.GetTimestamp();

    /// <summary>Tries until it has passed or failed for good.</summary>
    public async Task<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        var (attempts, inARow, passes) = (0, 0, 0);
        ProbeResult? failure = null;
        while (true)
        {
            var result = await TryOnceAsync(cancellationToken);
            if (await LoadAsync(result, cancellationToken) is { } load)
            {
                if (time.GetElapsedTime(_started) < run.BusyTimeout)
                {
                    run.Busy($"smoke probe '{probe.Name}' is repeated: {load}");
                    await Task.Delay(probe.Policy.Interval, time, cancellationToken);
                    continue;
                }

                result = result with { Got = $"{result.Got}; {load}, for {run.BusyTimeout.TotalSeconds:0} s (spec.rollout.progressDeadline)" };
            }

            _task?.Forget();
            attempts++;
            if (result.Passed && ++passes > 0 && ++inARow >= probe.Policy.SuccessThreshold)
                return result;
            if (!result.Passed)
                (inARow, failure) = (0, result);
            if (attempts >= probe.Policy.Attempts)
                return passes == 0 ? failure! : TooFew(passes, attempts, failure);
            await Task.Delay(probe.Policy.Interval, time, cancellationToken);
        }
    }

    private ProbeResult TooFew(int passes, int attempts, ProbeResult? failure) => new(
        false,
        $"{probe.Policy.SuccessThreshold} successes in a row",
        $"{passes} of {attempts} tries passed" + (failure is null ? "" : $", one failed: expected {Bounded.Text(failure.Expected)}, got {failure.Got}"));

    /// <summary>The load that the result is owed to, in words; null when it is owed to the revision.</summary>
    private async Task<string?> LoadAsync(ProbeResult result, CancellationToken cancellationToken) => result switch
    {
        { IsRefused: true } => $"the api answers {result.Got}",
        { IsLate: true } when _task is not null =>
            await QueueLoad.ReadAsync(client, run.BaseAddress, probe.Policy.Attempts, time, cancellationToken),
        _ => null,
    };

    private async Task<ProbeResult> TryOnceAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await AskAsync(cancellationToken);
        var took = time.GetElapsedTime(started);
        return result.Passed && probe.Policy.MaxLatency is { } limit && took > limit
            ? new ProbeResult(false, $"an answer within {limit.TotalMilliseconds:0} ms", $"one after {took.TotalMilliseconds:0} ms")
            : result;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong while probing is the probe's result.")]
    private async Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(probe.Policy.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return probe switch
            {
                ResolvedSmokeProbe.Http http => await HttpProbe.TryAsync(client, run.BaseAddress, http, either.Token),
                _ when _task is not null => await _task.TryAsync(either.Token),
                _ => new ProbeResult(false, "a known type of probe", probe.GetType().Name),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, $"an answer within {probe.Policy.Timeout.TotalSeconds:0.#} s", "none") { IsLate = true };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new ProbeResult(false, "an answer", Bounded.Text(exception.Message));
        }
    }
}
