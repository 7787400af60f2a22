using System.Text.Json;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>
/// The names of properties, each as one string: objects of a cluster say the same few words again and again, and what is stored of them would
/// otherwise hold each word as often as there are objects. A cache without a lock: a lost entry is only read again.
/// </summary>
internal static class JsonNames
{
    /// <summary>Longer names are data: keys of ConfigMaps, annotations.</summary>
    private const int Longest = 32;

    private static readonly Entry?[] Cache = new Entry?[1024];

    /// <summary>The name that the reader is at.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > Longest)
            return reader.GetString()!;
        var utf8 = reader.ValueSpan;
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref Cache[hash.ToHashCode() & (Cache.Length - 1)];
        if (slot is { } known && utf8.SequenceEqual(known.Utf8))
            return known.Name;
        var name = reader.GetString()!;
        slot = new Entry(utf8.ToArray(), name);
        return name;
    }

    private sealed record Entry(byte[] Utf8, string Name);
}
