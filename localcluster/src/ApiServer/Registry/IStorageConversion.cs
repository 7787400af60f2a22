using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>Converts between a served version and the stored form of a resource. Both directions return the argument itself when nothing differs.</summary>
internal interface IStorageConversion
{
    JsonObject FromStorage(JsonObject stored);

    JsonObject ToStorage(JsonObject served);
}
