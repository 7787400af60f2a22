namespace October.LocalCluster.Network;

/// <summary>Where a ready pod listens.</summary>
internal readonly record struct Endpoint(string Address, int Port)
{
    public override string ToString() => $"{Address}:{Port}";
}
