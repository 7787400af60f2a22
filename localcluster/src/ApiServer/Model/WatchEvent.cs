using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>One event of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Object">A shared snapshot (clone before changing it), or a <c>Status</c> for <c>ERROR</c>.</param>
public sealed record WatchEvent(string Type, JsonObject Object)
{
    /// <summary>The object's bytes, where all watches of a change send the same; null where this watch has a view of its own.</summary>
    internal SharedJson? Shared { get; init; }

    /// <summary>The object as it is sent.</summary>
    internal byte[] Bytes => Shared is { } shared && ReferenceEquals(shared.Value, Object) ? shared.Bytes : WireJson.Write(Object);
}
