using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using October.Operator.Decide.Rotation;

namespace October.Operator.Gather.Secrets;

/// <summary>The keys of an app's Secret.</summary>
internal static class SecretContent
{
    public const string PasswordKey = "REDIS_PASSWORD";
    public const string ApiKeyKey = "API_KEY";
    public const string NextKey = "rotation.next";
    public const string PreviousKey = "rotation.previous";
    public const string VersionKey = "rotation.version";
    public const string TokenKey = "rotation.token";

    /// <summary>Redis' password; null where there is none.</summary>
    public static string? Password(V1Secret? secret) => Value(secret, PasswordKey);

    /// <summary>The key that the api requires; null for none.</summary>
    public static string? ApiKey(V1Secret? secret) => Value(secret, ApiKeyKey);

    /// <summary>The passwords, with the rotation under way; null where there is no password.</summary>
    public static Passwords? Passwords(V1Secret secret) => Password(secret) is not { } current ? null : new Passwords(
        current, Value(secret, NextKey), Value(secret, PreviousKey),
        int.TryParse(Value(secret, VersionKey), CultureInfo.InvariantCulture, out var version) ? version : 0,
        Value(secret, TokenKey));

    /// <summary>The same as data.</summary>
    public static IReadOnlyDictionary<string, string> Data(Passwords passwords) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [PasswordKey] = passwords.Current,
        [NextKey] = passwords.Next ?? "",
        [PreviousKey] = passwords.Previous ?? "",
        [VersionKey] = passwords.Version.ToString(CultureInfo.InvariantCulture),
        [TokenKey] = passwords.Token ?? "",
    };

    /// <summary>Digest of everything in a Secret.</summary>
    public static string Digest(V1Secret secret)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in secret.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{value.Length}\0"));
            hash.AppendData(value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? Value(V1Secret? secret, string key) =>
        secret?.Data?.TryGetValue(key, out var value) == true && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;
}
