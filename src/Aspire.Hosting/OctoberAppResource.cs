using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Crd.Spec;

namespace October.Aspire.Hosting;

/// <summary>One asynchronous web application: in a run its api, worker and redis; when published one OctoberApp.</summary>
/// <param name="name">The name of the OctoberApp.</param>
public sealed class OctoberAppResource(string name) : Resource(name)
{
    internal IResource? Api { get; set; }

    internal IResource? Worker { get; set; }

    /// <summary>The image of the api that is published; null while none is named.</summary>
    internal ReferenceExpression? ApiImage { get; set; }

    /// <summary>The image of the worker that is published; null while none is named.</summary>
    internal ReferenceExpression? WorkerImage { get; set; }

    /// <summary>The redis of a run; null when the app is published.</summary>
    internal IResource? Redis { get; set; }

    /// <summary>Its URL.</summary>
    internal ReferenceExpression? RedisUrl { get; set; }

    /// <summary>Changes to the spec, in the order in which they were asked for.</summary>
    internal List<Action<V1OctoberAppSpec>> Changes { get; } = [];

    /// <summary>Both parts.</summary>
    /// <exception cref="DistributedApplicationException">One is missing.</exception>
    internal (IResource Api, IResource Worker) Parts() => (Api, Worker) switch
    {
        (null, _) => throw new DistributedApplicationException($"The OctoberApp {Name} has no api: add .WithApi(project)"),
        (_, null) => throw new DistributedApplicationException($"The OctoberApp {Name} has no worker: add .WithWorker(project)"),
        ({ } api, { } worker) => (api, worker),
    };

    /// <summary>The spec without what is only known when it is published.</summary>
    internal V1OctoberAppSpec Spec(V1OctoberAppSpec? begun = null)
    {
        var spec = begun ?? new V1OctoberAppSpec();
        foreach (var change in Changes)
            change(spec);
        return spec;
    }
}
