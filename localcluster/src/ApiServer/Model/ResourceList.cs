using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>A consistent list: its items and the resource version at which to start watching.</summary>
/// <param name="ResourceVersion">Pass it to <see cref="IClusterClient.WatchAsync"/>.</param>
/// <param name="Items">Shared snapshots; clone before changing one.</param>
public sealed record ResourceList(string ResourceVersion, IReadOnlyList<JsonObject> Items);
