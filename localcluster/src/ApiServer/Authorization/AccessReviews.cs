using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Authentication;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>The review resources: questions that are answered, never stored.</summary>
internal sealed class AccessReviews(RoleAuthorizer roles, TokenAuthenticator tokens, ServerContext serverContext)
{
    private const string Group = "authorization.k8s.io";

    public JsonObject Answer(ResourceRequest request, JsonObject review) => request.Kind.Kind switch
    {
        "SelfSubjectReview" => SelfReview(request, review),
        "TokenReview" => TokenReview(review),
        "SelfSubjectRulesReview" => Rules(request, review),
        "SelfSubjectAccessReview" => Access(request, review, request.Request.User),
        _ => Access(request, review, Subject(request, review)),
    };

    private JsonObject SelfReview(ResourceRequest request, JsonObject review)
    {
        var user = request.Request.User;
        review["metadata"] = new JsonObject { ["creationTimestamp"] = serverContext.Now };
        review["status"] = new JsonObject { ["userInfo"] = UserInfo(user) };
        return review;
    }

    /// <summary>Whose token it is, for a program that was shown one.</summary>
    private JsonObject TokenReview(JsonObject review)
    {
        var spec = review.ObjectAt("spec");
        if (spec.StringAt("token") is not { Length: > 0 } token)
            throw StatusError.Invalid("authentication.k8s.io", "TokenReview", "", [FieldError.Required("spec.token", "")]);
        var audiences = spec.ArrayAt("audiences").Strings().ToList();
        // Everything here is computed, nothing is waited for.
        var user = tokens.FindAsync(token, audiences.Count == 0 ? null : audiences).GetAwaiter().GetResult();
        review["metadata"] = new JsonObject();
        review["status"] = user is null
            ? new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token]" }
            : new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = UserInfo(user),
                ["audiences"] = audiences.Count == 0 ? new JsonArray(AccountTokens.Issuer) : audiences.ToJsonArray(),
            };
        return review;
    }

    private static JsonObject UserInfo(Identity user)
    {
        var info = new JsonObject { ["username"] = user.Name };
        if (user.Uid is not null)
            info["uid"] = user.Uid;
        info["groups"] = user.Groups.ToJsonArray();
        if (user.Extra.Count > 0)
            info["extra"] = new JsonObject([.. user.Extra.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)new JsonArray(e.Value)))]);
        return info;
    }

    private JsonObject Access(ResourceRequest request, JsonObject review, Identity user)
    {
        var attributes = review.ObjectAt("spec", "resourceAttributes");
        var path = review.ObjectAt("spec", "nonResourceAttributes");
        if ((attributes is null) == (path is null))
        {
            throw StatusError.Invalid(Group, "", "", [FieldError.Invalid(
                "spec.resourceAttributes", "null", "exactly one of nonResourceAttributes or resourceAttributes must be specified")]);
        }

        var subresource = attributes.StringAt("subresource") is { Length: > 0 } sub ? $"/{sub}" : "";
        var wanted = path is not null
            ? new AccessRequest(user, path.StringAt("verb") ?? "", Path: path.StringAt("path") ?? "")
            : new AccessRequest(
                user, attributes.StringAt("verb") ?? "", attributes.StringAt("group") ?? "", (attributes.StringAt("resource") ?? "") + subresource,
                attributes.StringAt("namespace") ?? "", attributes.StringAt("name") ?? "");
        review["status"] = new JsonObject { ["allowed"] = roles.Allows(wanted) };
        return review;
    }

    private static Identity Subject(ResourceRequest request, JsonObject review)
    {
        var spec = review.ObjectAt("spec");
        var user = spec.StringAt("user") ?? "";
        var groups = spec.ArrayAt("groups").Strings().ToList();
        if (user.Length == 0 && groups.Count == 0)
            throw StatusError.Invalid(Group, "", "", [FieldError.InvalidText("spec.user", "", "at least one of user or group must be specified")]);
        return new Identity(user, groups);
    }

    private JsonObject Rules(ResourceRequest request, JsonObject review)
    {
        if (review.StringAt("spec", "namespace") is not { Length: > 0 } ns)
            throw StatusError.BadRequest("no namespace on request");
        var user = request.Request.User;
        var resources = new JsonArray(
            Rule(["create"], "authorization.k8s.io", ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            Rule(["create"], "authentication.k8s.io", ["selfsubjectreviews"]));
        var paths = new JsonArray(
            Paths(["get"], ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"]),
            Paths(["get"], ["/healthz", "/livez", "/readyz", "/version", "/version/"]));
        if (user.Groups.Contains("system:masters"))
        {
            resources.Add((JsonNode)Rule(["*"], "*", ["*"]));
            paths.Add((JsonNode)Paths(["*"], ["*"]));
        }

        foreach (var rule in roles.RulesFor(user, ns))
            (rule["nonResourceURLs"] is null ? resources : paths).Add(rule.DeepClone());
        review["metadata"] = new JsonObject();
        review["spec"] = new JsonObject();
        review["status"] = new JsonObject { ["resourceRules"] = resources, ["nonResourceRules"] = paths, ["incomplete"] = false };
        return review;
    }

    private static JsonObject Rule(string[] verbs, string group, string[] resources) =>
        new() { ["verbs"] = verbs.ToJsonArray(), ["apiGroups"] = new JsonArray(group), ["resources"] = resources.ToJsonArray() };

    private static JsonObject Paths(string[] verbs, string[] paths) => new() { ["verbs"] = verbs.ToJsonArray(), ["nonResourceURLs"] = paths.ToJsonArray() };
}
