using System.Text;
using October.Crd;
using October.Crd.Defaults;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Model;

/// <summary>One app at one moment: what everything else is read and decided for.</summary>
/// <param name="Entity">The app as the informer has it. Never changed.</param>
/// <param name="Current">Its spec with every default.</param>
/// <param name="Cluster">What the cluster can take.</param>
/// <param name="Now">The time of this reconcile.</param>
/// <param name="FreshPassword">A random password that nothing uses yet.</param>
/// <param name="FreshApiKey">The same for the api's callers: another, as workers have the password.</param>
/// <param name="FreshUsersKey">The same for redis' users that are not the application's.</param>
internal sealed record ReconcileContext(
    V1OctoberApp Entity,
    ResolvedApp Current,
    ClusterFacts Cluster,
    DateTimeOffset Now,
    string FreshPassword,
    string FreshApiKey,
    string FreshUsersKey)
{
    public AppIdentity App { get; } = new(Entity.Metadata.NamespaceProperty, Entity.Metadata.Name, Entity.Metadata.Uid);

    /// <summary>The app is to take over what an earlier one of its name has left.</summary>
    public bool Adopts { get; } = Entity.Metadata.Annotations?.TryGetValue(OctoberApi.AdoptAnnotation, out var adopt) == true && adopt == "true";

    /// <summary>Keeps the password out of every accidental print.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(App);
        return true;
    }
}
