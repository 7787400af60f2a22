using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Environment;

namespace October.LocalCluster.Node.Simulation;

/// <summary>Runs containers that are only a script and a clock.</summary>
internal sealed class SimulatedRuntime(SimulationScript script, EnvironmentResolver environment, TimeProvider time) : IContainerRuntime
{
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private int _next;

    public LimitEnforcement Limits => LimitEnforcement.Simulated;

    public string AllocateAddress(JsonObject pod) => _addresses.GetOrAdd(pod.Uid(), _ =>
    {
        var number = Interlocked.Increment(ref _next);
        return $"10.244.{number / 250 % 250}.{1 + (number % 250)}";
    });

    public ValueTask<string?> FindImageAsync(string image, CancellationToken cancellationToken) => ValueTask.FromResult(script.OfImage(image).PullFailure);

    public async Task<IContainer> StartAsync(ContainerRun run, CancellationToken cancellationToken)
    {
        var behaviour = script.Of(run.Container);
        // Nobody reads the variables, but what they come from has to be there.
        await environment.ResolveAsync(run, cancellationToken);
        if (behaviour.StartDelay > TimeSpan.Zero)
            await Task.Delay(behaviour.StartDelay, time, cancellationToken);
        return behaviour.StartFailure is { } problem
            ? throw new ContainerStartException(problem)
            : new SimulatedContainer($"simulated://{run.Pod.Uid()}-{run.Name}-{run.Attempt}", behaviour, time);
    }

    public Task RefreshAsync(JsonObject pod, string address, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task WriteLogAsync(ContainerRun run, LogOptions options, Stream output, CancellationToken cancellationToken)
    {
        var lines = script.Of(run.Container).Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.TakeLast(options.TailLines ?? int.MaxValue))
            await output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
    }

    public IReadOnlyDictionary<string, ContainerUsage> Measure() => new Dictionary<string, ContainerUsage>(StringComparer.Ordinal);

    public Task TearDownAsync(CancellationToken cancellationToken) =>
        script.TearDown > TimeSpan.Zero ? Task.Delay(script.TearDown, time, cancellationToken) : Task.CompletedTask;

    public void RemovePod(JsonObject pod) => _addresses.TryRemove(pod.Uid(), out _);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
