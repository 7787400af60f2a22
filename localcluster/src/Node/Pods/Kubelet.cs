using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>
/// The node agent: runs the pods that are bound to its node, on whatever <see cref="IContainerRuntime"/> it is given, and answers for their logs.
/// </summary>
internal sealed partial class Kubelet(NodeContext node, InformerFactory informers) : IKubelet, IUsageSource, IAsyncDisposable
{
    private static readonly TimeSpan ShutDownGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (PodWorker Worker, Task Run)> _pods = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();

    public void Start()
    {
        var cache = informers.Get(ResourceTypes.Pods);
        cache.OnChange(OnChange);
        foreach (var pod in cache.All())
            OnChange(null, pod);
    }

    public IReadOnlyList<PodSample> Measure()
    {
        var usage = node.Runtime.Measure();
        return
        [
            .. from worker in _pods.Values.Select(p => p.Worker)
               let containers = worker
                   .Running()
                   .Where(c => usage.ContainsKey(c.Value))
                   .ToDictionary(c => c.Key, c => (c.Value, usage[c.Value]), StringComparer.Ordinal)
               where containers.Count > 0
               select new PodSample(worker.Pod, containers),
        ];
    }

    public async Task WriteLogAsync(PodRef pod, string container, LogOptions options, Stream output, CancellationToken cancellationToken)
    {
        if (Worker(pod) is null && informers.Get(ResourceTypes.Pods).Get(pod.Namespace, pod.Name) is { } finished && finished.IsFinished())
        {
            await WriteFinishedLogAsync(finished, container, options, output, cancellationToken);
            return;
        }

        var supervisor = Find(pod, container);
        // While the next run is awaited, the last one is already the previous one.
        var isOver = supervisor.Record.State is ContainerState.Waiting;
        var attempt = options.Previous && !isOver ? supervisor.Attempt - 1 : supervisor.Attempt;
        if (attempt < 0)
        {
            throw new InvalidOperationException(options.Previous
                ? $"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found"
                : $"container \"{container}\" in pod \"{pod.Name}\" is waiting to start: "
                    + $"{(supervisor.Record.State as ContainerState.Waiting)?.Reason ?? "ContainerCreating"}");
        }

        if ((options.Previous || isOver) && !node.KeepsPreviousLogs)
        {
            // The answer has begun when the kubelet finds that there is no file: the error is its text, and its code 200.
            var problem = $"unable to retrieve container logs for {supervisor.Record.LastState?.ContainerId}";
            await output.WriteAsync(Encoding.UTF8.GetBytes(problem), cancellationToken);
            return;
        }

        await node.Runtime.WriteLogAsync(supervisor.Run(attempt), options, output, cancellationToken);
    }

    /// <summary>The log of a container that ended before the node was started.</summary>
    private async Task WriteFinishedLogAsync(JsonObject pod, string container, LogOptions options, Stream output, CancellationToken cancellationToken)
    {
        var (spec, role) = pod.ArrayAt("spec", "containers").Objects().Select(c => (c, ContainerRole.Regular))
            .Concat(pod.ArrayAt("spec", "initContainers").Objects().Select(c => (c, ContainerRole.Init)))
            .FirstOrDefault(c => c.c.StringAt("name") == container);
        if (spec is null)
            throw new InvalidOperationException($"container \"{container}\" in pod \"{pod.Name()}\" does not run on this node");
        var attempt = ContainerRecord.Of(pod, spec, role).RestartCount - (options.Previous ? 1 : 0);
        await node.Runtime.WriteLogAsync(new ContainerRun(pod, spec, "", attempt), options, output, cancellationToken);
    }

    public async Task<int> ExecAsync(PodRef pod, string container, IReadOnlyList<string> command, ProcessStreams streams, CancellationToken cancellationToken)
    {
        var running = Running(pod, container);
        try
        {
            return await running.ExecAsync(command, streams, cancellationToken);
        }
        catch (ContainerStartException exception)
        {
            throw new InvalidOperationException(
                "Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: "
                + $"failed to start exec \"{running.Id}\": OCI runtime exec failed: exec failed: {exception.Message}",
                exception);
        }
    }

    public async Task AttachAsync(PodRef pod, string container, ProcessStreams streams, CancellationToken cancellationToken)
    {
        var running = Running(pod, container);
        var supervisor = Find(pod, container);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The output first: nothing of the answer to the input is missed.
        var output = node.Runtime.WriteLogAsync(
            supervisor.Run(supervisor.Attempt), new LogOptions(Follow: true, TailLines: 0), streams.Stdout, cancellationToken);
        var input = streams.Stdin is null ? Task.CompletedTask : running.FeedAsync(streams.Stdin, ends.Token);
        await output;
        await ends.CancelAsync();
        await input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task<Stream> ConnectAsync(PodRef pod, int port, CancellationToken cancellationToken)
    {
        var worker = Worker(pod) ?? throw new IOException($"pod \"{pod.Name}\" does not run on this node");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(worker.Address, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is SocketException)
                throw new IOException($"failed to connect to {worker.Address}:{port} inside pod \"{pod.Name}\": {exception.Message}", exception);
            throw;
        }
    }

    private PodWorker? Worker(PodRef pod) =>
        _pods.Values.Select(p => p.Worker).FirstOrDefault(w => w.Pod.Namespace() == pod.Namespace && w.Pod.Name() == pod.Name);

    private ContainerSupervisor Find(PodRef pod, string container) => Worker(pod)?.Find(container)
        ?? throw new InvalidOperationException($"container \"{container}\" in pod \"{pod.Name}\" does not run on this node");

    private IContainer Running(PodRef pod, string container) => Find(pod, container).Current
        ?? throw new InvalidOperationException($"unable to upgrade connection: container not found (\"{container}\")");

    /// <summary>Ends every process; the pods stay in the API server as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _stop.Cancel();
        var entries = _pods.Values.ToList();
        foreach (var (worker, _) in entries)
            worker.ShutDown(ShutDownGrace);
        await Task.WhenAll(entries.Select(e => e.Run));
        await node.Runtime.DisposeAsync();
    }

    private void OnChange(JsonObject? old, JsonObject? current)
    {
        if (old is not null && old.Uid() != current?.Uid())
        {
            if (_pods.TryGetValue(old.Uid(), out var gone))
                gone.Worker.Vanish();
            else if (old.StringAt("spec", "nodeName") == node.NodeName)
                node.Runtime.RemovePod(old);
        }

        if (current is null || current.StringAt("spec", "nodeName") != node.NodeName)
            return;
        if (_pods.TryGetValue(current.Uid(), out var entry))
            entry.Worker.Update(current);
        else if (!current.IsTerminating() && !current.IsFinished())
            StartWorker(current);
        else if (current.IsTerminating() && current.LongAt("metadata", "deletionGracePeriodSeconds") != 0)
            _ = PodWorker.ConfirmDeletionAsync(node, current, _stop.Token);
    }

    private void StartWorker(JsonObject pod)
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested || _pods.ContainsKey(pod.Uid()))
                return;
            var worker = new PodWorker(node, pod);
            _pods[pod.Uid()] = (worker, Task.Run(() => RunAsync(worker)));
        }
    }

    private async Task RunAsync(PodWorker worker)
    {
        try
        {
            await worker.RunAsync();
            _pods.TryRemove(worker.Pod.Uid(), out _);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogPodFailed(node.Logger, exception, worker.Pod.Name());
            _pods.TryRemove(worker.Pod.Uid(), out _);
            _ = StartAgainAsync(worker.Pod);
        }
    }

    /// <summary>Whatever its worker has failed of: a pod that nobody looks after would look as if it ran.</summary>
    private async Task StartAgainAsync(JsonObject pod)
    {
        await Task.Delay(FailurePause, node.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var current = informers.Get(ResourceTypes.Pods).Get(pod.Namespace(), pod.Name());
        if (!_stop.IsCancellationRequested && current?.Uid() == pod.Uid())
            OnChange(null, current);
    }

    [LoggerMessage(LogLevel.Error, "The worker of pod {Pod} failed, and is started again.")]
    private static partial void LogPodFailed(ILogger logger, Exception exception, string pod);
}
