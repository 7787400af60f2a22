using October.LocalCluster.Node.Network;

namespace October.LocalCluster.Node.Processes;

/// <summary>Hands out the addresses of a claimed block to pods.</summary>
internal sealed class LoopbackAddresses(int seed) : IDisposable
{
    private const int Size = 250;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly AddressClaim _claim = AddressClaim.ForPods(seed);
    private int _next;

    /// <summary>An address that no other pod has; the one that was given back last comes last.</summary>
    public string Allocate()
    {
        lock (_gate)
        {
            for (var i = 0; i < Size; i++)
            {
                var address = $"{_claim.Prefix}.{2 + _next}";
                _next = (_next + 1) % Size;
                if (_used.Add(address))
                    return address;
            }

            throw new InvalidOperationException($"All {Size} pod addresses are in use.");
        }
    }

    public void Release(string address)
    {
        lock (_gate)
            _used.Remove(address);
    }

    public void Dispose() => _claim.Dispose();
}
