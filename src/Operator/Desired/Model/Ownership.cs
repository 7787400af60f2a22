using k8s.Models;
using October.Crd;

namespace October.Operator.Desired.Model;

/// <summary>
/// Whose an object is. What goes with its app says so by an owner reference; a volume that outlives its app has none, and says so by an annotation.
/// </summary>
internal static class Ownership
{
    /// <summary>Annotation of a volume: uid of the app that uses it.</summary>
    public const string UsedBy = OctoberApi.Group + "/used-by";

    /// <summary>The object is this app's own.</summary>
    public static bool IsOwned(V1ObjectMeta metadata, AppIdentity app) =>
        Controller(metadata) is { } owner
            ? owner.Uid == app.Uid
            : metadata.Annotations?.TryGetValue(UsedBy, out var user) == true && user == app.Uid;

    /// <summary>
    /// An earlier app of the same name has left it, and nobody owns it: it has the labels that only the operator, or somebody who may change the
    /// object itself, can have given it.
    /// </summary>
    public static bool IsLeftOver(V1ObjectMeta metadata, AppIdentity app) =>
        !IsOwned(metadata, app)
        && metadata.DeletionTimestamp is null
        && Label(metadata, Labels.ManagedBy) == OctoberApi.FieldManager
        && Label(metadata, Labels.App) == app.Name
        && (Controller(metadata) is not { } owner || IsApp(owner, app.Name));

    /// <summary>The owner references that the object has as this app's own.</summary>
    /// <param name="metadata">The object's.</param>
    /// <param name="app">The app.</param>
    /// <param name="isKept">It outlives the app.</param>
    public static IEnumerable<V1OwnerReference> References(V1ObjectMeta metadata, AppIdentity app, bool isKept) =>
        (metadata.OwnerReferences ?? [])
            .Where(owner => !IsApp(owner, app.Name))
            .Concat(isKept ? Array.Empty<V1OwnerReference>() : [Meta.Owner(app)]);

    /// <summary>The owner that controls it; null for none.</summary>
    public static V1OwnerReference? Controller(V1ObjectMeta metadata) => metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

    /// <summary>An app owns it, this one or another.</summary>
    public static bool IsOfAnApp(V1ObjectMeta metadata) => Controller(metadata) is { } owner && IsApp(owner);

    /// <summary>The owner is an app of this name, this one or an earlier one.</summary>
    public static bool IsApp(V1OwnerReference owner, string name) =>
        owner.Name == name && IsApp(owner);

    private static bool IsApp(V1OwnerReference owner) =>
        owner.Kind == OctoberApi.Kind && owner.ApiVersion.StartsWith(OctoberApi.Group + "/", StringComparison.Ordinal);

    private static string? Label(V1ObjectMeta metadata, string key) => metadata.Labels?.TryGetValue(key, out var value) == true ? value : null;
}
