namespace October.LocalCluster.Controllers.Volumes;

/// <summary>Claims hold nothing where no process writes into them.</summary>
internal sealed class NoClaimStorage : IClaimStorage
{
    public void Remove(string ns, string claim)
    {
        // Nothing was kept.
    }
}
