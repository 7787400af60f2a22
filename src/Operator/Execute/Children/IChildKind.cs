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
    /// <param name="app">Who owns it.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="existed">
    /// It was there when the plan was made. If it is gone since, the app may be gone too: it is not created until that was checked.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="NameClashException">The name is taken by an object that is not the app's, or the object is gone since.</exception>
    Task<ApplyOutcome> ApplyAsync(AppIdentity app, IKubernetesObject<V1ObjectMeta> wanted, bool existed, CancellationToken cancellationToken);

    /// <summary>Takes over what an earlier app of the name has left; nothing where it is gone or somebody's since.</summary>
    Task AdoptAsync(AppIdentity app, string name, CancellationToken cancellationToken);

    /// <summary>The clash with a known object that has the name; null for none.</summary>
    NameClashException? Clash(AppIdentity app, string name);

    /// <summary>Deletes one that is known; one that is not is gone already.</summary>
    Task DeleteAsync(AppIdentity app, string name, CancellationToken cancellationToken);
}
