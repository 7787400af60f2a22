using System.Net;
using System.Net.Sockets;
using October.Operator.Connections;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace October.Operator.Execute.Redis;

/// <summary>
/// Connections that end when the other side says more than any answer to a login needs. The image of redis is its app's: it may send without an end, all of
/// which would be the operator's memory until the timeout.
/// </summary>
internal sealed class ShortAnswers : Tunnel
{
    private const int Limit = 256 * 1024;

    /// <inheritdoc/>
    public override ValueTask<Stream?> BeforeAuthenticateAsync(
        EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream?>(socket is null ? null : new LimitedStream(new NetworkStream(socket, ownsSocket: true), Limit));
}
