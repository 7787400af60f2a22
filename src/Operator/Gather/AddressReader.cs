using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Gather.Health;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Operator.Smoke;

namespace October.Operator.Gather;

/// <summary>Reads where the app's parts answer.</summary>
internal sealed class AddressReader(Stores stores, HealthReader health, ProbeRoute route)
{
    /// <summary>Where smoke probes go.</summary>
    /// <param name="app">The app.</param>
    /// <param name="revision">Hash of the revision that is previewed, if any.</param>
    public ProbeAddresses Probes(AppIdentity app, string? revision) => new(Preview(app, revision), Stable(app));

    /// <summary>Cluster address of redis' Service; null before it has one.</summary>
    public string? Redis(AppIdentity app) => Address(Service(app, Names.Redis));

    /// <summary>Addresses of the load balancer of the api's Service.</summary>
    public IReadOnlyList<string> LoadBalancer(AppIdentity app) => Service(app, Names.Api)?.Status?.LoadBalancer?.Ingress is { Count: > 0 } addresses
        ? [.. addresses.Select(address => address.Hostname ?? address.Ip).OfType<string>()]
        : [];

    /// <summary>The claim of redis' data; null before it is there.</summary>
    public V1PersistentVolumeClaim? RedisClaim(AppIdentity app) => stores.Claims.Get(new NamespacedName(app.Namespace, Names.RedisData(app)));

    private ProbeAddress? Preview(AppIdentity app, string? revision) => health.ReadyPod(app, Names.Api, Track.Preview, revision) is { } pod
        ? new ProbeAddress(route.Pod(app.Namespace, pod.Metadata.Name, pod.Status.PodIP, Ports.Api), $"pod {pod.Metadata.Name}")
        : null;

    private ProbeAddress? Stable(AppIdentity app) => Service(app, Names.Api) is { Spec.Ports: [var port, ..] } service && Address(service) is { } address
        ? new ProbeAddress(route.Service(app.Namespace, service.Metadata.Name, address, port.Port), $"service {service.Metadata.Name}")
        : null;

    /// <summary>One of somebody else that has the name gets neither probes nor redis' passwords.</summary>
    private V1Service? Service(AppIdentity app, string component) =>
        stores.Services.Get(new NamespacedName(app.Namespace, Names.Component(app, component))) is { } service && Ownership.IsOwned(service.Metadata, app)
            ? service
            : null;

    private static string? Address(V1Service? service) => service?.Spec.ClusterIP is { Length: > 0 } address ? address : null;
}
