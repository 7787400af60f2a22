using System.Net;
using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Runtime.Api;

namespace October.Operator.Execute.Children;

/// <summary>A name that the app needs is taken by an object that is not the app's. It is left as it is; the message says what to do.</summary>
internal sealed class NameClashException(string message) : Exception(message)
{
    /// <summary>It passes by itself: the object is being garbage collected.</summary>
    public bool Passes { get; private init; }

    /// <summary>An earlier app of the name has left the object: this one may take it over.</summary>
    public bool IsLeftOver { get; private init; }

    /// <summary>The object that took the name is gone since.</summary>
    public static NameClashException Deleted(string child) => new($"{child} existed and was deleted meanwhile") { Passes = true };

    /// <summary>An object of another uid has the name, or none. A patch is told so by the check of what never changes (422), or as a conflict (409).</summary>
    public static bool IsReplaced(KubeApiException exception) => exception.Code switch
    {
        HttpStatusCode.Conflict =>
            exception.Message.Contains("uid mismatch", StringComparison.Ordinal) || exception.Message.Contains("UID in precondition", StringComparison.Ordinal),
        HttpStatusCode.UnprocessableEntity => exception.Message.Contains("metadata.uid: Invalid value", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The clash with an object that is there; null when the object is this app's own.</summary>
    public static NameClashException? With<T>(T live, AppIdentity app)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        if (Ownership.IsOwned(live.Metadata, app))
            return null;
        var what = $"{KubeKind.Of(typeof(T)).Kind} {live.Metadata.Name}";
        return Ownership.Controller(live.Metadata) switch
        {
            { } owner when Ownership.IsApp(owner, app.Name) =>
                new NameClashException($"{what} still belongs to the deleted OctoberApp {app.Name}: waiting until it is garbage collected") { Passes = true },
            { } owner => new NameClashException($"{what} exists and belongs to {owner.Kind} {owner.Name}: rename that, or give the app another name"),
            // No app adopts one: what it was to do is done, or is another's.
            null when live is V1Job => new NameClashException($"{what} exists and does not belong to this app: delete it"),
            null when Ownership.IsLeftOver(live.Metadata, app) =>
                new NameClashException($"{what} is left from an earlier OctoberApp {app.Name}") { IsLeftOver = true },
            null => new NameClashException($"{what} exists and does not belong to this app: rename it, or give the app another name"),
        };
    }
}
