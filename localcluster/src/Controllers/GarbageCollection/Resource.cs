using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.GarbageCollection;

/// <summary>An object with the resource it belongs to.</summary>
internal sealed record Resource(ResourceType Type, JsonObject Object);
