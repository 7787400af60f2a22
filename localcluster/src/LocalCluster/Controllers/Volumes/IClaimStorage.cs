namespace October.LocalCluster.Controllers.Volumes;

/// <summary>Where the contents of claims are.</summary>
internal interface IClaimStorage
{
    /// <summary>Deletes what the claim held.</summary>
    void Remove(string ns, string claim);
}
