using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Authentication;

/// <summary>
/// Signs and checks the tokens of ServiceAccounts: JSON Web Tokens with the claims of a real cluster
/// (kubernetes/pkg/serviceaccount/claims.go). The key lives as long as this server; so do its tokens.
/// </summary>
internal sealed class AccountTokens : IDisposable
{
    /// <summary>Issuer, and the audience of tokens that are meant for the API server.</summary>
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";

    private const string Private = "kubernetes.io";
    private const string ExtraPrefix = "authentication.kubernetes.io/";

    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _signing;
    private readonly TokenValidationParameters _rules;

    public AccountTokens(IObjectStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        var key = new ECDsaSecurityKey(_key) { KeyId = Convert.ToHexStringLower(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()))[..32] };
        _signing = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        _rules = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            LifetimeValidator = (from, to, _, _) => _time.GetUtcNow() is var now && now >= from && now < to,
        };
    }

    public string Issue(TokenGrant grant)
    {
        var account = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["namespace"] = grant.Namespace,
            ["serviceaccount"] = Claim(new BoundObject(grant.Name, grant.Uid)),
        };
        if (grant.Pod is { } pod)
            account["pod"] = Claim(pod);
        if (grant.Node is { } node)
            account["node"] = Claim(node);
        if (grant.Secret is { } secret)
            account["secret"] = Claim(secret);
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            IssuedAt = grant.IssuedAt.UtcDateTime,
            NotBefore = grant.IssuedAt.UtcDateTime,
            Expires = grant.Expires.UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = Identity.ServiceAccount(grant.Namespace, grant.Name).Name,
                ["jti"] = Guid.NewGuid().ToString(),
                [Private] = account,
            },
            SigningCredentials = _signing,
        };
        foreach (var audience in grant.Audiences)
            descriptor.Audiences.Add(audience);
        return _handler.CreateToken(descriptor);
    }

    /// <summary>Who the token belongs to; null when it is not one of ours, not meant for the audience, expired, or its account or pod is gone.</summary>
    public async Task<Identity?> AuthenticateAsync(string token, IReadOnlyList<string>? audiences = null)
    {
        var rules = audiences is null ? _rules : _rules.Clone();
        if (audiences is not null)
            rules.ValidAudiences = audiences;
        if (await _handler.ValidateTokenAsync(token, rules) is not { IsValid: true, SecurityToken: JsonWebToken read })
            return null;
        var claims = read.GetPayloadValue<JsonElement>(Private);
        var ns = claims.GetProperty("namespace").GetString()!;
        if (Bound(claims, "serviceaccount") is not { } account || !Lives("/serviceaccounts", ns, account))
            return null;
        var pod = Bound(claims, "pod");
        if ((pod is not null && !Lives("/pods", ns, pod)) || (Bound(claims, "secret") is { } secret && !Lives("/secrets", ns, secret)))
            return null;
        var extra = new Dictionary<string, string>(StringComparer.Ordinal) { [ExtraPrefix + "credential-id"] = $"JTI={read.Id}" };
        if (Bound(claims, "node") is { } node)
            (extra[ExtraPrefix + "node-name"], extra[ExtraPrefix + "node-uid"]) = (node.Name, node.Uid);
        if (pod is not null)
            (extra[ExtraPrefix + "pod-name"], extra[ExtraPrefix + "pod-uid"]) = (pod.Name, pod.Uid);
        return Identity.ServiceAccount(ns, account.Name) with { Uid = account.Uid, Extra = extra };
    }

    public void Dispose() => _key.Dispose();

    private static Dictionary<string, object> Claim(BoundObject bound) => new(StringComparer.Ordinal) { ["name"] = bound.Name, ["uid"] = bound.Uid };

    private static BoundObject? Bound(JsonElement claims, string name) => claims.TryGetProperty(name, out var found)
        ? new BoundObject(found.GetProperty("name").GetString() ?? "", found.GetProperty("uid").GetString() ?? "")
        : null;

    private bool Lives(string storage, string ns, BoundObject bound) => _store.Get(storage, new ObjectKey(ns, bound.Name))?.Value.Uid() == bound.Uid;
}
