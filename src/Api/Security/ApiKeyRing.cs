using System.Security.Cryptography;

namespace October.Api.Security;

/// <summary>The keys that callers may show. They are read again while the api runs, so that a key is added or taken away without a restart.</summary>
/// <param name="keys">The text of the setting.</param>
/// <exception cref="FormatException">It has no key.</exception>
internal sealed class ApiKeyRing(string keys)
{
    private volatile IReadOnlyList<ApiKey> _keys = ApiKeyText.Read(keys);

    /// <summary>From now on these.</summary>
    /// <exception cref="FormatException">There is no key among them; those before stay.</exception>
    public void Replace(string keys) => _keys = ApiKeyText.Read(keys);

    /// <summary>The key that a caller shows; null where it is none. Takes the same time for each.</summary>
    public ApiKey? Find(string given)
    {
        var digest = ApiKey.Hash(given);
        ApiKey? found = null;
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, key.Digest))
                found = found is null ? key : key with { Roles = key.Roles | found.Roles };
        }

        return found;
    }
}
