namespace October.Operator.Desired.Model;

/// <summary>Which OctoberApp the objects belong to.</summary>
internal sealed record AppIdentity(string Namespace, string Name, string Uid)
{
    /// <summary>The group of what the app controls, in stores that are grouped by owner.</summary>
    public string OwnerGroup => $"{Namespace}/{Uid}";
}
