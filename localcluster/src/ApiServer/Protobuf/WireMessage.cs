using System.Collections.Frozen;

namespace October.LocalCluster.ApiServer.Protobuf;

/// <summary>A message: its fields by number.</summary>
internal sealed record WireMessage(string Name, FrozenDictionary<int, WireField> Fields);
