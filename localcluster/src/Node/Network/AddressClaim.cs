using System.Net;
using System.Net.Sockets;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Node.Network;

/// <summary>
/// A range of loopback addresses that this cluster has for itself: claimed with a socket that stays bound, so that two clusters on one machine
/// do not share addresses, and given back by the kernel however this process ends.
/// </summary>
internal sealed class AddressClaim : IDisposable
{
    private const int Port = 47_361;

    private readonly Socket _socket;

    private AddressClaim(Socket socket, string prefix) => (_socket, Prefix) = (socket, prefix);

    /// <summary>The first two or three numbers of the addresses, for example <c>127.96</c>.</summary>
    public string Prefix { get; }

    /// <summary>A block of 250 addresses for pods, 127.64.0.0/24 and up; the search begins at a place that the seed chooses.</summary>
    public static AddressClaim ForPods(int seed) =>
        First(
            Enumerable
                .Range(0, PodNetwork.Count * 256)
                .Select(i => (int)(((uint)seed + (uint)i) % (PodNetwork.Count * 256)))
                .Select(n => $"127.{PodNetwork.First + (n / 256)}.{n % 256}"));

    /// <summary>A network for Services: 127.96.0.0/16, or the next when another cluster has it.</summary>
    /// <param name="preferred">The first to try: that of Services which are there already.</param>
    public static AddressClaim ForServices(string? preferred = null) =>
        First(Enumerable.Range(96, 31).Select(n => $"127.{n}").OrderByDescending(prefix => prefix == preferred));

    public void Dispose() => _socket.Dispose();

    private static AddressClaim First(IEnumerable<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
            try
            {
                var address = prefix.Count(c => c == '.') == 1 ? $"{prefix}.0.1" : $"{prefix}.1";
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), Port));
                return new AddressClaim(socket, prefix);
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        throw new IOException("No loopback addresses are free: too many local clusters run on this machine.");
    }
}
