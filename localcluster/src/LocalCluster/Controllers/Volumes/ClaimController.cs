using System.Text.Json.Nodes;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Controllers.Volumes;

/// <summary>Feeds <see cref="ClaimDecision"/> from the caches; when a claim is gone, so is what it held.</summary>
/// <remarks>Without binding, it only protects claims in use.</remarks>
internal sealed class ClaimController(ControllerContext context, IClaimStorage storage, bool binds = true) : Controller(context, "persistentvolume-controller")
{
    private ResourceCache _claims = null!;
    private ResourceCache _pods = null!;

    protected override void Subscribe()
    {
        _claims = Watch(KnownTypes.PersistentVolumeClaims);
        _claims.OnChange((old, current) =>
        {
            if (old is not null && current?.Uid() != old.Uid())
                storage.Remove(old.Namespace(), old.Name());
        });
        _pods = Watch(KnownTypes.Pods, KeysOfPod);
    }

    protected override Decision Decide(NamespacedName key) => _claims.Get(key.Namespace, key.Name) is { } claim
        ? binds ? ClaimDecision.Decide(claim, _pods.InNamespace(key.Namespace)) : ClaimDecision.Protect(claim, _pods.InNamespace(key.Namespace))
        : Decision.Nothing;

    private static IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => pod.ArrayAt("spec", "volumes").Objects()
        .Select(v => v.StringAt("persistentVolumeClaim", "claimName"))
        .OfType<string>()
        .Select(name => new NamespacedName(pod.Namespace(), name));
}
