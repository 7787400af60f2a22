using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Bounds what is kept of a Secret. Passwords, keys and a certificate, also those that an earlier app has left, are read from the stores, and have a few
/// kilobytes together; what takes more has been put there by somebody else.
/// </summary>
internal static class SecretTransform
{
    private const int MostBytes = 32 * 1024;

    /// <summary>Drops the rest: the largest values first, until what is left is small enough.</summary>
    public static void Keep(V1Secret secret)
    {
        MetadataTransform.Keep(secret.Metadata);
        secret.StringData = null;
        var left = secret.Data?.Sum(static pair => (long)(pair.Value?.Length ?? 0) + pair.Key.Length) ?? 0;
        if (left <= MostBytes)
            return;
        var kept = new Dictionary<string, byte[]>(secret.Data!);
        foreach (var (key, value) in secret.Data!.OrderByDescending(static pair => pair.Value?.Length ?? 0).TakeWhile(_ => left > MostBytes))
        {
            kept.Remove(key);
            left -= (value?.Length ?? 0) + key.Length;
        }

        secret.Data = kept;
    }
}
