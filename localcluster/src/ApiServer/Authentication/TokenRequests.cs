using System.Text.Json.Nodes;
using October.Common.Time;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Authentication;

/// <summary>
/// <c>serviceaccounts/token</c>: a token for an account, for a time, for an audience, and bound to a pod or Secret when requested
/// (kubernetes/pkg/registry/core/serviceaccount/storage/token.go).
/// </summary>
internal sealed class TokenRequests(IObjectStore store, AccountTokens tokens, ServerContext serverContext)
{
    private const string Group = "authentication.k8s.io";
    private const long DefaultSeconds = 3600;
    private const long LeastSeconds = 600;
    private const long MostSeconds = 1L << 32;

    public ApiResponse Create(ResourceRequest request, JsonObject asked)
    {
        var account = store.Get("/serviceaccounts", request.Key)?.Value ?? throw StatusError.NotFound(request.Kind, request.Name!);
        if (asked.Name() is { Length: > 0 } name && name != request.Name)
            throw StatusError.BadRequest("name in URL does not match name in TokenRequest object");
        var spec = asked.Ensure("spec");
        if (spec.ArrayAt("audiences") is null or { Count: 0 })
            spec["audiences"] = new JsonArray(AccountTokens.Issuer);
        spec.SetDefault("expirationSeconds", DefaultSeconds);
        spec.SetDefault("boundObjectRef", null);
        var seconds = spec.LongAt("expirationSeconds") ?? DefaultSeconds;
        if (seconds < LeastSeconds)
            throw Invalid(seconds, "may not specify a duration less than 10 minutes");
        if (seconds > MostSeconds)
            throw Invalid(seconds, "may not specify a duration larger than 2^32 seconds");

        // Tokens count in whole seconds.
        var now = serverContext.Time.GetUtcNow().TruncateToSecond();
        var grant = Bind(request, spec.ObjectAt("boundObjectRef"), new TokenGrant(
            account.Namespace(), account.Name(), account.Uid(), [.. spec.ArrayAt("audiences").Strings()], now, now.AddSeconds(seconds)));
        return ApiResponse.Created(new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = $"{Group}/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = account.Name(),
                ["namespace"] = account.Namespace(),
                ["uid"] = account.Uid(),
                ["creationTimestamp"] = now.ToKubernetesTime(),
            },
            ["spec"] = spec.DeepClone(),
            ["status"] = new JsonObject { ["token"] = tokens.Issue(grant), ["expirationTimestamp"] = grant.Expires.ToKubernetesTime() },
        });
    }

    private TokenGrant Bind(ResourceRequest request, JsonObject? reference, TokenGrant grant)
    {
        if (reference is null)
            return grant;
        var (version, kind, name) = (reference.StringAt("apiVersion") ?? "", reference.StringAt("kind") ?? "", reference.StringAt("name") ?? "");
        if (version != "v1" || kind is not ("Pod" or "Secret"))
            throw StatusError.BadRequest($"cannot bind token to object of type {(version.Contains('/') ? version : "/" + version)}, Kind={kind}");
        var plural = kind == "Pod" ? "pods" : "secrets";
        var found = store.Get("/" + plural, new ObjectKey(grant.Namespace, name))?.Value
            ?? throw StatusError.Make(404, "NotFound", $"{plural} \"{name}\" not found", StatusError.Details(name, "", plural));
        if (kind == "Pod" && found.StringAt("spec", "serviceAccountName") != grant.Name)
            throw StatusError.BadRequest($"cannot bind token for serviceaccount \"{grant.Name}\" to pod running with different serviceaccount name.");
        if (reference.StringAt("uid") is { Length: > 0 } uid && uid != found.Uid())
        {
            throw StatusError.Conflict(request.Kind with { Plural = kind }, name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        var bound = new BoundObject(name, found.Uid());
        return kind == "Secret" ? grant with { Secret = bound } : grant with { Pod = bound, Node = NodeOf(found) };
    }

    private BoundObject? NodeOf(JsonObject pod) =>
        pod.StringAt("spec", "nodeName") is { Length: > 0 } name && store.Get("/nodes", new ObjectKey("", name))?.Value is { } node
            ? new BoundObject(name, node.Uid())
            : null;

    private static Model.ApiStatusException Invalid(long seconds, string why) =>
        StatusError.Invalid(Group, "TokenRequest", "", [FieldError.Invalid("spec.expirationSeconds", $"{seconds}", why)]);
}
