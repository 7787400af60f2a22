namespace October.LocalCluster.ApiServer.Model;

/// <summary>The one source of uids and random name suffixes; equal seeds give equal sequences.</summary>
internal sealed class IdSource(int seed)
{
    /// <summary>No vowels and no look-alikes, as in <c>k8s.io/apimachinery/pkg/util/rand</c>.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public string NewSuffix()
    {
        lock (_gate)
            return _random.GetString(Alphabet, 5);
    }

    /// <summary>A number below <paramref name="limit"/>, for choices such as node ports.</summary>
    public int Next(int limit)
    {
        lock (_gate)
            return _random.Next(limit);
    }
}
