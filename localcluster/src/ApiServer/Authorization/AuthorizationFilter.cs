using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>Refuses what the roles do not allow, with the sentence that names the missing permission.</summary>
internal sealed class AuthorizationFilter(KindRegistry kinds, RoleAuthorizer roles)
{
    public void Check(ApiRequest request)
    {
        var user = request.User;
        if (RequestPath.Parse(request.Path) is not { } path || kinds.Find(path.Group, path.Version, path.Plural) is not { } kind)
        {
            var verb = request.Method == "GET" ? "get" : request.Method.ToLowerInvariant();
            if (!roles.Allows(new AccessRequest(user, verb, Path: request.Path)))
                throw StatusError.Make(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {verb} path \"{request.Path}\"", []);
            return;
        }

        var resource = path.Subresource is { } subresource ? $"{path.Plural}/{subresource}" : path.Plural;
        var access = new AccessRequest(user, Verb(request, path), path.Group, resource, path.Namespace ?? "", path.Name ?? "");
        if (roles.Allows(access))
            return;
        var scope = path.Namespace is { } ns ? $"in the namespace \"{ns}\"" : "at the cluster scope";
        throw StatusError.Forbidden(
            kind, path.Name ?? "", $"User \"{user.Name}\" cannot {access.Verb} resource \"{resource}\" in API group \"{path.Group}\" {scope}");
    }

    private static string Verb(ApiRequest request, RequestPath path) => (request.Method, path.Name) switch
    {
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("OPTIONS", _) => "",
        ("DELETE", null) => "deletecollection",
        ("DELETE", _) => "delete",
        (_, null) => path.IsLegacyWatch || request.Query.IsTrue("watch") ? "watch" : "list",
        _ => path.IsLegacyWatch ? "watch" : "get",
    };
}
