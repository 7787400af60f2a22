using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using October.LocalCluster.Nodes.Containers;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Nodes.Simulation;

/// <summary>Runs containers that are only a script and a clock.</summary>
internal sealed class SimulatedRuntime(SimulationScript script, TimeProvider time) : IContainerRuntime
{
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private int _next;

    public string AllocateAddress(JsonObject pod) => _addresses.GetOrAdd(pod.Uid(), _ =>
    {
        var number = Interlocked.Increment(ref _next);
        return $"10.244.{number / 250 % 250}.{1 + (number % 250)}";
    });

    public ValueTask<string?> FindImageAsync(string image, CancellationToken token) => ValueTask.FromResult(script.Of(image).PullFailure);

    public Task<IContainer> StartAsync(ContainerRun run, CancellationToken token) =>
        Task.FromResult<IContainer>(new SimulatedContainer($"simulated://{run.Pod.Uid()}-{run.Name}-{run.Attempt}", script.Of(run.Image), time));

    public Task WriteLogAsync(ContainerRun run, LogOptions options, Stream output, CancellationToken token) => Task.CompletedTask;

    public void RemovePod(JsonObject pod) => _addresses.TryRemove(pod.Uid(), out _);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
