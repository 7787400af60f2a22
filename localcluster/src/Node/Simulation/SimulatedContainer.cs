using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Simulation;

/// <summary>A container that follows its image's script.</summary>
internal sealed class SimulatedContainer : IContainer
{
    private readonly ImageBehaviour _behaviour;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<ContainerExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;

    public SimulatedContainer(string id, ImageBehaviour behaviour, TimeProvider time)
    {
        (Id, _behaviour, _time, _started) = (id, behaviour, time, time.GetUtcNow());
        if (behaviour.ExitAfter is { } after)
            EndAfter(after, behaviour.ExitCode);
    }

    public string Id { get; }

    public Task<ContainerExit> Exit => _exit.Task;

    public Task<ProbeResult> ProbeAsync(JsonObject action, TimeSpan timeout, CancellationToken cancellationToken) => Task.FromResult(
        _exit.Task.IsCompleted ? ProbeResult.Failed("the container has ended")
        : action.LongAt("tcpSocket", "port") is { } port && _behaviour.Ports?.Contains((int)port) == false ? ProbeResult.Failed("connect: connection refused")
        : _behaviour.NeverReady ? ProbeResult.Failed("HTTP probe failed with statuscode: 503")
        : _time.GetUtcNow() - _started < _behaviour.ReadyAfter ? ProbeResult.Failed("connect: connection refused")
        : ProbeResult.Ok);

    public Task<int> ExecAsync(IReadOnlyList<string> command, ProcessStreams streams, CancellationToken cancellationToken) =>
        throw ContainerStartException.NotFound(command[0]);

    public Task FeedAsync(Stream input, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Terminate() => EndAfter(_behaviour.StopsAfter, 0);

    public void Kill() => End(137);

    private void EndAfter(TimeSpan after, int code)
    {
        if (after == TimeSpan.Zero)
        {
            End(code);
            return;
        }

        lock (_gate)
        {
            _timer?.Dispose();
            _timer = _time.CreateTimer(_ => End(code), null, after, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(int code)
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }

        _exit.TrySetResult(new ContainerExit(code, _time.GetUtcNow()));
    }
}
