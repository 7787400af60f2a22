using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Conversion strategy <c>None</c>: versions differ in their apiVersion, and in the fields that their schemas know.</summary>
internal sealed class VersionConversion(ConvertedVersion served, ConvertedVersion storage) : IStorageConversion
{
    /// <summary>Watches share what they deliver: a stored object is converted once.</summary>
    private readonly ConditionalWeakTable<JsonObject, JsonObject> _converted = [];

    public JsonObject FromStorage(JsonObject stored) =>
        stored.StringAt("apiVersion") == served.ApiVersion ? stored : _converted.GetValue(stored, value => Convert(value, served));

    public JsonObject ToStorage(JsonObject value) => value.StringAt("apiVersion") == storage.ApiVersion ? value : Convert(value, storage);

    private static JsonObject Convert(JsonObject value, ConvertedVersion version)
    {
        var copy = value.Clone();
        copy["apiVersion"] = version.ApiVersion;
        StructuralPruner.Prune(copy, version.Schema);
        StructuralDefaulter.Default(copy, version.Schema);
        return copy;
    }
}
