using System.Security.Cryptography;
using System.Text;
using October.LocalCluster.Requests;

namespace October.LocalCluster.Auth;

/// <summary>Tells from the Authorization header who asks.</summary>
internal sealed class TokenAuthenticator(string administratorToken)
{
    private static readonly Identity Anonymous = new("system:anonymous", ["system:unauthenticated"]);
    private readonly byte[] _expected = Encoding.UTF8.GetBytes(administratorToken);

    /// <exception cref="Client.ApiStatusException">401: a token was sent, but not a valid one.</exception>
    public Identity Authenticate(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization) || !authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return Anonymous;
        var sent = Encoding.UTF8.GetBytes(authorization["Bearer ".Length..].Trim());
        return CryptographicOperations.FixedTimeEquals(sent, _expected) ? Identity.Administrator : throw Refusal.Unauthorized();
    }
}
