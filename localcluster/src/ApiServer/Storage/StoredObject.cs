using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>An object as committed. Its value is immutable: clone it before a change.</summary>
internal sealed record StoredObject(JsonObject Value, long Revision);
