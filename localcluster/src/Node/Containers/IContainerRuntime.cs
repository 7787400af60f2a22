using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.Node.Containers;

/// <summary>What runs containers for a node: local processes, or a script. The rest of a node is the same for both.</summary>
internal interface IContainerRuntime : IAsyncDisposable
{
    /// <summary>Whether containers are held to their limits.</summary>
    LimitEnforcement Limits { get; }

    /// <summary>Gives a pod its address; also called for pods whose containers can never start.</summary>
    string AllocateAddress(JsonObject pod);

    /// <summary>Null when the image is there; otherwise why it cannot be had.</summary>
    ValueTask<string?> FindImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Starts a container.</summary>
    /// <exception cref="ContainerConfigException">Something it refers to is missing; worth trying again.</exception>
    /// <exception cref="ContainerStartException">Its program cannot be started.</exception>
    Task<IContainer> StartAsync(ContainerRun run, CancellationToken cancellationToken);

    /// <summary>Brings the files of the pod's volumes up to date with what they are projected from.</summary>
    /// <exception cref="ContainerConfigException">Something that they are projected from is missing now; they stay as they are.</exception>
    Task RefreshAsync(JsonObject pod, string address, CancellationToken cancellationToken);

    /// <summary>Writes the log of one run.</summary>
    Task WriteLogAsync(ContainerRun run, LogOptions options, Stream output, CancellationToken cancellationToken);

    /// <summary>What each running container has used, by its id.</summary>
    IReadOnlyDictionary<string, ContainerUsage> Measure();

    /// <summary>Takes down what held the containers of a pod, once they have all ended by themselves.</summary>
    Task TearDownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives back what the pod used: address, directories, logs. All its containers have ended.</summary>
    void RemovePod(JsonObject pod);
}
