using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using October.Operator.Decide.Commands;
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
    public const string RedisVersionKey = "rotation.redis";
    public const string StartedKey = "rotation.started";
    public const string UsersKey = "redis.users";

    /// <summary>Digest of the passwords, by which a change by another client shows.</summary>
    public const string CheckKey = "rotation.check";

    /// <summary>
    /// Redis' password in the Secret that a user names, as api and worker read it: without the line break at its end. Null where there is none.
    /// </summary>
    /// <remarks>One with a further line break would be lines of redis' configuration.</remarks>
    public static string? NamedPassword(V1Secret? secret) =>
        Value(secret, PasswordKey)?.TrimEnd('\r', '\n') is { Length: > 0 } password && !password.Any(char.IsControl) ? password : null;

    /// <summary>The keys of the api's callers; null for none.</summary>
    public static string? ApiKey(V1Secret? secret) => Value(secret, ApiKeyKey);

    /// <summary>What the passwords of redis' other users are made of; null where there is none.</summary>
    public static string? Users(V1Secret? secret) => Value(secret, UsersKey);

    /// <summary>
    /// The passwords, with the rotation under way; null where there is no password, or another client has changed one. Proven where the digest says so:
    /// Secrets of older operators have none.
    /// </summary>
    public static (Passwords? Passwords, bool IsProven) Read(V1Secret? secret)
    {
        if (Value(secret, PasswordKey) is not { } current)
            return (null, false);
        var passwords = new Passwords(current, Value(secret, NextKey), Value(secret, PreviousKey), (int)Number(secret, VersionKey), Value(secret, TokenKey))
        {
            RedisVersion = (int)Number(secret, RedisVersionKey),
            StartedAt = Number(secret, StartedKey) is > 0 and var started ? DateTimeOffset.FromUnixTimeSeconds(started) : null,
        };
        var known = passwords with { Token = passwords.Token is { } token ? CommandTokens.Known(CommandKind.RotatePassword, token) : null };
        return Value(secret, CheckKey) is not { } check ? (known, false) : check == Check(passwords) ? (known, true) : (null, false);
    }

    /// <summary>The same as data, with a copy of the key of the api's callers.</summary>
    public static IReadOnlyDictionary<string, string> Data(Passwords passwords, string apiKey) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ApiKeyKey] = apiKey,
        [PasswordKey] = passwords.Current,
        [NextKey] = passwords.Next ?? "",
        [PreviousKey] = passwords.Previous ?? "",
        [VersionKey] = passwords.Version.ToString(CultureInfo.InvariantCulture),
        [TokenKey] = passwords.Token ?? "",
        [RedisVersionKey] = passwords.RedisVersion.ToString(CultureInfo.InvariantCulture),
        [StartedKey] = passwords.StartedAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "",
        [UsersKey] = passwords.UsersKey,
        [CheckKey] = Check(passwords),
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

    /// <summary>What a key holds; null when it is missing or empty.</summary>
    public static string? Value(V1Secret? secret, string key) =>
        secret?.Data?.TryGetValue(key, out var value) == true && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;

    /// <summary>A digest of random texts of 256 bits tells nothing of them.</summary>
    private static string Check(Passwords passwords) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{passwords.Current}\0{passwords.Next}\0{passwords.Previous}")));

    private static long Number(V1Secret? secret, string key) =>
        long.TryParse(Value(secret, key), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
