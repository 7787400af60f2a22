using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Node.Simulation;

namespace October.LocalCluster.Host;

/// <summary>How to start a local cluster.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>Port of the API server on 127.0.0.1; 0 takes a free one, null does not listen at all (in-process clients only).</summary>
    public int? ApiPort { get; init; } = 0;

    /// <summary>Port of the ingress on 127.0.0.1; 0 takes a free one, null has no ingress.</summary>
    public int? IngressPort { get; init; }

    /// <summary>
    /// Where pods keep their files, and the cluster its objects; a directory of its own. Needed with <see cref="NodeKind.Processes"/>, and to outlive the
    /// process.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>What outlives the process. Of what is not to, the data directory is emptied at the start.</summary>
    public Persistence Persistence { get; init; }

    /// <summary>Where to write a kubeconfig (mode 0600), if anywhere.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>What runs pods.</summary>
    public NodeKind Node { get; init; } = NodeKind.Processes;

    /// <summary>The programs behind images, for <see cref="NodeKind.Processes"/>.</summary>
    public ImageMap Images { get; init; } = ImageMap.Empty;

    /// <summary>The behaviour of images, for <see cref="NodeKind.Simulated"/>.</summary>
    public SimulationScript Script { get; init; } = SimulationScript.Empty;

    /// <summary>Cores that pods may request together.</summary>
    public decimal Cpu { get; init; } = 64;

    /// <summary>Bytes that pods may request together.</summary>
    public decimal Memory { get; init; } = 256m * 1024 * 1024 * 1024;

    /// <summary>How many pods may run at a time.</summary>
    public int Pods { get; init; } = 250;

    /// <summary>
    /// Name of the default StorageClass, whose volumes are directories; null has none: claims that name no class stay pending, as on a bare cluster.
    /// </summary>
    public string? StorageClass { get; init; } = "local";

    /// <summary>The cluster's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seed of everything random; equal seeds give equal names.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>Sees all API traffic; tests put their powers here.</summary>
    public IInterceptor? Interceptor { get; init; }

    /// <summary>What is to go as it does on real clusters only.</summary>
    public ClusterFaults Faults { get; init; } = ClusterFaults.None;

    /// <summary>Where the cluster logs.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
