using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Watching;

/// <summary>Which objects of a resource a list or watch is about.</summary>
internal sealed record Selection(string? Namespace, string? Name, LabelSelector Labels, FieldSelector Fields)
{
    public bool HasSelectors => !Labels.IsEmpty || !Fields.IsEmpty;

    public bool Matches(ObjectKey key, JsonObject value) =>
        (Namespace is null || key.Namespace == Namespace)
        && (Name is null || key.Name == Name)
        && Labels.Matches(value)
        && Fields.Matches(value);
}
