using October.LocalCluster.Kinds;
using October.LocalCluster.Requests;

namespace October.LocalCluster.Auth;

/// <summary>Whoever presents the token may do everything; nobody else gets beyond health and version.</summary>
internal static class Authorization
{
    private static readonly string[] Public = ["/healthz", "/livez", "/readyz", "/version"];

    public static void Check(ApiRequest request, KindRegistry kinds)
    {
        var user = request.User;
        if (user.Groups.Contains("system:masters") || Public.Any(p => request.Path == p || request.Path.StartsWith(p + "/")))
            return;
        if (RequestPath.Parse(request.Path) is not { } path || kinds.Find(path.Group, path.Version, path.Plural) is not { } kind)
            throw Refusal.Make(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {PathVerb(request.Method)} path \"{request.Path}\"", []);
        var scope = path.Namespace is { } ns ? $"in the namespace \"{ns}\"" : "at the cluster scope";
        var resource = path.Subresource is { } subresource ? $"{path.Plural}/{subresource}" : path.Plural;
        throw Refusal.Forbidden(kind, path.Name ?? "",
            $"User \"{user.Name}\" cannot {Verb(request, path)} resource \"{resource}\" in API group \"{path.Group}\" {scope}");
    }

    private static string PathVerb(string method) => method switch { "POST" => "post", "PUT" => "put", "PATCH" => "patch", "DELETE" => "delete", _ => "get" };

    private static string Verb(ApiRequest request, RequestPath path) => (request.Method, path.Name) switch
    {
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", null) => "deletecollection",
        ("DELETE", _) => "delete",
        (_, null) => request.Query.IsTrue("watch") ? "watch" : "list",
        _ => "get",
    };
}
