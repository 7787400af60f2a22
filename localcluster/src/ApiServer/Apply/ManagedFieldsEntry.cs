using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>One entry of <c>metadata.managedFields</c>.</summary>
internal sealed record ManagedFieldsEntry(ManagerId Id, string? Time, FieldSet Fields)
{
    /// <summary>Null when the entry is malformed, as clients may send it.</summary>
    public static ManagedFieldsEntry? Read(JsonObject entry)
    {
        if (
            entry.StringAt("operation") is not ("Apply" or "Update")
            || entry.StringAt("fieldsType") is not "FieldsV1"
            || string.IsNullOrEmpty(entry.StringAt("apiVersion")))
            return null;
        try
        {
            var id = new ManagerId(
                entry.StringAt("manager") ?? "", entry.StringAt("operation")!, entry.StringAt("apiVersion")!, entry.StringAt("subresource") ?? "");
            return new ManagedFieldsEntry(id, entry.StringAt("time"), FieldSet.FromFieldsV1(entry.ObjectAt("fieldsV1")));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public JsonObject ToJson()
    {
        var entry = new JsonObject { ["manager"] = Id.Name, ["operation"] = Id.Operation, ["apiVersion"] = Id.ApiVersion };
        if (Time is not null)
            entry["time"] = Time;
        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = Fields.ToFieldsV1();
        if (Id.Subresource.Length > 0)
            entry["subresource"] = Id.Subresource;
        return entry;
    }
}
