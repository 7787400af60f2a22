using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>An object as committed. Its value is frozen: whoever wants to change it clones it.</summary>
internal sealed record StoredObject(JsonObject Value, long Revision);
