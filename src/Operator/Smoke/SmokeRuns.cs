using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Messages;

namespace October.Operator.Smoke;

/// <summary>
/// The smoke runs under way and their outcomes, in memory: probes only look, so after a restart they simply run again. One run per app;
/// asking for another cancels the one before.
/// </summary>
internal sealed class SmokeRuns(SmokeProber prober, CancellationToken cancellationToken)
{
    private readonly ConcurrentDictionary<NamespacedName, Entry> _runs = new();

    /// <summary>Called when there is news of a run, so that the app is looked at again.</summary>
    public Action<NamespacedName> Changed { get; set; } = _ => { };

    /// <summary>What is known of this run.</summary>
    public SmokeOutcome Outcome(NamespacedName app, string identity) =>
        _runs.TryGetValue(app, out var entry) && entry.Identity == identity
            ? entry.Outcome ?? new SmokeOutcome.Running { Busy = entry.Busy }
            : new SmokeOutcome.Running();

    /// <summary>Starts the run unless it is under way or has ended. Called by the app's one reconcile only.</summary>
    public void Ensure(SmokeRun run)
    {
        var app = run.App;
        if (_runs.TryGetValue(app, out var current) && current.Identity == run.Identity)
            return;
        Forget(app);
        var entry = new Entry(run.Identity, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        _runs[app] = entry;
        _ = Task.Run(() => RunAsync(run, entry), CancellationToken.None);
    }

    /// <summary>Cancels and forgets.</summary>
    public void Forget(NamespacedName app)
    {
        if (!_runs.TryRemove(app, out var entry))
            return;
        entry.Stop.Cancel();
        entry.Stop.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A run that ended without an outcome would be waited for until the attempt's deadline.")]
    private async Task RunAsync(SmokeRun run, Entry entry)
    {
        try
        {
            entry.Outcome = await prober.RunAsync(run with { Busy = busy => Say(run.App, entry, busy) }, entry.Stop.Token);
            Changed(run.App);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // Forgotten meanwhile: nobody asks for the outcome any more.
        }
        catch (Exception exception)
        {
            entry.Outcome = new SmokeOutcome.Failed(
                new Failure(Reasons.SmokeProbeFailed, $"the smoke probes could not be run: {Bounded.Text(exception.Message)}"));
            Changed(run.App);
        }
    }

    /// <summary>Status is not written anew with every count.</summary>
    private void Say(NamespacedName app, Entry entry, string? busy)
    {
        if (entry.Busy is null == busy is null)
            return;
        entry.Busy = busy;
        Changed(app);
    }

    private sealed class Entry(string identity, CancellationTokenSource stop)
    {
        private volatile SmokeOutcome? _outcome;
        private volatile string? _busy;

        public string Identity { get; } = identity;

        public CancellationTokenSource Stop { get; } = stop;

        public string? Busy
        {
            get => _busy;
            set => _busy = value;
        }

        public SmokeOutcome? Outcome
        {
            get => _outcome;
            set => _outcome = value;
        }
    }
}
