using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Runtime.Apply;

namespace October.Operator.Execute.Children;

/// <summary>One kind of child: applies and deletes it.</summary>
internal interface IChildKind
{
    /// <summary>The model type.</summary>
    Type Type { get; }

    /// <summary>The name of the kind.</summary>
    string Kind { get; }

    /// <summary>Brings one object to what is wanted.</summary>
    /// <exception cref="NameClashException">The name is taken by an object that is not the app's.</exception>
    Task<ApplyOutcome> ApplyAsync(AppIdentity app, IKubernetesObject<V1ObjectMeta> wanted, CancellationToken cancellationToken);

    /// <summary>Deletes one that is known; one that is not is gone already.</summary>
    Task DeleteAsync(AppIdentity app, string name, CancellationToken cancellationToken);
}
