using System.Security.Cryptography;
using System.Text;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.Authentication;

/// <summary>The user by the Authorization header: the administrator, a ServiceAccount, or anonymous.</summary>
internal sealed class TokenAuthenticator(string administratorToken, AccountTokens accounts)
{
    private static readonly Identity Anonymous = new("system:anonymous", ["system:unauthenticated"]);
    private readonly byte[] _expected = Encoding.UTF8.GetBytes(administratorToken);

    /// <exception cref="Model.ApiStatusException">401: a token was sent, but not a valid one.</exception>
    public async Task<Identity> AuthenticateAsync(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization) || !authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return Anonymous;
        return await FindAsync(authorization["Bearer ".Length..].Trim()) ?? throw StatusError.Unauthorized();
    }

    /// <summary>The user of a token; null when it is not valid.</summary>
    public async Task<Identity?> FindAsync(string token, IReadOnlyList<string>? audiences = null) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _expected)
            ? Identity.Administrator
            : await accounts.AuthenticateAsync(token, audiences);
}
