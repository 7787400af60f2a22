using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>Documents as trees, written without reflection.</summary>
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class NodeJson : JsonSerializerContext;
