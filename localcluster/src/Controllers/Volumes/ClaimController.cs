using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Volumes;

/// <summary>Feeds <see cref="ClaimDecision"/> from the caches; when a claim is gone, so is what it held.</summary>
/// <param name="context">What controllers share.</param>
/// <param name="deleteContents">Deletes what the claim of a namespace and name held; null where no process writes into claims.</param>
/// <param name="binds">Without binding, it only protects claims in use.</param>
internal sealed class ClaimController(ControllerContext context, Action<string, string>? deleteContents = null, bool binds = true)
    : Controller(context, "persistentvolume-controller")
{
    private Informer _claims = null!;
    private Informer _pods = null!;

    protected override void Subscribe()
    {
        _claims = Watch(ResourceTypes.PersistentVolumeClaims);
        _claims.OnChange((old, current) =>
        {
            if (old is not null && current?.Uid() != old.Uid())
                deleteContents?.Invoke(old.Namespace(), old.Name());
        });
        _pods = Watch(ResourceTypes.Pods, KeysOfPod);
    }

    protected override Decision Decide(NamespacedName key) => _claims.Get(key.Namespace, key.Name) is { } claim
        ? binds ? ClaimDecision.Decide(claim, _pods.InNamespace(key.Namespace)) : ClaimDecision.Protect(claim, _pods.InNamespace(key.Namespace))
        : Decision.Nothing;

    private static IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => pod.ArrayAt("spec", "volumes").Objects()
        .Select(v => v.StringAt("persistentVolumeClaim", "claimName"))
        .OfType<string>()
        .Select(name => new NamespacedName(pod.Namespace(), name));
}
