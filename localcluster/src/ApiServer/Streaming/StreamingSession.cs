using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>What an upgraded connection carries; the transport (WebSocket or SPDY) connects it to the client.</summary>
internal abstract record StreamingSession
{
    private StreamingSession()
    {
    }

    /// <summary>A command in a container, or the container itself (<c>exec</c>, <c>attach</c>).</summary>
    /// <param name="Wanted">The channels that the client requested.</param>
    /// <param name="RunAsync">Runs it, and returns the <c>Status</c> with its outcome.</param>
    internal sealed record Command(RequestedChannels Wanted, Func<CommandChannels, CancellationToken, Task<JsonObject>> RunAsync) : StreamingSession;

    /// <summary>Connections to ports of a pod (<c>portforward</c>).</summary>
    /// <param name="Numbers">The ports, where the request names them.</param>
    /// <param name="ConnectAsync">Opens a connection to a port.</param>
    internal sealed record Ports(IReadOnlyList<int> Numbers, Func<int, CancellationToken, Task<Stream>> ConnectAsync) : StreamingSession;
}
