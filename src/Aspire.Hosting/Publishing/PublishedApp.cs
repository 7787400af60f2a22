using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Crd;
using October.Crd.Spec;

namespace October.Aspire.Hosting.Publishing;

/// <summary>From the resources of an app host to an OctoberApp.</summary>
internal static class PublishedApp
{
    /// <exception cref="DistributedApplicationException">It cannot be one; the message says what to write instead.</exception>
    public static async Task<V1OctoberApp> OfAsync(
        OctoberAppResource app, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var (api, worker) = app.Parts();
        var spec = app.Spec(new V1OctoberAppSpec
        {
            Api = await FillAsync(new ApiSpec(), api, app.ApiImage),
            Worker = await FillAsync(new WorkerSpec(), worker, app.WorkerImage),
        });
        foreach (var (part, resource, given) in new (string, IResource, ComponentSpec)[] { ("api", api, spec.Api), ("worker", worker, spec.Worker) })
        {
            if (given.Image.Length == 0)
            {
                throw new DistributedApplicationException(
                    $"The OctoberApp {app.Name} has no image for its {part}, {resource.Name}: add .WithImages(\"registry/api:tag\", \"registry/worker:tag\")");
            }
        }

        var published = new V1OctoberApp { Spec = spec };
        published.Metadata.Name = app.Name;
        return published;

        async Task<T> FillAsync<T>(T component, IResource resource, ReferenceExpression? image)
            where T : ComponentSpec
        {
            component.Image = image is not null ? await image.GetValueAsync(cancellationToken) ?? "" : ImageOf(resource);
            component.Replicas = resource.TryGetLastAnnotation<ReplicaAnnotation>(out var replicas) ? replicas.Replicas : null;
            component.Env = await PublishedVariables.OfAsync(resource, execution, cancellationToken);
            return component;
        }
    }

    private static string ImageOf(IResource resource) => resource.TryGetContainerImageName(out var name) ? name : "";
}
