using System.Text.Json.Nodes;
using October.LocalCluster.Nodes.Containers;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Nodes.Pods;

/// <summary>
/// Keeps one container of a pod running as its restart policy says: image, start, probes, exit, back-off, again; until the pod ends.
/// </summary>
internal sealed class ContainerSupervisor(NodeContext node, PodHandle pod, JsonObject spec, bool isInit)
{
    private static readonly TimeSpan ConfigRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxConfigRetry = TimeSpan.FromSeconds(10);

    private readonly ImagePuller _puller = new(node, pod, spec);
    private ContainerRecord _record = new(spec.StringAt("name") ?? "", spec.StringAt("image") ?? "") { State = new ContainerState.Waiting(isInit ? "PodInitializing" : "ContainerCreating") };
    private RunningContainer? _running;

    public ContainerRecord Record => Volatile.Read(ref _record);

    /// <summary>The number of the current or last run; -1 before the first.</summary>
    public int Attempt { get; private set; } = -1;

    public TimeSpan ProcessorTime => Volatile.Read(ref _running)?.Container.ProcessorTime ?? TimeSpan.Zero;

    public ContainerRun Run(int attempt) => new(pod.Latest, spec, pod.Address, attempt);

    /// <summary>Returns when the container is not to run again, with its last exit code, or null when it never ran.</summary>
    public async Task<int?> RunAsync()
    {
        var backoff = default(RestartBackoff);
        int? last = null;
        while (!pod.Stop.IsCancellationRequested)
        {
            try
            {
                await _puller.PullAsync(Set, pod.Stop);
                last = await RunOnceAsync();
            }
            catch (OperationCanceledException) when (pod.Stop.IsCancellationRequested)
            {
                break;
            }

            if (pod.Stop.IsCancellationRequested || !RestartsAfter(last.Value))
                break;
            (var delay, backoff) = backoff.Fail(node.Now);
            if (!await BackOffAsync(delay))
                break;
        }

        return last;
    }

    private bool RestartsAfter(int code) => (pod.Latest.StringAt("spec", "restartPolicy") ?? "Always") switch
    {
        "Never" => false,
        "OnFailure" => code != 0,
        _ => !isInit || code != 0,
    };

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
            Ready = false,
            Started = false,
        });
        node.Record(pod.Latest, "Normal", "Created", $"Container created", run.Name);
        node.Record(pod.Latest, "Normal", "Started", $"Container started", run.Name);
        var running = new RunningContainer(node, pod, spec, container, Set);
        Volatile.Write(ref _running, running);
        var exit = await running.WatchAsync();
        Volatile.Write(ref _running, null);
        Set(r => r with
        {
            State = new ContainerState.Terminated(exit.Code, exit.Code == 0 ? "Completed" : "Error", startedAt, exit.FinishedAt, ContainerId: container.Id),
            Ready = isInit && exit.Code == 0,
            Started = false,
        });
        return exit.Code;
    }

    /// <summary>Null when the program cannot be started; what is merely missing is waited for.</summary>
    private async Task<IContainer?> StartAsync(ContainerRun run)
    {
        for (var wait = ConfigRetry; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, MaxConfigRetry.Ticks)))
        {
            try
            {
                return await node.Runtime.StartAsync(run, pod.Stop);
            }
            catch (ContainerConfigException e)
            {
                node.Record(pod.Latest, "Warning", "Failed", $"Error: {e.Message}", run.Name);
                Set(r => r with { State = new ContainerState.Waiting("CreateContainerConfigError", e.Message) });
                await Task.Delay(wait, node.Time, pod.Stop);
            }
            catch (ContainerStartException e)
            {
                node.Record(pod.Latest, "Normal", "Created", $"Container created", run.Name);
                node.Record(pod.Latest, "Warning", "Failed", $"Error: {e.Message}", run.Name);
                Set(r => r with
                {
                    State = new ContainerState.Waiting("RunContainerError", e.Message),
                    LastState = new ContainerState.Terminated(128, "StartError", DateTimeOffset.UnixEpoch, node.Now, e.Message),
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
        var where = $"{pod.Latest.Name()}_{pod.Latest.Namespace()}({pod.Latest.Uid()})";
        node.Record(pod.Latest, "Warning", "BackOff", $"Back-off restarting failed container {Record.Name} in pod {where}", Record.Name);
        Set(r => r with
        {
            State = new ContainerState.Waiting("CrashLoopBackOff", $"back-off {RestartBackoff.Print(delay)} restarting failed container={r.Name} pod={where}"),
            LastState = r.State as ContainerState.Terminated ?? r.LastState,
        });
        await Task.Delay(delay, node.Time, pod.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !pod.Stop.IsCancellationRequested;
    }

    private void Set(Func<ContainerRecord, ContainerRecord> change)
    {
        ContainerRecord before, after;
        do
        {
            before = Volatile.Read(ref _record);
            after = change(before);
        }
        while (Interlocked.CompareExchange(ref _record, after, before) != before);
        if (after != before)
            pod.OnChanged();
    }
}
