using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>Writes the paths and operations of a resource. kubectl reads from them which parameters and patch types a kind supports.</summary>
internal static class PathWriter
{
    private static readonly string[] PatchTypes = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];

    private static readonly (string Verb, string Method)[] Methods =
    [
        ("get", "get"),
        ("create", "post"),
        ("update", "put"),
        ("delete", "delete"),
        ("patch", "patch"),
    ];

    public static void Write(JsonObject paths, ResourceKind kind)
    {
        var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        var scope = kind.Namespaced ? "/namespaces/{namespace}" : "";
        var scopeName = kind.Namespaced ? "Namespaced" : "";
        var id = GroupId(kind);
        var collection = new JsonObject();
        Add(collection, kind, kind.Verbs, "list", "get", "list", $"list{id}{scopeName}{kind.Kind}");
        Add(collection, kind, kind.Verbs, "create", "post", "post", $"create{id}{scopeName}{kind.Kind}");
        Add(collection, kind, kind.Verbs, "deletecollection", "delete", "deletecollection", $"delete{id}Collection{scopeName}{kind.Kind}");
        paths[$"{root}{scope}/{kind.Plural}"] = collection;
        if (kind.Verbs.Contains("get"))
            paths[$"{root}{scope}/{kind.Plural}/{{name}}"] = Item(kind, kind.Verbs, id, scopeName, "");
        foreach (var subresource in kind.Subresources)
        {
            var spoken = kind with { Group = subresource.Group, Version = subresource.Version, Kind = subresource.Kind };
            var suffix = char.ToUpperInvariant(subresource.Name[0]) + subresource.Name[1..];
            if (subresource.Connects)
            {
                Connect(paths, $"{root}{scope}/{kind.Plural}/{{name}}/{subresource.Name}", spoken, subresource.Verbs, id, $"{scopeName}{kind.Kind}{suffix}");
                continue;
            }

            var item = Item(spoken, subresource.Verbs, id, scopeName + kind.Kind, suffix);
            Add(item, spoken, subresource.Verbs, "create", "post", "post", $"create{id}{scopeName}{kind.Kind}{suffix}");
            paths[$"{root}{scope}/{kind.Plural}/{{name}}/{subresource.Name}"] = item;
        }

        if (!kind.Verbs.Contains("watch"))
            return;
        if (kind.Namespaced)
        {
            var all = new JsonObject();
            Add(all, kind, kind.Verbs, "list", "get", "list", $"list{id}{kind.Kind}ForAllNamespaces");
            paths[$"{root}/{kind.Plural}"] = all;
            paths[$"{root}/watch/{kind.Plural}"] = Watch(kind, "watchlist", $"watch{id}{kind.Kind}ListForAllNamespaces");
        }

        paths[$"{root}/watch{scope}/{kind.Plural}"] = Watch(kind, "watchlist", $"watch{id}{scopeName}{kind.Kind}List");
        paths[$"{root}/watch{scope}/{kind.Plural}/{{name}}"] = Watch(kind, "watch", $"watch{id}{scopeName}{kind.Kind}");
    }

    private static JsonObject Item(ResourceKind kind, IReadOnlyList<string> verbs, string id, string scopeName, string suffix)
    {
        var name = suffix.Length == 0 ? kind.Kind : suffix;
        var item = new JsonObject();
        Add(item, kind, verbs, "get", "get", "get", $"read{id}{scopeName}{name}");
        Add(item, kind, verbs, "update", "put", "put", $"replace{id}{scopeName}{name}");
        Add(item, kind, verbs, "delete", "delete", "delete", $"delete{id}{scopeName}{name}");
        Add(item, kind, verbs, "patch", "patch", "patch", $"patch{id}{scopeName}{name}");
        return item;
    }

    /// <summary>A subresource that is another connection: every method does the same. The proxy's goes on below it.</summary>
    private static void Connect(JsonObject paths, string path, ResourceKind kind, IReadOnlyList<string> verbs, string id, string name)
    {
        var (item, below) = (new JsonObject(), new JsonObject());
        foreach (var (verb, method) in Methods.Where(m => verbs.Contains(m.Verb)))
        {
            var operation = $"connect{id}{char.ToUpperInvariant(method[0])}{method[1..]}{name}";
            Add(item, kind, verbs, verb, method, "connect", operation);
            Add(below, kind, verbs, verb, method, "connect", operation + "WithPath");
        }

        paths[path] = item;
        if (name.EndsWith("Proxy", StringComparison.Ordinal))
            paths[path + "/{path}"] = below;
    }

    private static JsonObject Watch(ResourceKind kind, string action, string operationId)
    {
        var item = new JsonObject();
        Add(item, kind, kind.Verbs, "watch", "get", action, operationId);
        return item;
    }

    private static void Add(JsonObject item, ResourceKind kind, IReadOnlyList<string> verbs, string verb, string method, string action, string operationId)
    {
        if (!verbs.Contains(verb))
            return;
        var operation = new JsonObject
        {
            ["operationId"] = operationId,
            ["parameters"] = Parameters(method),
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind },
        };
        if (method == "patch")
            operation["requestBody"] = PatchBody(kind);
        item[method] = operation;
    }

    private static JsonArray Parameters(string method)
    {
        string[] names = method switch
        {
            "post" or "put" => ["dryRun", "fieldManager", "fieldValidation"],
            "patch" => ["dryRun", "fieldManager", "fieldValidation", "force"],
            "delete" => ["dryRun", "gracePeriodSeconds", "propagationPolicy"],
            _ =>
            [
                "fieldSelector",
                "labelSelector",
                "limit",
                "continue",
                "resourceVersion",
                "resourceVersionMatch",
                "sendInitialEvents",
                "timeoutSeconds",
                "watch",
                "allowWatchBookmarks",
            ],
        };
        return new JsonArray([.. names.Select(n => (JsonNode)new JsonObject
        {
            ["name"] = n,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        })]);
    }

    private static JsonObject PatchBody(ResourceKind kind)
    {
        var types = kind.IsCustom ? PatchTypes : [.. PatchTypes, "application/strategic-merge-patch+json"];
        var content = new JsonObject();
        foreach (var type in types)
            content[type] = new JsonObject { ["schema"] = ComponentWriter.PatchReference };
        return new JsonObject { ["content"] = content, ["required"] = true };
    }

    private static string GroupId(ResourceKind kind)
    {
        var group = kind.Group.Length == 0 ? "core" : kind.IsCustom ? kind.Group : kind.Group.Split('.')[0];
        return string.Concat(group.Split('.', '-').Append(kind.Version).Select(p => p.Length == 0 ? p : char.ToUpperInvariant(p[0]) + p[1..]));
    }
}
