using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Operator.Desired;
using October.Operator.Rotation;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>Finds an app's Secret, or makes one with a random password; a password in use is never made anew.</summary>
internal sealed class SecretKeeper(IKubeApi api, Stores stores, Presence presence)
{
    private const string PasswordKey = "REDIS_PASSWORD";
    private const string ApiKeyKey = "API_KEY";
    private const string NextKey = "rotation.next";
    private const string PreviousKey = "rotation.previous";
    private const string VersionKey = "rotation.version";
    private const string TokenKey = "rotation.token";

    /// <summary>The app's Secret; null when the user names one that is missing or lacks its password.</summary>
    /// <exception cref="AppGoneException">There is none because the app is being deleted.</exception>
    public async Task<AppSecret?> GetAsync(V1OctoberApp entity, AppIdentity app, string? userSecret, CancellationToken token)
    {
        if (userSecret is not null)
        {
            var named = await api.GetAsync<V1Secret>(app.Namespace, userSecret, token);
            return Value(named, PasswordKey) is { } password ? new AppSecret(new Passwords(password), Value(named, ApiKeyKey), Digest(named!)) : null;
        }

        var secret = stores.Secrets.Get(new NamespacedName(app.Namespace, Names.GeneratedSecret(app)))
            ?? await MakeAsync(entity, app, token);
        return Value(secret, PasswordKey) is { } current ? new AppSecret(Read(secret, current), Value(secret, ApiKeyKey), null) : null;
    }

    /// <summary>256 bits, in letters that no shell, URL or config file minds.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Remembers the passwords in the generated Secret, unless somebody else has changed it meanwhile.</summary>
    /// <exception cref="KubeApiException">It was changed: look again.</exception>
    public async Task WriteAsync(AppIdentity app, Passwords passwords, CancellationToken token)
    {
        var known = stores.Secrets.Get(new NamespacedName(app.Namespace, Names.GeneratedSecret(app))) ?? throw new IOException($"Secret {Names.GeneratedSecret(app)} is gone");
        var patch = new JsonArray(
            Operation("test", "/metadata/resourceVersion", known.Metadata.ResourceVersion),
            Operation("add", $"/data/{PasswordKey}", Encoded(passwords.Current)),
            Operation("add", $"/data/{NextKey}", Encoded(passwords.Next ?? "")),
            Operation("add", $"/data/{PreviousKey}", Encoded(passwords.Previous ?? "")),
            Operation("add", $"/data/{VersionKey}", Encoded($"{passwords.Version}")),
            Operation("add", $"/data/{TokenKey}", Encoded(passwords.Token ?? "")));
        var written = await api.JsonPatchAsync<V1Secret>(app.Namespace, known.Metadata.Name, patch, token);
        written.Metadata.ManagedFields = null;
        stores.Secrets.Upsert(written, out _);
    }

    private static JsonObject Operation(string op, string path, string value) => new() { ["op"] = op, ["path"] = path, ["value"] = value };

    private static string Encoded(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    private static Passwords Read(V1Secret secret, string current) => new(
        current, Value(secret, NextKey), Value(secret, PreviousKey),
        int.TryParse(Value(secret, VersionKey), CultureInfo.InvariantCulture, out var version) ? version : 0,
        Value(secret, TokenKey));

    /// <summary>A create is refused when the Secret is there after all, for one because our view is older than our own last life.</summary>
    private async Task<V1Secret> MakeAsync(V1OctoberApp entity, AppIdentity app, CancellationToken token)
    {
        await presence.EnsureAsync(entity, token);
        try
        {
            return await CreateAsync(app, token);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            return await api.GetAsync<V1Secret>(app.Namespace, Names.GeneratedSecret(app), token)
                ?? throw new IOException($"Secret {Names.GeneratedSecret(app)} was there and is gone", error);
        }
    }

    private async Task<V1Secret> CreateAsync(AppIdentity app, CancellationToken token)
    {
        var secret = await api.CreateAsync(
            new V1Secret
            {
                ApiVersion = "v1",
                Kind = "Secret",
                Metadata = Meta.Of(app, Names.GeneratedSecret(app)),
                Type = "Opaque",
                Data = new Dictionary<string, byte[]> { [PasswordKey] = Encoding.ASCII.GetBytes(NewPassword()) },
            },
            token);
        stores.Secrets.Upsert(secret, out _);
        return secret;
    }

    private static string? Value(V1Secret? secret, string key) =>
        secret?.Data?.TryGetValue(key, out var value) == true && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;

    private static string Digest(V1Secret secret)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in secret.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{value.Length}\0"));
            hash.AppendData(value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
