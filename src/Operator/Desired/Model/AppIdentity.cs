namespace October.Operator.Desired.Model;

/// <summary>Which OctoberApp the objects belong to.</summary>
internal sealed record AppIdentity(string Namespace, string Name, string Uid);
