using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns that most kinds share, with the descriptions of the API reference.</summary>
internal static class CommonColumns
{
    public const string NameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation " +
        "of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. " +
        "More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    public const string CreationDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order " +
        "across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. " +
        "Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    public static Column Name { get; } = new("Name", "string", NameDescription, (o, _) => o.Name()) { Format = "name" };

    public static Column Age { get; } = Text("Age", CreationDescription, (o, now) => HumanDuration.Since(o.StringAt("metadata", "creationTimestamp"), now));

    /// <summary>The columns of kinds without any of their own.</summary>
    public static IReadOnlyList<Column> Default { get; } =
    [
        Name,
        new("Created At", "date", CreationDescription, (o, _) => o.StringAt("metadata", "creationTimestamp")),
    ];

    public static Column Text(string name, string description, Func<JsonObject, string?> cell) => new(name, "string", description, (o, _) => cell(o));

    public static Column Text(string name, string description, Func<JsonObject, DateTimeOffset, string?> cell) =>
        new(name, "string", description, (o, now) => cell(o, now));

    public static Column Number(string name, string type, string description, Func<JsonObject, long?> cell) => new(name, type, description, (o, _) => cell(o));

    public static Column Wide(this Column column) => column with { Priority = 1 };

    /// <summary>The three wide columns of workloads.</summary>
    public static IReadOnlyList<Column> PodTemplate(string[] templatePath, string[] selectorPath, string selectorDescription = SelectorDescription) =>
    [
        Text("Containers", "Names of each container in the template.", o => Join(o.ArrayAt([.. templatePath, "spec", "containers"]), "name")).Wide(),
        Text("Images", "Images referenced by each container in the template.", o => Join(o.ArrayAt([.. templatePath, "spec", "containers"]), "image")).Wide(),
        Text("Selector", selectorDescription, o => Selector(o.ObjectAt(selectorPath))).Wide(),
    ];

    private const string SelectorDescription =
        "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod " +
        "template's labels.";

    public static string Join(JsonArray? items, string field) => string.Join(",", items.Objects().Select(i => i.StringAt(field)));

    /// <summary>A label selector as text; <c>&lt;none&gt;</c> when it selects everything.</summary>
    public static string Selector(JsonObject? selector)
    {
        var parts = (selector.ObjectAt("matchLabels") ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value.AsString()}")
            .Concat(selector.ArrayAt("matchExpressions").Objects().Select(Expression));
        return OrNone(string.Join(",", parts));
    }

    public static string Labels(JsonObject? labels) =>
        OrNone(string.Join(",", (labels ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value.AsString()}")));

    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? "<none>" : text;

    private static string Expression(JsonObject expression)
    {
        var values = string.Join(",", expression.ArrayAt("values").Strings().Order(StringComparer.Ordinal));
        return expression.StringAt("operator") switch
        {
            "In" => $"{expression.StringAt("key")} in ({values})",
            "NotIn" => $"{expression.StringAt("key")} notin ({values})",
            "DoesNotExist" => $"!{expression.StringAt("key")}",
            _ => expression.StringAt("key") ?? "",
        };
    }
}
