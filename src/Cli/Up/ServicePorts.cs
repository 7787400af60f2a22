using System.Net;
using System.Net.Sockets;

namespace October.Cli.Up;

/// <summary>The ports of Services on this machine.</summary>
internal static class ServicePorts
{
    /// <summary>
    /// Whether Services can listen on their port 80: root may, and others where <c>net.ipv4.ip_unprivileged_port_start</c> lets them, which is 1024 by
    /// default.
    /// </summary>
    public static bool MayListen()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 80));
            return true;
        }
        catch (SocketException exception)
        {
            // Somebody else listens there: the right is not what is missing.
            return exception.SocketErrorCode != SocketError.AccessDenied;
        }
    }
}
