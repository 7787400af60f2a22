using System.Net;
using System.Net.Sockets;

namespace October.LocalCluster.Nodes.Processes;

/// <summary>
/// Hands out loopback addresses from a block of 250 of its own. The block is claimed with a socket that stays bound, so that two clusters on
/// one machine do not share addresses.
/// </summary>
internal sealed class LoopbackAddresses : IDisposable
{
    private const int ClaimPort = 47_361;
    private const int Blocks = 30 * 256;

    /// <summary>Pods live in 127.64.0.0 and up.</summary>
    public const int ForPods = 64;

    /// <summary>Services live in 127.96.0.0 and up.</summary>
    public const int ForServices = 96;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Socket _claim;
    private readonly string _block;
    private int _next;

    /// <param name="network">The second number of the first address: <see cref="ForPods"/> or <see cref="ForServices"/>.</param>
    /// <param name="start">Where to begin looking for a free block.</param>
    public LoopbackAddresses(int network, int start)
    {
        for (var i = 0; i < Blocks; i++)
        {
            var number = (int)(((uint)start + (uint)i) % Blocks);
            var block = $"127.{network + (number / 256)}.{number % 256}";
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse($"{block}.1"), ClaimPort));
                (_claim, _block) = (socket, block);
                return;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        throw new InvalidOperationException($"No block of loopback addresses is free in 127.{network}.0.0.");
    }

    /// <summary>An address that no other pod has; the least recently used comes last.</summary>
    public string Allocate()
    {
        lock (_gate)
        {
            for (var i = 0; i < 250; i++)
            {
                var address = $"{_block}.{2 + _next}";
                _next = (_next + 1) % 250;
                if (_used.Add(address))
                    return address;
            }

            throw new InvalidOperationException("All 250 addresses of the block are in use.");
        }
    }

    public void Release(string address)
    {
        lock (_gate)
            _used.Remove(address);
    }

    public void Dispose() => _claim.Dispose();
}
