using System.Text.Json.Nodes;

namespace October.LocalCluster.Client;

/// <summary>One event of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Object">A shared snapshot (clone before changing it), or a <c>Status</c> for <c>ERROR</c>.</param>
public sealed record WatchEvent(string Type, JsonObject Object);
