using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>What controllers and the scheduler read from a PersistentVolumeClaim.</summary>
internal static class ClaimExtensions
{
    /// <summary>Whether a claim is bound, sooner or later.</summary>
    public static bool MayBind(this JsonObject claim) =>
        claim.At("spec", "storageClassName") is not null || claim.StringAt("spec", "volumeName") is { Length: > 0 };
}
