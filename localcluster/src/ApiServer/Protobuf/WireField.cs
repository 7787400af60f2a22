namespace October.LocalCluster.ApiServer.Protobuf;

/// <summary>A field of a message.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Type">A scalar, or the name of a message.</param>
/// <param name="IsList">It repeats.</param>
/// <param name="IsMap">It is a map from strings.</param>
internal sealed record WireField(string Name, string Type, bool IsList, bool IsMap)
{
    /// <summary>Fields of Go structs that JSON writes into their parent.</summary>
    private static readonly string[] InlineNames = ["ingressRuleValue", "localObjectReference"];

    public bool IsInline => InlineNames.Contains(Name);

    public bool IsIgnored => Type == "-";

    public static WireField Parse(string name, string type) => new(
        name, type.Replace("[]", "").Replace("{}", ""), type.StartsWith("[]", StringComparison.Ordinal), type.StartsWith("{}", StringComparison.Ordinal));
}
