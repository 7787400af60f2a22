using System.Security.Cryptography;
using System.Text;
using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Leaves of a ConfigMap a digest of what it has. Nothing is decided on its content: it is immutable, named by it, and compared with what it should be. Kept
/// whole, whoever may create ConfigMaps could fill the operator's memory with a megabyte each.
/// </summary>
internal static class ConfigTransform
{
    /// <summary>No key of a ConfigMap has a colon, so that no content can pass for a digest.</summary>
    private const string Mark = "sha256:";

    /// <summary>Drops the rest.</summary>
    public static void Keep(V1ConfigMap map)
    {
        MetadataTransform.Keep(map.Metadata);
        if (map is { Data: not { Count: > 0 }, BinaryData: not { Count: > 0 } } || IsDigest(map))
            return;
        (map.Data, map.BinaryData) = (new Dictionary<string, string> { [Mark + Digest(map)] = "" }, null);
    }

    private static bool IsDigest(V1ConfigMap map) =>
        map.Data is { Count: 1 } data && data.Keys.First().StartsWith(Mark, StringComparison.Ordinal) && map.BinaryData is null;

    private static string Digest(V1ConfigMap map)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in map.Data?.OrderBy(pair => pair.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, string>>())
            Append(key, Encoding.UTF8.GetBytes(value ?? ""));
        foreach (var (key, value) in map.BinaryData?.OrderBy(pair => pair.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, byte[]>>())
            Append(key + "/binary", value ?? []);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // With its length, so that the end of one text is not the beginning of another.
        void Append(string key, byte[] value)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{value.Length}\0"));
            hash.AppendData(value);
        }
    }
}
