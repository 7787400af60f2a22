using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>One run of a container from start to exit: probes it, and ends it when a probe or the pod's end says so.</summary>
internal sealed class RunningContainer(
    NodeContext node,
    PodHandle pod,
    JsonObject spec,
    IContainer container,
    CancellationToken cancellationToken,
    Action<Func<ContainerRecord, ContainerRecord>> set) : IProbeListener
{
    /// <summary>
    /// The time between a pod's leaving the endpoints and its SIGTERM, so that proxies have stopped sending to it. A cluster of many machines
    /// leaves this to luck or to a preStop sleep; here it is part of the grace period.
    /// </summary>
    private static readonly TimeSpan EndpointPropagation = TimeSpan.FromMilliseconds(250);

    /// <summary>A hook has no time limit of its own; it ends with the container.</summary>
    private static readonly TimeSpan HookLimit = TimeSpan.FromDays(1);

    private const string PostStart = "PostStart";

    private readonly string _name = spec.StringAt("name") ?? "";
    private readonly TaskCompletionSource<(string Kind, TimeSpan? Grace)> _condemned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IContainer Container => container;

    /// <summary>Whether a probe, or the hook of its start, is the end of it.</summary>
    public bool IsCondemned => _condemned.Task.IsCompleted;

    public async Task<ContainerExit> WatchAsync()
    {
        using var probing = new CancellationTokenSource();
        var prober = Task.CompletedTask;
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), stopped))
        {
            await PostStartAsync();
            prober = new ContainerProber(container, spec, node.Time, this).RunAsync(probing.Token);
            var first = await Task.WhenAny(container.Exit, _condemned.Task, stopped.Task);
            if (first == _condemned.Task)
                await EndCondemnedAsync();
            else if (first == stopped.Task)
                await EndWithPodAsync();
        }

        var exit = await container.Exit;
        await probing.CancelAsync();
        await prober;
        return exit;
    }

    public void OnStarted() => set(r => r with { Started = true });

    public void OnReadiness(bool ready) => set(r => r.State is ContainerState.Running ? r with { Ready = ready } : r);

    public void OnUnhealthy(string kind, string message) =>
        node.Record(pod.Latest, "Warning", "Unhealthy", $"{kind} probe failed: {message}", _name);

    public void OnCondemned(string kind, TimeSpan? grace) => _condemned.TrySetResult((kind, grace));

    /// <summary>Runs the hook that comes with the start; a container whose hook fails is ended.</summary>
    private async Task PostStartAsync()
    {
        if (spec.ObjectAt("lifecycle", "postStart") is not { } hook)
            return;
        if (hook.LongAt("sleep", "seconds") is { } seconds)
        {
            await WaitAsync(TimeSpan.FromSeconds(seconds));
            return;
        }

        var result = await container.ProbeAsync(hook, HookLimit, cancellationToken);
        if (result.Success || container.Exit.IsCompleted)
            return;
        node.Record(pod.Latest, "Warning", "FailedPostStartHook", $"PostStartHook failed: {result.Message}", _name);
        _condemned.TrySetResult((PostStart, null));
    }

    private async Task EndCondemnedAsync()
    {
        var (kind, grace) = await _condemned.Task;
        node.Record(
            pod.Latest, "Normal", "Killing",
            kind == PostStart ? "FailedPostStartHook" : $"Container {_name} failed {kind.ToLowerInvariant()} probe, will be restarted", _name);
        await EndAsync(grace ?? pod.Grace);
    }

    private async Task EndWithPodAsync()
    {
        node.Record(pod.Latest, "Normal", "Killing", $"Stopping container {_name}", _name);
        var grace = pod.Grace;
        if (spec.ObjectAt("lifecycle", "preStop") is { } preStop)
            grace -= await PreStopAsync(preStop, grace);
        else if (node.WaitsForEndpoints && container.Exit.IsCompleted is false && grace > EndpointPropagation && pod.Latest.IsTerminating())
            grace -= await WaitAsync(EndpointPropagation);
        await EndAsync(grace);
    }

    private async Task<TimeSpan> PreStopAsync(JsonObject preStop, TimeSpan grace)
    {
        var began = node.Now;
        if (preStop.LongAt("sleep", "seconds") is { } seconds)
        {
            // The whole cluster stops when the pod is not deleted: there is nobody to wait for.
            if (pod.Latest.IsTerminating())
                await WaitAsync(TimeSpan.FromSeconds(Math.Min(seconds, grace.TotalSeconds)));
        }
        else
        {
            var result = await container.ProbeAsync(preStop, grace, pod.Kill);
            if (!result.Success)
                node.Record(pod.Latest, "Warning", "FailedPreStopHook", $"PreStopHook failed: {result.Message}", _name);
        }

        return node.Now - began;
    }

    private async Task EndAsync(TimeSpan grace)
    {
        container.Terminate();
        // At least two seconds, as the kubelet does after a preStop hook that took too long.
        var left = grace < TimeSpan.FromSeconds(2) && spec.ObjectAt("lifecycle", "preStop") is not null ? TimeSpan.FromSeconds(2) : grace;
        if (left > TimeSpan.Zero)
            await WaitAsync(left);
        if (!container.Exit.IsCompleted)
            container.Kill();
    }

    /// <summary>Waits until the time is over, the container has ended, or the pod has to go at once.</summary>
    private async Task<TimeSpan> WaitAsync(TimeSpan time)
    {
        var began = node.Now;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(pod.Kill);
        var delay = Task.Delay(time, node.Time, waiting.Token);
        await Task.WhenAny(container.Exit, delay);
        await waiting.CancelAsync();
        return node.Now - began;
    }
}
