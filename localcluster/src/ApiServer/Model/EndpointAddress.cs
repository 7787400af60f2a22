namespace October.LocalCluster.ApiServer.Model;

/// <summary>Where a ready pod listens.</summary>
internal readonly record struct EndpointAddress(string Address, int Port)
{
    public override string ToString() => $"{Address}:{Port}";
}
