using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;

namespace October.LocalCluster.CustomResources;

/// <summary>Conversion strategy <c>None</c>: versions differ in their apiVersion only.</summary>
internal sealed class VersionConversion(string servedApiVersion, string storedApiVersion) : IStorageConversion
{
    /// <summary>Watches share what they deliver: a stored object is converted once.</summary>
    private readonly ConditionalWeakTable<JsonObject, JsonObject> _converted = [];

    public JsonObject FromStorage(JsonObject stored) =>
        stored.StringAt("apiVersion") == servedApiVersion ? stored : _converted.GetValue(stored, value => WithVersion(value, servedApiVersion));

    public JsonObject ToStorage(JsonObject served) => served.StringAt("apiVersion") == storedApiVersion ? served : WithVersion(served, storedApiVersion);

    private static JsonObject WithVersion(JsonObject value, string apiVersion)
    {
        var copy = value.Clone();
        copy["apiVersion"] = apiVersion;
        return copy;
    }
}
