namespace October.LocalCluster.Node.Simulation;

/// <summary>How the containers of an image behave on a simulated node.</summary>
public sealed record ImageBehaviour
{
    /// <summary>Time from start until probes succeed.</summary>
    public TimeSpan ReadyAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Readiness (and startup) probes never succeed.</summary>
    public bool NeverReady { get; init; }

    /// <summary>Time from start until the container ends by itself; null runs until it is stopped.</summary>
    public TimeSpan? ExitAfter { get; init; }

    /// <summary>The exit code with <see cref="ExitAfter"/>.</summary>
    public int ExitCode { get; init; }

    /// <summary>The image cannot be pulled, for this reason.</summary>
    public string? PullFailure { get; init; }

    /// <summary>Time that it takes to start the container.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The container's program cannot be started, for this reason.</summary>
    public string? StartFailure { get; init; }

    /// <summary>The ports that it listens on: a probe of another one never succeeds. Null listens on all.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>What each run of the container writes when it starts.</summary>
    public string Log { get; init; } = "";

    /// <summary>Time from SIGTERM until the container ends.</summary>
    public TimeSpan StopsAfter { get; init; } = TimeSpan.Zero;
}
