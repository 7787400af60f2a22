using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>One pod on this node, from its binding to its end: runs its containers and keeps its status true.</summary>
internal sealed partial class PodWorker
{
    private static readonly TimeSpan StatusRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan VolumePeriod = TimeSpan.FromMinutes(1);

    private readonly NodeContext _node;
    private readonly PodHandle _pod;
    private readonly DateTimeOffset _startTime;
    private readonly List<ContainerSupervisor> _init;
    private readonly List<ContainerSupervisor> _containers;

    /// <summary>Replaced as a whole, so that readers need no lock.</summary>
    private ImmutableList<(ContainerSupervisor Container, Task Run)> _ephemeral = [];
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private bool _sandbox;
    private bool _ended;

    /// <summary>Cancelled when nothing is to be said of the pod any more.</summary>
    private readonly CancellationTokenSource _silence = new();

    public PodWorker(NodeContext node, JsonObject pod)
    {
        _node = node;
        _startTime = ObjectMeta.ParseTime(pod.StringAt("status", "startTime")) ?? node.Now;
        _pod = new PodHandle(pod, () => _changed.Writer.TryWrite(true));
        _init = [.. pod.ArrayAt("spec", "initContainers").Objects().Select(c => new ContainerSupervisor(node, _pod, c, ContainerRoles.OfInit(c)))];
        _containers = [.. pod.ArrayAt("spec", "containers").Objects().Select(c => new ContainerSupervisor(node, _pod, c, ContainerRole.Regular))];
    }

    public JsonObject Pod => _pod.Latest;

    public string Address => _pod.Address;

    /// <summary>The ids of the containers that run, by name.</summary>
    public IReadOnlyDictionary<string, string> Running() => _containers.Concat(_init)
        .Select(c => (c.Record.Name, c.Current?.Id)).Where(c => c.Id is not null).ToDictionary(c => c.Name, c => c.Id!, StringComparer.Ordinal);

    public ContainerSupervisor? Find(string container) =>
        _containers.Concat(_init).Concat(_ephemeral.Select(e => e.Container)).FirstOrDefault(c => c.Record.Name == container);

    /// <summary>Takes in a newer state of the pod.</summary>
    public void Update(JsonObject pod)
    {
        _pod.Latest = pod;
        if (pod.IsTerminating())
            _pod.RequestStop();
        foreach (var container in pod.ArrayAt("spec", "containers").Objects().Concat(pod.ArrayAt("spec", "initContainers").Objects()))
            Find(container.StringAt("name") ?? "")?.Resize(container.ObjectAt("resources") ?? []);
        StartEphemeral(pod);
        _pod.OnChanged();
    }

    /// <summary>Starts what was added, once the pod has its address.</summary>
    private void StartEphemeral(JsonObject pod)
    {
        lock (_gate)
        {
            if (!_sandbox || _pod.Stop.IsCancellationRequested)
                return;
            foreach (var container in pod.ArrayAt("spec", "ephemeralContainers").Objects().Where(c => Find(c.StringAt("name") ?? "") is null))
            {
                var supervisor = new ContainerSupervisor(_node, _pod, container, ContainerRole.Ephemeral);
                _ephemeral = _ephemeral.Add((supervisor, Task.Run(() => supervisor.RunAsync(_pod.Stop))));
            }
        }
    }

    /// <summary>The pod is gone from the API server.</summary>
    public void Vanish()
    {
        _silence.Cancel();
        _pod.RequestKill();
    }

    /// <summary>The node goes down: end the processes, say nothing more.</summary>
    public void ShutDown(TimeSpan grace)
    {
        _silence.Cancel();
        _pod.RequestStop(grace);
    }

    public async Task RunAsync()
    {
        using var statusStop = new CancellationTokenSource();
        var status = Task.CompletedTask;
        try
        {
            await WriteStatusAsync();
            _pod.Address = _node.Runtime.AllocateAddress(_pod.Latest);
            _sandbox = true;
            await WriteStatusAsync();
            status = Task.WhenAll(KeepStatusAsync(statusStop.Token), KeepVolumesAsync(statusStop.Token));
            await RunToEndAsync();
        }
        catch
        {
            // Nothing of it goes on beside the worker that comes after this one.
            _pod.RequestKill();
            throw;
        }
        finally
        {
            await Task.WhenAll(_ephemeral.Select(e => e.Run)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await statusStop.CancelAsync();
            await status;
        }

        await WriteStatusAsync();
        await ConfirmDeletionAsync(_node, _pod.Latest, _silence.Token);
        _node.Runtime.RemovePod(_pod.Latest);
    }

    private async Task RunToEndAsync()
    {
        if (_pod.Latest.IsTerminating())
            _pod.RequestStop();
        StartEphemeral(_pod.Latest);
        await RunContainersAsync();
        await LoseAsync();
        // First how the containers ended, then that the pod did: nothing of it runs any more. For one that is deleted both are reported at once.
        await WriteStatusAsync();
        // A finished pod stays until somebody deletes it.
        if (!_pod.Stop.IsCancellationRequested)
        {
            await _node.Runtime.TearDownAsync(_pod.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended = true;
            await WriteStatusAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _node.Time, _pod.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ended = true;
    }

    private async Task RunContainersAsync()
    {
        var sidecars = new Stack<(CancellationTokenSource Stop, Task Run)>();
        try
        {
            foreach (var container in _init)
            {
                if (container.Record.Role == ContainerRole.Sidecar)
                {
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(_pod.Kill);
                    sidecars.Push((stop, container.RunAsync(stop.Token)));
                    await container.Started.WaitAsync(_pod.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                else if (await container.RunAsync(_pod.Stop) != 0)
                {
                    return;
                }

                if (_pod.Stop.IsCancellationRequested)
                    return;
            }

            await Task.WhenAll(_containers.Select(RunAsync));
        }
        finally
        {
            // They served the others: the last one that started goes first.
            foreach (var (stop, run) in sidecars)
            {
                await stop.CancelAsync();
                await run;
                stop.Dispose();
            }
        }
    }

    /// <summary>Where one cannot be looked after any more, the others end with it: the next worker begins with all of them.</summary>
    private async Task RunAsync(ContainerSupervisor container)
    {
        try
        {
            await container.RunAsync(_pod.Stop);
        }
        catch
        {
            _pod.RequestKill();
            throw;
        }
    }

    /// <summary>Tells of containers that never came to be: first that there is nothing any more for them to start in.</summary>
    private async Task LoseAsync()
    {
        if (!_pod.Stop.IsCancellationRequested || _containers.TrueForAll(c => c.Attempt >= 0 || c.Record.LastState is not null))
            return;
        await WriteStatusAsync();
        await _node.Runtime.TearDownAsync(_pod.Kill).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sandbox = false;
        await WriteStatusAsync();
        foreach (var container in _containers)
            container.Lose();
    }

    private async Task KeepStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _changed.Reader.ReadAllAsync(cancellationToken))
            {
                if (!await WriteStatusAsync())
                {
                    await Task.Delay(StatusRetry, _node.Time, cancellationToken);
                    _pod.OnChanged();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The pod has ended.
        }
    }

    /// <summary>The kubelet's sync period: what changed in ConfigMaps and Secrets is in the pod's files a minute later.</summary>
    private async Task KeepVolumesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(VolumePeriod, _node.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            try
            {
                await _node.Runtime.RefreshAsync(_pod.Latest, _pod.Address, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is ContainerConfigException or ApiStatusException or IOException)
            {
                _node.Record(_pod.Latest, "Warning", "FailedMount", $"MountVolume.SetUp failed: {exception.Message}");
            }
        }
    }

    private async Task<bool> WriteStatusAsync()
    {
        if (_silence.IsCancellationRequested)
            return true;
        await _writing.WaitAsync();
        try
        {
            var pod = _pod.Latest;
            var snapshot = new PodSnapshot(
                pod,
                _node.HostAddress,
                _sandbox ? _pod.Address : null,
                _startTime,
                [.. _init.Select(c => c.Record)],
                [.. _containers.Select(c => c.Record)],
                [.. _ephemeral.Select(e => e.Container.Record)],
                _ended || pod.IsTerminating());
            if (Write.Status(ResourceTypes.Pods, pod, PodStatusBuilder.Build(snapshot, _node.Now)) is not { } write)
                return true;
            var written = await _node.Client.PatchAsync(ResourceTypes.Pods, pod.Namespace(), pod.Name(), write.Body, "status");
            if (written.Uid() == pod.Uid())
                _pod.Latest = written;
            return true;
        }
        catch (ApiStatusException exception) when (exception.Code == 404)
        {
            return true;
        }
        catch (ApiStatusException exception)
        {
            LogStatusRefused(_node.Logger, _pod.Latest.Name(), exception.Message);
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Tells the API server that nothing of the pod is left: it may go. Told again where it cannot answer: else it would stay for ever.</summary>
    public static async Task ConfirmDeletionAsync(NodeContext node, JsonObject pod, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await node.Client.DeleteAsync(
                    ResourceTypes.Pods,
                    pod.Namespace(),
                    pod.Name(),
                    new JsonObject { ["gracePeriodSeconds"] = 0, ["preconditions"] = new JsonObject { ["uid"] = pod.Uid() } });
                return;
            }
            catch (ApiStatusException exception) when (exception.Code is 404 or 409)
            {
                return;
            }
            catch (ApiStatusException exception) when (exception.Code is 429 or >= 500)
            {
                await Task.Delay(StatusRetry, node.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The status of pod {Pod} was refused and will be written again: {Problem}")]
    private static partial void LogStatusRefused(ILogger logger, string pod, string problem);
}
