using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Configuration;
using October.Operator.Desired.Model;

namespace October.Operator.Desired;

/// <summary>What the operator would make of an app, for people without a cluster at hand.</summary>
public static class Rendering
{
    /// <summary>Reads a manifest strictly.</summary>
    /// <exception cref="FormatException">A field is misspelt, or has another type; the message names it.</exception>
    public static V1OctoberApp Read(JsonNode manifest) =>
        FreeForm.Read<V1OctoberApp>(manifest.ToJsonString(), OctoberApi.Kind, "an OctoberApp: see kubectl explain octoberapp");

    /// <summary>
    /// Every child of the app as it is once Ready, in the order of writing. Without what only a cluster knows: the owner's uid is empty, and the
    /// Secrets, whose password is generated there, are not among them.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="operatorNamespace">Namespace of the operator's pods; null when it runs outside of the cluster.</param>
    /// <exception cref="FormatException">A field of the spec cannot be read.</exception>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Render(V1OctoberApp app, string ns, string? operatorNamespace)
    {
        var desired = DesiredState.Render(new DesiredInput
        {
            App = new AppIdentity(ns, app.Metadata.Name, app.Metadata.Uid ?? ""),
            Stable = new RenderedRevision(RevisionHash.Of(app.Spec, null), SpecDefaults.Resolve(app.Spec)),
            Cluster = new ClusterFacts { OperatorNamespace = operatorNamespace },
            Passwords = new Passwords("generated-by-the-operator"),
        });
        return desired.Unreadable is [var unreadable, ..]
            ? throw new FormatException(unreadable.Problem)
            : [.. desired.Objects.Where(child => child is not V1Secret)];
    }
}
