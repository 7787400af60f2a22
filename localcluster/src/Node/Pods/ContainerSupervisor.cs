using System.Text.Json.Nodes;
using October.Common.Time;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>
/// Keeps one container of a pod running as its restart policy says: image, start, probes, exit, back-off, again; until the pod ends.
/// </summary>
internal sealed class ContainerSupervisor(NodeContext node, PodHandle pod, JsonObject spec, ContainerRole role)
{
    private static readonly TimeSpan ConfigRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SyncPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxConfigRetry = TimeSpan.FromSeconds(10);

    private readonly ImagePuller _puller = new(node, pod, spec);
    private ContainerRecord _record = PodResumption.Resume(pod.Latest, spec, role);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stop;
    private RunningContainer? _running;
    private bool _replaced;

    public ContainerRecord Record => Volatile.Read(ref _record);

    /// <summary>The number of the current or last run; -1 before the first. It goes on from what the pod's status says.</summary>
    public int Attempt { get; private set; } = PodResumption.Resume(pod.Latest, spec, role) is { WasMade: true } resumed ? resumed.RestartCount : -1;

    /// <summary>The container, while it runs.</summary>
    public IContainer? Current => Volatile.Read(ref _running)?.Container;

    public ContainerRun Run(int attempt) => new(pod.Latest, spec, pod.Address, attempt) { Resources = Record.Resources };

    /// <summary>A container that never was, in a pod that has ended, counts as one that cannot be found; false when there was one.</summary>
    public bool Lose() => Attempt < 0 && Record.LastState is null && Note(r => r with
    {
        State = new ContainerState.Terminated(137, ContainerState.Unknown, null, null, "The container could not be located when the pod was terminated"),
    });

    /// <summary>Gives the container other requests and limits; those that its processes do not fit into leave everything as it was.</summary>
    public void Resize(JsonObject resources)
    {
        if (!Record.Resources.DeepEqual(resources) && Current?.TryLimit(resources) != false)
            Set(r => r with { Resources = resources });
    }

    /// <summary>Completes when the container has started for the first time (its startup probe has passed), or will never.</summary>
    public Task Started => _started.Task;

    /// <summary>Returns when the container is not to run again, with its last exit code, or null when it never ran.</summary>
    /// <param name="cancellationToken">Asks it to end, gracefully.</param>
    public async Task<int?> RunAsync(CancellationToken cancellationToken)
    {
        _stop = cancellationToken;
        try
        {
            return await KeepRunningAsync();
        }
        finally
        {
            _started.TrySetResult();
        }
    }

    private async Task<int?> KeepRunningAsync()
    {
        var backoff = default(RestartBackoff);
        DateTimeOffset? lastExit = null;
        // Of an earlier run of the node, and not to run again.
        if (Record.State is ContainerState.Terminated ended)
            return ended.ExitCode;
        int? last = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _puller.PullAsync(Set, _stop);
                last = await RunOnceAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }

            if (_stop.IsCancellationRequested || !RestartsAfter(last.Value))
                break;
            (var delay, backoff) = _replaced ? backoff.Replace(node.Now, lastExit) : backoff.Fail(node.Now);
            lastExit = node.Now;
            // What the node ends itself, to start it again at once, is not reported in between.
            if (!_replaced || delay > TimeSpan.Zero)
                pod.OnChanged();
            if (!await BackOffAsync(delay))
                break;
        }

        pod.OnChanged();
        return last;
    }

    private bool Has(params ReadOnlySpan<string> path) => spec.ObjectAt(path) is not null;

    private bool RestartsAfter(int code) => role.RestartsAfter(pod.Latest, code);

    private async Task<int> RunOnceAsync()
    {
        var run = Run(Attempt + 1);
        var container = await StartAsync(run);
        if (container is null)
        {
            Attempt++;
            return 128;
        }

        var startedAt = node.Now;
        Attempt++;
        Set(r => r with
        {
            State = new ContainerState.Running(startedAt),
            LastState = r.State as ContainerState.Terminated ?? r.LastState,
            RestartCount = run.Attempt,
            ContainerId = container.Id,
            // What has no probe is so from the start.
            Ready = !Has("startupProbe") && !Has("readinessProbe") && !Has("lifecycle", "postStart"),
            Started = !Has("startupProbe") && !Has("lifecycle", "postStart"),
        });
        node.Record(pod.Latest, "Normal", "Created", $"Container created", run.Name);
        node.Record(pod.Latest, "Normal", "Started", $"Container started", run.Name);
        var running = new RunningContainer(node, pod, spec, container, _stop, Set);
        Volatile.Write(ref _running, running);
        var exit = await running.WatchAsync();
        Volatile.Write(ref _running, null);
        _replaced = running.IsCondemned;
        Note(r => r with
        {
            State = new ContainerState.Terminated(exit.Code, exit.Reason, startedAt, exit.FinishedAt, ContainerId: container.Id),
            Ready = role == ContainerRole.Init && exit.Code == 0,
            Started = false,
        });
        return exit.Code;
    }

    /// <summary>Null when the program cannot be started; what is merely missing, or fails for a while, is waited for.</summary>
    private async Task<IContainer?> StartAsync(ContainerRun run)
    {
        for (var wait = ConfigRetry; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, MaxConfigRetry.Ticks)))
        {
            try
            {
                return await node.Runtime.StartAsync(run, _stop);
            }
            catch (ContainerConfigException exception)
            {
                node.Record(pod.Latest, "Warning", "Failed", $"Error: {exception.Message}", run.Name);
                Set(r => r with { State = new ContainerState.Waiting("CreateContainerConfigError", exception.Message) });
                await Task.Delay(wait, node.Time, _stop);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ApiStatusException)
            {
                // A disk that is full, or an API server that refuses, for a moment: nothing is wrong with the container.
                node.Record(pod.Latest, "Warning", "Failed", $"Error: {exception.Message}", run.Name);
                Set(r => r with { State = new ContainerState.Waiting("CreateContainerError", exception.Message) });
                await Task.Delay(wait, node.Time, _stop);
            }
            catch (ContainerStartException exception)
            {
                node.Record(pod.Latest, "Normal", "Created", $"Container created", run.Name);
                node.Record(pod.Latest, "Warning", "Failed", $"Error: {exception.Message}", run.Name);
                Set(r => r with
                {
                    State = new ContainerState.Waiting("RunContainerError", exception.Message),
                    LastState = new ContainerState.Terminated(128, "StartError", DateTimeOffset.UnixEpoch, node.Now, exception.Message),
                    RestartCount = run.Attempt,
                    Ready = false,
                    Started = false,
                });
                return null;
            }
        }
    }

    private async Task<bool> BackOffAsync(TimeSpan delay)
    {
        if (delay == TimeSpan.Zero)
            return true;
        // Long enough for the end itself to be seen.
        await Task.Delay(SyncPause, node.Time, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stop.IsCancellationRequested)
            return false;
        var where = $"{pod.Latest.Name()}_{pod.Latest.Namespace()}({pod.Latest.Uid()})";
        node.Record(pod.Latest, "Warning", "BackOff", $"Back-off restarting failed container {Record.Name} in pod {where}", Record.Name);
        Set(r => r with
        {
            State = new ContainerState.Waiting("CrashLoopBackOff", $"back-off {GoDuration.Format(delay)} restarting failed container={r.Name} pod={where}"),
            LastState = r.State as ContainerState.Terminated ?? r.LastState,
        });
        await Task.Delay(delay - SyncPause, node.Time, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stop.IsCancellationRequested;
    }

    private void Set(Func<ContainerRecord, ContainerRecord> change)
    {
        if (Note(change))
            pod.OnChanged();
    }

    /// <summary>Keeps a change for the next status; false when it is none.</summary>
    private bool Note(Func<ContainerRecord, ContainerRecord> change)
    {
        ContainerRecord before, after;
        do
        {
            before = Volatile.Read(ref _record);
            after = change(before);
        }
        while (Interlocked.CompareExchange(ref _record, after, before) != before);
        if (after.Started)
            _started.TrySetResult();
        return after != before;
    }
}
