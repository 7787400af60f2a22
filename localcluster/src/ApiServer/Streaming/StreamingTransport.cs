using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using October.LocalCluster.ApiServer.Streaming.Spdy;
using October.LocalCluster.ApiServer.Streaming.WebSockets;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>
/// Upgrades a request to what its client speaks: kubectl tries a WebSocket first and, where it is older, for SPDY; port forwarding is SPDY
/// in any case, new clients tunnel it through a WebSocket (KEP-4006).
/// </summary>
internal static class StreamingTransport
{
    private const string Tunnel = "SPDY/3.1+portforward.k8s.io";
    private const string Spdy = "SPDY/3.1";
    private const string ProtocolHeader = "X-Stream-Protocol-Version";

    /// <summary>Whether the client requests one of the protocols.</summary>
    public static bool CanServe(HttpContext context, StreamingSession session) =>
        WebSocketProtocol(context, session) is not null || SpdyProtocol(context, session) is not null;

    public static async Task RunAsync(HttpContext context, StreamingSession session, CancellationToken cancellationToken)
    {
        if (WebSocketProtocol(context, session) is { } protocol)
        {
            // By hand: the name of the tunnel has a slash, which RFC 6455 does not allow and the platform therefore refuses.
            context.Response.Headers.SecWebSocketProtocol = protocol;
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await (session switch
            {
                StreamingSession.Command command => ChannelSocket.RunAsync(socket, command, cancellationToken),
                StreamingSession.Ports ports when protocol == Tunnel => TunnelAsync(socket, ports, cancellationToken),
                StreamingSession.Ports ports => PortSocket.RunAsync(socket, ports, cancellationToken),
                _ => throw new InvalidOperationException($"Unknown session {session.GetType().Name}."),
            });
            return;
        }

        context.Response.Headers.Upgrade = Spdy;
        if (SpdyProtocol(context, session) is { Length: > 0 } spoken)
            context.Response.Headers[ProtocolHeader] = spoken;
        await using var connection = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        await using var spdy = new SpdyConnection(connection, cancellationToken);
        await (session switch
        {
            StreamingSession.Command command => SpdyCommand.RunAsync(spdy, command, cancellationToken),
            StreamingSession.Ports ports => SpdyPorts.RunAsync(spdy, ports, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown session {session.GetType().Name}."),
        });
    }

    private static async Task TunnelAsync(WebSocket socket, StreamingSession.Ports ports, CancellationToken cancellationToken)
    {
        await using var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false);
        await using var spdy = new SpdyConnection(stream, cancellationToken);
        await SpdyPorts.RunAsync(spdy, ports, cancellationToken);
    }

    private static string? WebSocketProtocol(HttpContext context, StreamingSession session)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return null;
        string[] known = session is StreamingSession.Command ? [ChannelSocket.V5, ChannelSocket.V4] : [Tunnel, ChannelSocket.V4];
        return known.FirstOrDefault(context.WebSockets.WebSocketRequestedProtocols.Contains);
    }

    private static string? SpdyProtocol(HttpContext context, StreamingSession session)
    {
        if (
            !string.Equals(context.Request.Headers.Upgrade, Spdy, StringComparison.OrdinalIgnoreCase)
            || context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
            return null;
        var known = session is StreamingSession.Command ? ChannelSocket.V4 : "portforward.k8s.io";
        var offered = context.Request.Headers[ProtocolHeader].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries)).ToList();
        return offered.Contains(known) ? known : offered.Count == 0 && session is StreamingSession.Ports ? "" : null;
    }
}
