using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using October.Operator.Desired;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>Finds an app's Secret, or makes one with a random password; a password in use is never made anew.</summary>
internal sealed class SecretKeeper(IKubeApi api, Stores stores)
{
    private const string PasswordKey = "REDIS_PASSWORD";
    private const string ApiKeyKey = "API_KEY";

    /// <summary>The app's Secret; null when the user names one that is missing or lacks its password.</summary>
    public async Task<AppSecret?> GetAsync(AppIdentity app, string? userSecret, CancellationToken token)
    {
        if (userSecret is not null)
        {
            var named = await api.GetAsync<V1Secret>(app.Namespace, userSecret, token);
            return Value(named, PasswordKey) is { } password ? new AppSecret(password, Value(named, ApiKeyKey), Digest(named!)) : null;
        }

        var secret = stores.Secrets.Get(new NamespacedName(app.Namespace, Names.GeneratedSecret(app)))
            ?? await MakeAsync(app, token);
        return Value(secret, PasswordKey) is { } generated ? new AppSecret(generated, Value(secret, ApiKeyKey), null) : null;
    }

    /// <summary>A create is refused when the Secret is there after all, for one because our view is older than our own last life.</summary>
    private async Task<V1Secret> MakeAsync(AppIdentity app, CancellationToken token)
    {
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
                // 256 bits, in letters that no shell, URL or config file minds.
                Data = new Dictionary<string, byte[]> { [PasswordKey] = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)) },
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
