using System.Security.Cryptography;
using System.Text;

namespace October.Api.Security;

/// <summary>A key, by its digest.</summary>
/// <param name="Digest">Of equal length for every key, so that comparing takes equal time.</param>
/// <param name="Roles">What it may do.</param>
internal sealed record ApiKey(byte[] Digest, Role Roles)
{
    /// <summary>A key as callers show it.</summary>
    public static ApiKey Of(string key, Role roles) => new(Hash(key), roles);

    /// <summary>The digest of what a caller shows.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
